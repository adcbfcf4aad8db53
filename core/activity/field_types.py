"""What events are made of: words, places, amounts that may be meant, and ends that the calendar reaches."""

import re
from datetime import datetime, timedelta, timezone
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from core.money import Money

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Line = Annotated[str, StringConstraints(max_length=1000)]
Games = Annotated[tuple[Word, ...], Field(max_length=50)]
"""The games that something counts on."""
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
MOST_MINOR = 10**13
"""Minor units: so much never moves at once, and so many of them still fit a wallet's column."""
FOR_GOOD = 2200
"""A year in which nobody who plays today is alive."""


def _meant(money: Money) -> Money:
    if abs(money.amount_minor) > MOST_MINOR:
        raise ValueError("an amount of that size is a mistake")
    return money


def _some(money: Money) -> Money:
    if money.amount_minor <= 0:
        raise ValueError("an amount that moved is more than zero")
    return money


def _none_or_more(money: Money) -> Money:
    if money.amount_minor < 0:
        raise ValueError("an amount that was won is zero or more")
    return money


def _not_none(money: Money) -> Money:
    if not money.amount_minor:
        raise ValueError("an amount that moved is not zero")
    return money


def _on_the_calendar(at: datetime | None) -> datetime | None:
    """Take an end that no calendar reaches for what it means: for good."""
    return at if at and at.year < FOR_GOOD else None


Sum = Annotated[Money, AfterValidator(_meant)]
Amount = Annotated[Sum, AfterValidator(_some)]
"""What moved, one way."""
Won = Annotated[Sum, AfterValidator(_none_or_more)]
Moved = Annotated[Sum, AfterValidator(_not_none)]
"""What moved, either way."""


def excluding(kind: object) -> object:
    """Read how platforms write what a player did: what protects must not fail for a hyphen."""
    written = re.sub(r"[\s_-]+", "_", kind.strip().casefold()) if isinstance(kind, str) else kind
    return EXCLUSIONS.get(written, written) if isinstance(written, str) else written


def _without_end(until: object) -> object:
    return None if isinstance(until, str) and until.strip().casefold() in ENDLESS else until


def end_of_exclusion(until: object) -> tuple[datetime | None, bool]:
    """Read the end of an exclusion, and tell whether it could be read as it was written.

    An end without a zone is the latest that it can be anywhere; what cannot be read at all is no end.
    """
    try:
        return UNTIL.validate_python(until), True
    except ValidationError:
        pass
    if not isinstance(until, str):
        return None, False
    try:
        written = datetime.fromisoformat(until.strip())
    except ValueError:
        return None, False
    if written.year >= FOR_GOOD:
        return None, False
    whole_day = timedelta(days=1) if DAY.fullmatch(until.strip()) else timedelta()
    return (written if written.tzinfo else written.replace(tzinfo=LATEST)) + whole_day, False


EXCLUSIONS = {
    "selfexclusion": "self_exclusion",
    "self_excluded": "self_exclusion",
    **dict.fromkeys(("cooloff", "cooling_off", "timeout", "time_out"), "cool_off"),
}
ENDLESS = frozenset({"", "forever", "never", "indefinite", "permanent"})
Excluding = Annotated[Literal["self_exclusion", "cool_off"], BeforeValidator(excluding)]
Until = Annotated[AwareDatetime | None, BeforeValidator(_without_end), AfterValidator(_on_the_calendar)]
"""None, or a word for it: for good."""
UNTIL: TypeAdapter[datetime | None] = TypeAdapter(Until)
LATEST = timezone(timedelta(hours=-12))
"""Where a day ends last."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
