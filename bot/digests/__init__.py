"""Digests as people read them."""
