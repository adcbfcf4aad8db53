"""Why something about a ticket is refused, each with its own code."""

from typing import ClassVar

from core.errors import Conflict


class StillWaits(Conflict):
    """A request that was asked from the ticket is not decided yet."""

    code: ClassVar[str] = "request_still_waits"


class Taken(Conflict):
    """Somebody else has the ticket."""

    code: ClassVar[str] = "ticket_taken"


class NotNow(Conflict):
    """The ticket does not stand so that this could be done."""

    code: ClassVar[str] = "ticket_state"


class ChangedMeanwhile(Conflict):
    """Somebody changed the ticket in the same moment."""

    code: ClassVar[str] = "ticket_changed"
