"""Why a vote is refused, beside that its voter is no approver."""

from typing import ClassVar

from core.errors import Conflict, Invalid, NotAllowed


class OwnRequest(NotAllowed):
    """Nobody decides about their own request, whatever their roles."""

    code: ClassVar[str] = "own_request"


class RequestExpired(Conflict):
    """The request expired before the vote."""

    code: ClassVar[str] = "time_is_up"


class ChangedSince(Conflict):
    """The request or its material facts have changed since the voter read them. Nothing is decided."""

    code: ClassVar[str] = "changed_since"


class TooEarly(Conflict):
    """The request can be approved only later."""

    code: ClassVar[str] = "too_early"


class AlreadyVoted(Conflict):
    """This person has already voted on this version, with this or another account."""

    code: ClassVar[str] = "already_voted"


class NeedsTick(Invalid):
    """A fact has to be looked at, and ticked, by everybody who approves."""

    code: ClassVar[str] = "needs_tick"


class NeedsReason(Invalid):
    """Declining and ending need a reason that the requester can read."""

    code: ClassVar[str] = "needs_reason"


class RequesterGone(Conflict):
    """The requester may not ask for this any more; another must take it over."""

    code: ClassVar[str] = "requester_gone"
