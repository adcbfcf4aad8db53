"""Digests asked for by hand, and their schedules."""
