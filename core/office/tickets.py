"""Ticket settings: opening hours, service levels by priority, queues, and words that raise the priority."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from core.office.field_types import SOME, OfficePart, Span, TableOf, Title, Unsound

DAY_MINUTES = 24 * 60
CURLED = "\N{RIGHT SINGLE QUOTATION MARK}"
"""The apostrophe that phones type."""
CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


class Category(StrEnum):
    """What a ticket is about."""

    ACCOUNT = "account"
    PAYMENT = "payment"
    BONUS = "bonus"
    VERIFICATION = "verification"
    SECURITY_ALERT = "security_alert"
    RESPONSIBLE_GAMING = "responsible_gaming"
    COMPLAINT = "complaint"
    """Also has a legal deadline."""
    TECHNICAL = "technical"


class Priority(StrEnum):
    """Ticket priorities, lowest first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Weekday(StrEnum):
    """The days of the week, in Python's order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A period of opening hours, in minutes since midnight, local time."""

    begins: int
    ends: int


def _opening(value: object) -> object:
    if isinstance(value, Opening):
        return value
    found = CLOCK.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} are not valid opening hours; use e.g. 08:00-20:00")
    begins, ends = (int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3))
    if begins >= ends or ends > DAY_MINUTES:
        raise ValueError(f"{value!r} must end after it begins, and by 24:00; split a night between the two days")
    return Opening(begins, ends)


def _written(hours: Opening) -> str:
    return f"{hours.begins // 60:02}:{hours.begins % 60:02}-{hours.ends // 60:02}:{hours.ends % 60:02}"


def _apart(day: tuple[Opening, ...]) -> tuple[Opening, ...]:
    ordered = tuple(sorted(day))
    if any(later.begins < earlier.ends for earlier, later in pairwise(ordered)):
        raise ValueError("the hours of one day overlap; join them")
    return ordered


def _ever_open(week: Mapping[Weekday, tuple[Opening, ...]]) -> Mapping[Weekday, tuple[Opening, ...]]:
    if not any(week.values()):
        raise ValueError("no day has opening hours, so no deadline would ever run; give at least one day hours")
    return week


Hours = Annotated[Opening, BeforeValidator(_opening), PlainSerializer(_written)]
Day = Annotated[tuple[Hours, ...], AfterValidator(_apart)]
Percent = Annotated[int, Field(ge=1, le=99)]


class Target(OfficePart):
    """The service level of one priority."""

    first_response: Span
    resolution: Span
    around_the_clock: bool = False
    """Whether time also runs outside opening hours."""


WEEK = dict.fromkeys(Weekday, ("08:00-20:00",))
TARGETS: Mapping[Priority, Mapping[str, object]] = {
    Priority.URGENT: {"first_response": "15m", "resolution": "4h", "around_the_clock": True},
    Priority.HIGH: {"first_response": "1h", "resolution": "8h"},
    Priority.NORMAL: {"first_response": "4h", "resolution": "24h"},
    Priority.LOW: {"first_response": "8h", "resolution": "48h"},
}
QUEUES = {
    Category.SECURITY_ALERT: "Security",
    Category.RESPONSIBLE_GAMING: "Compliance",
    Category.PAYMENT: "Payments",
}
SUPPORT = "Support"
"""The queue of categories without one of their own."""


class Tickets(OfficePart):
    """The company's ticket settings."""

    hours: Annotated[TableOf[Weekday, Day], AfterValidator(_ever_open)] = Field(
        default_factory=lambda: WEEK,
        validate_default=True,
    )
    """In the office's time zone; a day left out is closed."""
    targets: Annotated[TableOf[Priority, Target], SOME] = Field(
        default_factory=lambda: TARGETS,
        validate_default=True,
    )
    warn_after_percent: Percent = 75
    """Percentage of the time after which the owner is warned."""
    complaint_within: Span = timedelta(days=10)
    """Deadline for answering a complaint, in calendar days; it never pauses."""
    closes_after: Span = timedelta(days=7)
    """How long a solved ticket can be reopened."""
    queues: TableOf[Category, Title] = Field(
        default_factory=lambda: QUEUES,
        validate_default=True,
    )
    urgent_words: tuple[Title, ...] = ("suicid*", "kill myself", "end my life", "self-harm")
    """Words that make a ticket urgent; a star stands for any ending."""
    harm_words: tuple[Title, ...] = ("gambling problem", "addict*", "cannot stop", "can't stop")
    """Words that make a ticket of high priority at least."""

    @model_validator(mode="after")
    def _every_priority(self) -> "Tickets":
        lacking = [priority for priority in Priority if priority not in self.targets]
        if lacking:
            raise Unsound((("targets",), f"lacks {', '.join(lacking)}; give each priority its times"))
        return self

    def queue(self, category: Category) -> str:
        """Give the queue of a category."""
        return self.queues.get(category, SUPPORT)

    def raised(self, text: str) -> Priority | None:
        """Give the minimum priority a text calls for; None where it contains none of the words."""
        plain = " ".join(text.replace(CURLED, "'").split())
        if _any_of(self.urgent_words).search(plain):
            return Priority.URGENT
        return Priority.HIGH if _any_of(self.harm_words).search(plain) else None


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    several = [re.escape(word.removesuffix("*")) + ("" if word.endswith("*") else r"\b") for word in words]
    return re.compile(rf"\b(?:{'|'.join(several) or '(?!)'})", re.IGNORECASE)
