"""Tickets, their forms and their threads."""
