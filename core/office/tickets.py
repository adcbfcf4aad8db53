"""How tickets are worked: when somebody is there, how fast each priority is answered, which words cannot wait."""

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
"""How phones write an apostrophe."""
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
    """Has a legal clock of its own beside the desk's."""
    TECHNICAL = "technical"


class Priority(StrEnum):
    """How much it matters, least first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Weekday(StrEnum):
    """The days of the week, in the order in which Python counts them."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """From when to when somebody is there, in minutes of the day by the clock on the wall."""

    begins: int
    ends: int


def _opening(value: object) -> object:
    if isinstance(value, Opening):
        return value
    found = CLOCK.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} are no opening hours; write for example 08:00-20:00")
    begins, ends = (int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3))
    if begins >= ends or ends > DAY_MINUTES:
        raise ValueError(f"{value!r} must end after it begins, by 24:00; give each day its own part of a night")
    return Opening(begins, ends)


def _written(one: Opening) -> str:
    return f"{one.begins // 60:02}:{one.begins % 60:02}-{one.ends // 60:02}:{one.ends % 60:02}"


def _apart(day: tuple[Opening, ...]) -> tuple[Opening, ...]:
    ordered = tuple(sorted(day))
    if any(later.begins < earlier.ends for earlier, later in pairwise(ordered)):
        raise ValueError("hours of one day overlap; join them")
    return ordered


def _ever_open(week: Mapping[Weekday, tuple[Opening, ...]]) -> Mapping[Weekday, tuple[Opening, ...]]:
    if not any(week.values()):
        raise ValueError("no day has hours, so no clock would ever run; write them for one day at least")
    return week


Hours = Annotated[Opening, BeforeValidator(_opening), PlainSerializer(_written)]
Day = Annotated[tuple[Hours, ...], AfterValidator(_apart)]
Percent = Annotated[int, Field(ge=1, le=99)]


class Target(OfficePart):
    """How fast tickets of one priority are answered and solved."""

    first_response: Span
    resolution: Span
    around_the_clock: bool = False
    """Whether every minute counts, not only those in which somebody is there."""


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
"""The queue of every category that the file gives none."""


class Tickets(OfficePart):
    """What the company decided about tickets."""

    hours: Annotated[TableOf[Weekday, Day], AfterValidator(_ever_open)] = Field(
        default_factory=lambda: WEEK,
        validate_default=True,
    )
    """By the office's zone; a day left out is closed."""
    targets: Annotated[TableOf[Priority, Target], SOME] = Field(
        default_factory=lambda: TARGETS,
        validate_default=True,
    )
    warn_after_percent: Percent = 75
    """When somebody is told that it gets late: the share of the time that is over."""
    complaint_within: Span = timedelta(days=10)
    """By when a complaint must be answered; calendar days, and nothing stops this clock."""
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
        """Name where tickets of a category wait for somebody."""
        return self.queues.get(category, SUPPORT)

    def raised(self, text: str) -> Priority | None:
        """Give the least priority that what somebody wrote asks for; None where it says nothing of the kind."""
        plain = " ".join(text.replace(CURLED, "'").split())
        if _any_of(self.urgent_words).search(plain):
            return Priority.URGENT
        return Priority.HIGH if _any_of(self.harm_words).search(plain) else None


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    several = [re.escape(word.removesuffix("*")) + ("" if word.endswith("*") else r"\b") for word in words]
    return re.compile(rf"\b(?:{'|'.join(several) or '(?!)'})", re.IGNORECASE)
