"""Expected refusals: each has a sentence for the person who acted, and a stable code."""

from typing import ClassVar


class Refused(Exception):  # noqa: N818 - an expected answer, not an error
    """An expected refusal, worded for the person who acted.

    ``code`` is stable and goes into the audit log; ``field`` names the form field at fault, if any.
    """

    code: ClassVar[str] = "refused"
    slip: ClassVar[bool] = False
    """Whether somebody only typed what is not understood or not there; no right, limit or rule stood against them."""
    recorded_as: ClassVar[str | None] = None
    """The action of its record where that is not the operation's: a refused search counts wherever it began."""
    alarms: ClassVar[bool] = False
    """Whether the first one in a day is an alarm about the person who was refused."""
    betrays: ClassVar[bool] = False
    """Whether each one is an alarm, which is not about the person who was refused: something was done past the desk."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(Refused):
    """The person lacks a permission; the sentence says which, and whom to ask."""

    code: ClassVar[str] = "not_allowed"


class Unknown(Refused):
    """Nothing was found; the sentence says what was looked for."""

    code: ClassVar[str] = "unknown"
    slip: ClassVar[bool] = True


class Invalid(Refused):
    """The input is not valid; the sentence says how to type it."""

    code: ClassVar[str] = "invalid"
    slip: ClassVar[bool] = True


class Conflict(Refused):
    """Somebody else was first, or the state has changed; the sentence says who and when."""

    code: ClassVar[str] = "conflict"


def slips(family: type[Refused] = Refused) -> frozenset[str]:
    """List the codes of refusals that are slips."""
    own = {family.code} if family.slip else frozenset()
    return frozenset(own).union(*(slips(child) for child in family.__subclasses__()))
