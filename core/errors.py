"""The one family of expected refusals: a sentence for the person who asked, and a stable code."""

from typing import ClassVar


class Refused(Exception):  # noqa: N818 - "refused" is the word of the domain; it is an answer, not an error
    """An expected "no", worded for the person who asked.

    ``code`` is stable and goes into the record; ``field`` names the form field at fault, where there is one.
    """

    code: ClassVar[str] = "refused"
    recorded_as: ClassVar[str | None] = None
    """The action of its record where that is not the operation's: a refused search counts wherever it began."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(Refused):
    """The person lacks the right; the sentence says which, and whom to ask."""

    code: ClassVar[str] = "not_allowed"


class Unknown(Refused):
    """Nothing of that kind was found; the sentence says what was tried."""

    code: ClassVar[str] = "unknown"


class Invalid(Refused):
    """What was typed cannot be used; the sentence says how to type it."""

    code: ClassVar[str] = "invalid"


class Conflict(Refused):
    """Somebody or something else got there first; the sentence says who and when."""

    code: ClassVar[str] = "conflict"
