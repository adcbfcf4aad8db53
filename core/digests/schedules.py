"""When a digest is due: an hour of some days by the office's zone, as the clock on the wall shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from core import audit, jobs, operations
from core.activity.periods import Period
from core.database.connections import Connection, insert_unless_there, lock
from core.database.tables import digest_subscriptions as subscriptions
from core.errors import Conflict, NotAllowed, Unknown
from core.jobs import JobRun
from core.office import DigestName, Office, Weekday
from core.people import Actor, Permission
from core.phrases import Phrase
from core.work import Work

ONE_DAY = timedelta(days=1)
WEEK = tuple(Weekday)
"""The days in the order in which Python counts them."""
SENDING = "decide where and when digests are posted"
DAYS_BACK = 2 * len(WEEK) + 1
"""Far enough to find what is due and the one before, also of a digest that comes once a week."""


class CannotBePosted(Conflict):
    """The channel takes nothing from here."""

    code = "cannot_be_posted"


class AlreadyScheduled(Conflict):
    """This digest comes to this channel already."""

    code = "already_scheduled"


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A day on which a digest came, or ought to have, and the days it tells of: those since the one before."""

    day: date
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One digest that comes to one place by itself."""

    name: DigestName
    place: str
    """A channel's purpose in the office file, or a channel's id."""
    channel: str
    """The channel's id."""
    at: time
    days: frozenset[Weekday]
    by: str | None = None
    """Who subscribed the channel; None where the office file says so."""

    @property
    def job(self) -> str:
        """Name it for the claims."""
        return f"digest:{self.name}:{self.place}"

    def due(self, now: datetime, *, zone: str) -> DueDigest:
        """Give the latest that is due."""
        today = now.astimezone(ZoneInfo(zone)).date()
        past = [day for back in range(DAYS_BACK) if self._on(day := today - back * ONE_DAY)]
        day = next(day for day in past if instant(day, self.at, zone=zone) <= now)
        return DueDigest(day, Period(past[past.index(day) + 1], day - ONE_DAY))

    def next(self, now: datetime, *, zone: str) -> datetime:
        """Say when it comes next."""
        today = now.astimezone(ZoneInfo(zone)).date()
        coming = (today + ahead * ONE_DAY for ahead in range(len(WEEK) + 1))
        return next(at for day in coming if self._on(day) and (at := instant(day, self.at, zone=zone)) > now)

    def after(self, last: JobRun | None, now: datetime, *, office: Office) -> datetime:
        """Say when it comes next after its last day: each day brings one, whatever its hour was then.

        That is now where a day's hour has come and the day has brought none yet.
        """
        began = last.period_start if last else office.day_bounds(self.due(now, zone=office.zone).day)[0]
        if office.day_bounds(self.due(now, zone=office.zone).day)[0] > began:
            return now
        coming = self.next(now, zone=office.zone)
        while office.day_bounds(office.day(coming))[0] <= began:
            coming = self.next(coming, zone=office.zone)
        return coming

    def _on(self, day: date) -> bool:
        return WEEK[day.weekday()] in self.days


@dataclass(frozen=True, slots=True)
class UpcomingDigest:
    """A schedule, and when it brings its next digest; now where that is about to be made."""

    schedule: Schedule
    at: datetime


