"""Alerts and the security check."""
