"""The channels of a desk, by what they are for."""

from enum import StrEnum


class Channel(StrEnum):
    """What the desk knows a channel by."""

    PLAYER_DESK = "player-desk"
    """Where people look players up; nothing is posted there by itself."""
    APPROVALS = "approvals"
    SECURITY = "security"
    """Alarms, alerts, and the digests for security."""
    MANAGERS = "managers"
    """The digests for managers."""
    SUPPORT = "support"
    """Tickets."""
