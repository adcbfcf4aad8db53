"""When which digest is posted where."""

import re
from datetime import time
from enum import StrEnum
from itertools import combinations
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from core.office.channels import Channel
from core.office.field_types import OfficePart, SomeOf, Unsound
from core.office.tickets import Weekday

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


class DigestName(StrEnum):
    """The digests there are."""

    SECURITY = "security"
    ACTIVITY = "activity"
    ADJUSTMENTS = "adjustments"
    EXCEPTIONS = "exceptions"


def _hour(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (found := CLOCK.fullmatch(value.strip())):
        raise ValueError(f"{value!r} is no time of day; write hours and minutes, as 08:00")
    return time(int(found[1]), int(found[2]))


Hour = Annotated[time, BeforeValidator(_hour), PlainSerializer(lambda at: f"{at:%H:%M}")]
"""A time of day in the office's zone."""


class DigestSchedule(OfficePart):
    """One digest, in one channel, at one hour of some days."""

    digest: DigestName
    channel: Channel
    at: Hour
    days: SomeOf[Weekday] = frozenset(Weekday)


def _once_each(schedules: tuple[DigestSchedule, ...]) -> tuple[DigestSchedule, ...]:
    problems = [
        ((second,), f"{other.digest.value} goes to {other.channel.value} already; keep one of them")
        for (_, one), (second, other) in combinations(enumerate(schedules), 2)
        if (one.digest, one.channel) == (other.digest, other.channel)
    ]
    if problems:
        raise Unsound(*dict(problems).items())
    return schedules


Schedules = Annotated[tuple[DigestSchedule, ...], AfterValidator(_once_each)]