def instant(day: date, at: time, *, zone: str) -> datetime:
    """Give the one instant of an hour on a day, in UTC.

    As RFC 5545 has it (3.3.5): an hour that the clock skips counts by the offset before, so that it comes as much
    later as was skipped; one that the clock shows twice is the first. So each day has exactly one.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


async def standing(db: Connection, *, office: Office) -> list[Schedule]:
    """List what comes by itself: by the office file where it names the channel, then by subscription."""
    of_file = [
        Schedule(name=one.digest, place=one.channel, channel=channel, at=one.at, days=one.days)
        for one in office.digests
        if (channel := office.channels.get(one.channel))
    ]
    rows = await db.execute(select(subscriptions).order_by(subscriptions.c.name, subscriptions.c.channel))
    subscribed = [
        Schedule(
            name=DigestName(row.name),
            place=row.channel,
            channel=row.channel,
            at=time.fromisoformat(row.hour),
            days=frozenset(map(Weekday, row.days.split(","))),
            by=row.by_name,
        )
        for row in rows
    ]
    return list(_once_a_channel([*of_file, *subscribed]))


async def upcoming(work: Work, several: Iterable[Schedule]) -> list[UpcomingDigest]:
    """Say of some schedules when each comes next."""
    listed = list(several)
    last = await jobs.newest(work.db, [one.job for one in listed])
    return [UpcomingDigest(one, one.after(last.get(one.job), work.now, office=work.office)) for one in listed]


@operations.operation(
    "digest.subscribed",
    module="digests",
    needs=(Permission.DIGEST_SCHEDULE, Permission.DIGEST_READ),
    doing=SENDING,
    facts=lambda arguments: {"digest": arguments["schedule"].name.value},
)
async def subscribe(work: Work, actor: Actor, schedule: Schedule, *, obstacle: str | None = None) -> datetime:
    """Let a digest come to a channel by itself, or at another hour than so far; give when it comes first.

    One that is new sends nothing for the past. One whose hour is moved forward on a day that had none sends that day's
    now, and one whose hour is moved back after it came waits for the next day.

    Nobody sends what they may not read themselves: it takes both rights, and all brands, which it tells of.

    Raises :class:`~core.errors.NotAllowed`, :class:`CannotBePosted` where the chat names an ``obstacle``, and
    :class:`AlreadyScheduled` where the office file has it come there.
    """
    if obstacle:
        raise CannotBePosted(f"Nothing can come here: {obstacle}.")
    if actor.brand:
        raise NotAllowed("What comes by itself tells of every brand, and you work for one. A colleague for all can.")
    for other in await standing(work.db, office=work.office):
        if other.by is None and (other.name, other.channel) == (schedule.name, schedule.channel):
            raise AlreadyScheduled(
                Phrase(
                    "The office file has the {digest} digest come here at {hour}. "
                    "Change it there; the file is the truth about its own schedules.",
                    digest=schedule.name.value,
                    hour=other.at,
                )
            )
    await lock(work.db, f"subscription:{schedule.channel}:{schedule.name}")
    moved = await work.db.execute(delete(subscriptions).where(*_is(schedule.name, schedule.channel)))
    row = {
        "channel": schedule.channel,
        "name": schedule.name.value,
        "hour": (hour := f"{schedule.at:%H:%M}"),
        "days": ",".join(day for day in WEEK if day in schedule.days),
        "by_name": actor.name,
        "at": work.now,
    }
    await work.db.execute(insert_unless_there(work.db, subscriptions).values(row))
    if not moved.rowcount:
        past = schedule.due(work.now, zone=work.office.zone)
        await jobs.begin(work, schedule.job, period_start=work.office.day_bounds(past.day)[0])
    await audit.record(work, _entry(actor, "digest.subscribed", schedule.name, schedule.channel, hour=hour))
    [coming] = await upcoming(work, [schedule])
    return coming.at


@operations.operation(
    "digest.unsubscribed",
    module="digests",
    needs=Permission.DIGEST_SCHEDULE,
    doing=SENDING,
    facts=lambda arguments: {"digest": arguments["name"].value},
)
async def unsubscribe(work: Work, actor: Actor, *, name: DigestName, channel: str) -> None:
    """Let a digest no longer come to a channel.

    Raises :class:`~core.errors.Unknown` where nobody subscribed it.
    """
    gone = await work.db.execute(delete(subscriptions).where(*_is(name, channel)))
    if gone.rowcount != 1:
        raise Unknown(f"Nobody subscribed this channel to the {name} digest. What the office file sends ends there.")
    await audit.record(work, _entry(actor, "digest.unsubscribed", name, channel))


def _once_a_channel(schedules: Iterable[Schedule]) -> Iterable[Schedule]:
    """Leave out what would come to the same channel under another purpose."""
    seen: dict[tuple[DigestName, str], Schedule] = {}
    for one in schedules:
        seen.setdefault((one.name, one.channel), one)
    return seen.values()


def _is(name: DigestName, channel: str) -> tuple[Any, ...]:
    return subscriptions.c.channel == channel, subscriptions.c.name == name.value


def _entry(actor: Actor, action: str, name: DigestName, channel: str, **facts: str) -> audit.Entry:
    about = audit.Subject("channel", channel)
    return audit.Entry(
        actor=actor, action=action, module="digests", subject=about, facts={"digest": name.value, **facts}
    )
