"""The channels of a desk, by purpose."""

from enum import StrEnum


class Channel(StrEnum):
    """The purpose of a channel."""

    PLAYER_DESK = "player-desk"
    """Where people look up players; Pitboss posts nothing there on its own."""
    APPROVALS = "approvals"
    SECURITY = "security"
    """Alarms, alerts and security digests."""
    MANAGERS = "managers"
    """Management digests."""
    SUPPORT = "support"
    """Tickets."""
    COMPLIANCE = "compliance"
    """Requests and alarms that only compliance may read; without it they go by direct message."""
