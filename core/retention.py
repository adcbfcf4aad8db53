"""What is of use for a while only, and how long that is; everything else is a record, or what stands now, and stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, func, select, tuple_

from core.database.connections import Connection
from core.database.tables import (
    address_logins,
    alert_snoozes,
    bets,
    digests,
    job_runs,
    look_counts,
    lookup_days,
    outbox,
    platform_reads,
    play_sessions,
    purposes,
    reveals,
    seen_deliveries,
)
from core.office import Office

BATCH = 1_000
"""Rows of one transaction: few enough that nobody who waits for the database notices."""
DELIVERIES = timedelta(days=2)
"""The chat repeats events for an hour, people come back to open forms next day, a balance alarms once a day."""
LOOKS = timedelta(days=2)
"""Limits are by the minute and by the day; what is left is for somebody who looks into yesterday's."""
REVEALS = timedelta(days=2)
"""The quota is one of the day, wherever on earth that begins; that they happened stands in the record."""
DELIVERED = timedelta(days=30)
"""How long a delivered message of the outbox can still be looked up by the id in the message that was posted."""
LOOKUPS = timedelta(days=30)
"""Watching the desk compares the days of two weeks."""
SETTLED = timedelta(days=90)
"""A beginning that is told after its end finds it ended; events that come later than that are history."""
RUNS = timedelta(days=400)
"""The newest of each job stays in any case: it says where to go on."""
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Passing:
    """A table whose rows pass."""

    table: Table
    kept: Callable[[Office], timedelta]
    old: Callable[[datetime], ColumnElement[bool]]
    """Which rows are of before an instant."""


ALL = (
    Passing(address_logins, lambda office: 2 * office.security.news_for, lambda before: address_logins.c.at < before),
    Passing(alert_snoozes, lambda _: timedelta(0), lambda before: alert_snoozes.c.until_at < before),
    Passing(bets, lambda _: SETTLED, lambda before: bets.c.settled_at < before),
    Passing(
        digests,
        lambda office: office.keep.private_digests,
        lambda before: digests.c.channel.is_(None) & (digests.c.generated_at < before),
    ),
    Passing(job_runs, lambda _: RUNS, lambda before: (job_runs.c.period_start < before) & _followed()),
    Passing(look_counts, lambda _: LOOKS, lambda before: look_counts.c.minute < _minute(before)),
    Passing(lookup_days, lambda _: LOOKUPS, lambda before: lookup_days.c.day < before.date()),
    Passing(outbox, lambda _: DELIVERED, lambda before: outbox.c.done_at < before),
    Passing(
        platform_reads,
        lambda office: office.keep.machine_reads,
        lambda before: platform_reads.c.minute < _minute(before),
    ),
    Passing(play_sessions, lambda _: SETTLED, lambda before: play_sessions.c.ended_at < before),
    Passing(purposes, lambda office: office.limits.purpose_lasts, lambda before: purposes.c.at < before),
    Passing(reveals, lambda _: REVEALS, lambda before: reveals.c.at < before),
    Passing(seen_deliveries, lambda _: DELIVERIES, lambda before: seen_deliveries.c.at < before),
)


async def prune(db: Connection, passing: Passing, *, office: Office, now: datetime) -> int:
    """Delete one batch of a table's rows that have passed, and give how many; fewer than a batch were the last.

    What another process is just deleting is left to it.
    """
    key = [*passing.table.primary_key]
    old = select(*key).where(passing.old(now - passing.kept(office))).limit(BATCH).with_for_update(skip_locked=True)
    batch = old.cte("old")
    gone = delete(passing.table).where(tuple_(*key).in_(select(*batch.c))).returning(key[0])
    return len((await db.execute(gone)).all())


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // MINUTE_SECONDS


def _followed() -> ColumnElement[bool]:
    """Tell whether a job has a newer run."""
    later = job_runs.alias("later")
    newest = select(func.max(later.c.period_start)).where(later.c.job == job_runs.c.job).scalar_subquery()
    return job_runs.c.period_start < newest
