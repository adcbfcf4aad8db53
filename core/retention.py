"""Retention: which tables are pruned, and after how long. All other tables are kept forever."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, func, select, tuple_

from core.database.connections import Connection
from core.database.tables import (
    address_logins,
    alert_snoozes,
    bets,
    caller_checks,
    chat_accounts,
    digests,
    job_runs,
    look_counts,
    lookup_days,
    outbox,
    platform_reads,
    play_sessions,
    purposes,
    search_tries,
    seen_deliveries,
    staff,
)
from core.office import Office

BATCH = 1_000
"""Rows per transaction: few enough not to delay anybody who waits for the database."""
DELIVERIES = timedelta(days=2)
"""The chat redelivers events for an hour, people return to open forms the next day, a balance alarms once a day."""
LOOKS = timedelta(days=2)
"""Limits are per minute and per day; the second day is for investigations."""
TRIES = timedelta(days=2)
"""Each is compared with those of the last 24 hours; they hold parts of personal data, so not for long."""
DELIVERED = timedelta(days=30)
"""How long a delivered outbox message can still be found by the id in the posted message."""
LOOKUPS = timedelta(days=30)
"""Staff monitoring compares the days of two weeks."""
SETTLED = timedelta(days=90)
"""A start event that arrives after its end event still finds the ended row; later ones are history."""
PROPOSED = timedelta(days=30)
"""How long an account is known whose holder was proposed for hire; of those who are or were here, for good."""
CALLERS = timedelta(days=30)
"""Misses count for a day or as long as the office file says; the record keeps every check."""
RUNS = timedelta(days=400)
"""The newest run of each job is always kept: it says where to continue."""
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class PrunedTable:
    """A table whose old rows are deleted."""

    table: Table
    retention: Callable[[Office], timedelta]
    """How long rows are kept."""
    old: Callable[[datetime], ColumnElement[bool]]
    """Selects the rows from before an instant."""


ALL = (
    PrunedTable(
        address_logins, lambda office: 2 * office.security.news_for, lambda before: address_logins.c.at < before
    ),
    PrunedTable(alert_snoozes, lambda _: timedelta(0), lambda before: alert_snoozes.c.until_at < before),
    PrunedTable(bets, lambda _: SETTLED, lambda before: bets.c.settled_at < before),
    PrunedTable(
        caller_checks,
        lambda office: max(CALLERS, 2 * office.limits.caller_locked_for),
        lambda before: caller_checks.c.at < before,
    ),
    PrunedTable(chat_accounts, lambda _: PROPOSED, lambda before: (chat_accounts.c.checked_at < before) & ~_on_staff()),
    PrunedTable(
        digests,
        lambda office: office.keep.private_digests,
        lambda before: digests.c.channel.is_(None) & (digests.c.generated_at < before),
    ),
    PrunedTable(job_runs, lambda _: RUNS, lambda before: (job_runs.c.period_start < before) & _followed()),
    PrunedTable(look_counts, lambda _: LOOKS, lambda before: look_counts.c.minute < _minute(before)),
    PrunedTable(lookup_days, lambda _: LOOKUPS, lambda before: lookup_days.c.day < before.date()),
    PrunedTable(outbox, lambda _: DELIVERED, lambda before: outbox.c.done_at < before),
    PrunedTable(
        platform_reads,
        lambda office: office.keep.machine_reads,
        lambda before: platform_reads.c.minute < _minute(before),
    ),
    PrunedTable(play_sessions, lambda _: SETTLED, lambda before: play_sessions.c.ended_at < before),
    PrunedTable(purposes, lambda office: office.limits.purpose_lasts, lambda before: purposes.c.at < before),
    PrunedTable(search_tries, lambda _: TRIES, lambda before: search_tries.c.at < before),
    PrunedTable(seen_deliveries, lambda _: DELIVERIES, lambda before: seen_deliveries.c.at < before),
)


async def prune(db: Connection, pruned: PrunedTable, *, office: Office, now: datetime) -> int:
    """Delete one batch of a table's old rows, and return how many; fewer than a batch means that none are left.

    Rows that another process is deleting are skipped.
    """
    key = [*pruned.table.primary_key]
    old = select(*key).where(pruned.old(now - pruned.retention(office))).limit(BATCH).with_for_update(skip_locked=True)
    batch = old.cte("old")
    deleting = delete(pruned.table).where(tuple_(*key).in_(select(*batch.c))).returning(key[0])
    return len((await db.execute(deleting)).all())


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // MINUTE_SECONDS


def _on_staff() -> ColumnElement[bool]:
    """Tell whether somebody with this account is on the staff, or was."""
    return select(staff.c.id).where(staff.c.slack_user_id == chat_accounts.c.slack_user_id).exists()


def _followed() -> ColumnElement[bool]:
    """Tell whether a job has a newer run."""
    later = job_runs.alias("later")
    newest = select(func.max(later.c.period_start)).where(later.c.job == job_runs.c.job).scalar_subquery()
    return job_runs.c.period_start < newest
