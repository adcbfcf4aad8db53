"""The expected ways in which asking or deciding is refused."""

from typing import ClassVar

from core.errors import Conflict, Invalid, NotAllowed, Refused


class OwnRequest(NotAllowed):
    """Nobody decides about what he asked for himself, whatever his roles."""

    code: ClassVar[str] = "own_request"


class NotAnApprover(NotAllowed):
    """The person's roles fill no slot that is still open."""

    code: ClassVar[str] = "not_an_approver"


class NobodyCan(Refused):
    """No set of people on the staff could agree to this."""

    code: ClassVar[str] = "nobody_can"


class AlreadyPending(Conflict):
    """The same thing waits already."""

    code: ClassVar[str] = "already_pending"


class AlreadyDecided(Conflict):
    """Somebody, or the clock, closed it first."""

    code: ClassVar[str] = "already_decided"


class AlreadyVoted(Conflict):
    """This human has spoken on this version, by whatever account."""

    code: ClassVar[str] = "already_voted"


class TimeIsUp(Conflict):
    """It expired before the click."""

    code: ClassVar[str] = "time_is_up"


class ChangedSince(Conflict):
    """What was voted on is not what stands: another version, or other material facts. Nothing is burnt."""

    code: ClassVar[str] = "changed_since"


class RequesterGone(Conflict):
    """Whoever asked may not ask any more; another must take it over."""

    code: ClassVar[str] = "requester_gone"


class NoPlatform(Refused):
    """The gaming platform decides, and none is connected."""

    code: ClassVar[str] = "no_platform"


class Cornered(Refused):
    """After this nobody could undo it any more."""

    code: ClassVar[str] = "cornered"


class NeedsReason(Invalid):
    """Declining and ending need a reason that the requester can read."""

    code: ClassVar[str] = "needs_reason"


class TooMany(Refused):
    """More protective acts in an hour than the office file allows one person."""

    code: ClassVar[str] = "too_many"
