"""Linked accounts: who shares what with a player, and what is decided about it."""
