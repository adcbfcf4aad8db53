"""Service-level clocks: when a time is over that runs only while somebody is there. No rows, no present."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.office import Category, Office, Priority
from core.office.tickets import DAY_MINUTES, Opening, Weekday

WEEKDAYS = tuple(Weekday)
AROUND_THE_CLOCK = (Opening(0, DAY_MINUTES),)
SECOND = timedelta(seconds=1)
ONE_DAY = timedelta(days=1)


class Clock(StrEnum):
    """What a ticket is measured by."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    COMPLAINT = "complaint"
    """The law's: it counts calendar days, and nothing stops it."""


STOPPING = (Clock.FIRST_RESPONSE, Clock.RESOLUTION)
"""Clocks that stand still while a ticket waits for somebody else."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When time counts: openings of each weekday from Monday, by the clock on the wall of a zone."""

    zone: ZoneInfo
    week: tuple[tuple[Opening, ...], ...]


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock is over, and when it is time to warn."""

    warn_at: datetime
    due_at: datetime


def hours(office: Office, priority: Priority) -> Hours:
    """Give the hours in which the clocks of a priority run."""
    zone, rules = ZoneInfo(office.zone), office.tickets
    if rules.targets[priority].around_the_clock:
        return Hours(zone, (AROUND_THE_CLOCK,) * len(WEEKDAYS))
    return Hours(zone, tuple(rules.hours.get(day, ()) for day in WEEKDAYS))


def started(office: Office, priority: Priority, clock: Clock, at: datetime) -> Due:
    """Set a clock that starts now."""
    warned = office.tickets.warn_after_percent / 100
    if clock is Clock.COMPLAINT:
        within = office.tickets.complaint_within
        return Due(at + within * warned, at + within)
    target = office.tickets.targets[priority]
    within = target.resolution if clock is Clock.RESOLUTION else target.first_response
    counting = hours(office, priority)
    return Due(after(at, within * warned, counting), after(at, within, counting))


def which(category: Category) -> tuple[Clock, ...]:
    """Name the clocks that a ticket of a category has."""
    return tuple(Clock) if category is Category.COMPLAINT else STOPPING


def resumed(due_at: datetime, *, stopped_at: datetime, now: datetime, counting: Hours) -> datetime:
    """Move a time that stood still since then; what was over before stays over."""
    if due_at <= stopped_at:
        return due_at
    return after(now, between(stopped_at, due_at, counting), counting)


def after(start: datetime, span: timedelta, counting: Hours) -> datetime:
    """Give the instant at which so much counting time has passed since the start."""
    left = span
    for begins, ends in _openings(start, counting):
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise AssertionError("openings go on for ever")  # pragma: no cover


def between(start: datetime, end: datetime, counting: Hours) -> timedelta:
    """Give how much counting time lies between two instants; none where the second comes first."""
    total = timedelta()
    for begins, ends in _openings(start, counting):
        if begins >= end:
            return total
        total += min(ends, end) - begins
    raise AssertionError("openings go on for ever")  # pragma: no cover


def _openings(start: datetime, counting: Hours) -> Iterator[tuple[datetime, datetime]]:
    """List for ever the openings from an instant on, the one under way cut to what is left of it; in UTC.

    None begins before the one before has ended: hours parted within an hour that comes twice are one after the other.
    """
    if not any(counting.week):
        message = "a week without hours: no clock would ever end"
        raise ValueError(message)
    day = start.astimezone(counting.zone).date() - ONE_DAY
    free_from = start.astimezone(UTC)
    while True:
        for one in counting.week[day.weekday()]:
            begins = max(_instant(day, one.begins, counting.zone, fold=0), free_from)
            ends = _instant(day, one.ends, counting.zone, fold=1)
            if begins < ends:
                yield begins, ends
                free_from = ends
        day += ONE_DAY


def _instant(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> datetime:
    """Find when the wall shows a time of day, in UTC.

    A time that comes twice is its first (``fold`` 0, to begin) or its second (1, to end); one that the clocks
    jump over is the instant at which they jump.
    """
    naive = datetime.combine(day, time()) + timedelta(minutes=minute)
    earlier, later = (naive.replace(tzinfo=zone, fold=each).astimezone(UTC) for each in (1, 0))
    if earlier < later:
        return _jump(earlier, later, zone)
    return naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _jump(before: datetime, behind: datetime, zone: ZoneInfo) -> datetime:
    """Find the second within these two at which the zone's clocks are set forward."""
    offset = before.astimezone(zone).utcoffset()
    while behind - before > SECOND:
        middle = before + (behind - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            behind = middle
    return behind.replace(microsecond=0)
