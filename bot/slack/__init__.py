"""Slack in and out: verified, read, dispatched, answered. Knows no feature."""
