"""The digest schedule: which digest is posted where and when."""

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
    """The available digests."""

    SECURITY = "security"
    ACTIVITY = "activity"
    ADJUSTMENTS = "adjustments"
    EXCEPTIONS = "exceptions"
    INTERACTIONS = "interactions"


def _hour(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (found := CLOCK.fullmatch(value.strip())):
        raise ValueError(f"{value!r} is not a valid time of day; use e.g. 08:00")
    return time(int(found[1]), int(found[2]))


Hour = Annotated[time, BeforeValidator(_hour), PlainSerializer(lambda at: f"{at:%H:%M}")]
"""A time of day in the office's time zone."""


class DigestSchedule(OfficePart):
    """One digest in one channel, at one time on some days of the week."""

    digest: DigestName
    channel: Channel
    at: Hour
    days: SomeOf[Weekday] = frozenset(Weekday)


def _once_each(schedules: tuple[DigestSchedule, ...]) -> tuple[DigestSchedule, ...]:
    problems = [
        ((second,), f"{other.digest.value} already goes to {other.channel.value}; remove one of them")
        for (_, one), (second, other) in combinations(enumerate(schedules), 2)
        if (one.digest, one.channel) == (other.digest, other.channel)
    ]
    if problems:
        raise Unsound(*dict(problems).items())
    return schedules


Schedules = Annotated[tuple[DigestSchedule, ...], AfterValidator(_once_each)]
