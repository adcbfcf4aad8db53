"""Ids of what sources name: withdrawals, bets, sessions."""

from uuid import UUID

from uuid_utils.compat import uuid5

SPACE = UUID("0b0b6c8e-5a55-4a54-8f6c-0d1f5f2a7c11")
"""The name space in which what a source names always gets the same id."""

Name = tuple[str, int, str]
"""Source, player, and how the source names the thing to this player."""


def of(name: Name) -> UUID:
    """Give the id of what an event names; the same name of the same player and source is the same thing."""
    return uuid5(SPACE, "\n".join(map(str, name)))
