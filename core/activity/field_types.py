"""What events are made of: words, places, amounts that may be meant, and ends that the calendar reaches."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, StringConstraints

from core.money import Money

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Line = Annotated[str, StringConstraints(max_length=1000)]
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
Until = Annotated[AwareDatetime | None, AfterValidator(_on_the_calendar)]
