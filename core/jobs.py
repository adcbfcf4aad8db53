"""Periodic jobs: each period is done once, even when several processes wake up for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from core.database.connections import Connection, insert_unless_there, lock
from core.database.tables import job_runs
from core.errors import Conflict
from core.work import Work

LEASE = timedelta(minutes=5)
"""How long a process keeps a claimed period: far longer than a job takes, short enough to recover from a crash."""
RETRY_AFTER = timedelta(minutes=1)
"""How long after a failure the same period is retried."""
NOBODY = "nobody"
"""The holder of the periods before a job was introduced."""


class TakenOver(Conflict):
    """Another process took over the period, because this one did not finish in time."""

    code = "taken_over"


@dataclass(frozen=True, slots=True)
class Claim:
    """A period that this process has claimed. ``lease`` is a fencing token: an outdated claim cannot complete it."""

    job: str
    period_start: datetime
    lease: int


@dataclass(frozen=True, slots=True)
class JobRun:
    """State of the newest period of a job."""

    period_start: datetime
    done_at: datetime | None
    leased_until: datetime
    error: str | None
    """Why the last attempt failed, until one succeeds."""

    def waits(self, now: datetime) -> bool:
        """Tell whether the lease ended before the job did."""
        return self.done_at is None and self.leased_until <= now


async def newest(db: Connection, jobs: Collection[str]) -> dict[str, JobRun]:
    """Read the newest claimed period of each of these jobs."""
    last = (
        select(job_runs.c.job, func.max(job_runs.c.period_start).label("start"))
        .where(job_runs.c.job.in_(jobs))
        .group_by(job_runs.c.job)
        .subquery()
    )
    rows = await db.execute(
        select(job_runs).join(last, (job_runs.c.job == last.c.job) & (job_runs.c.period_start == last.c.start))
    )
    return {row.job: JobRun(row.period_start, row.done_at, row.leased_until, row.last_error) for row in rows}


async def claim(work: Work, job: str, *, period_start: datetime, holder: str) -> Claim | None:
    """Claim a period, or take it over from a process that died; None where it is done or claimed by another process.

    A period before the newest one cannot be claimed, so a clock set back repeats nothing.
    """
    await lock(work.db, f"job:{job}")
    row = (await work.db.execute(_newest_of(job))).one_or_none()
    leased = {"holder": holder, "leased_until": work.now + LEASE}
    if row is None or row.period_start < period_start:
        new = {"job": job, "period_start": period_start, "lease": 1, "claimed_at": work.now, **leased}
        inserted = await work.db.execute(insert_unless_there(work.db, job_runs).values(new))
        return Claim(job, period_start, 1) if inserted.rowcount == 1 else None
    if row.period_start > period_start or row.done_at is not None or row.leased_until > work.now:
        return None
    held = Claim(job, period_start, row.lease)
    await _change(work, held, lease=row.lease + 1, **leased)
    return Claim(job, period_start, row.lease + 1)


async def begin(work: Work, job: str, *, period_start: datetime) -> None:
    """Start a new job after this period; earlier periods are not caught up."""
    done = {"lease": 1, "leased_until": work.now, "claimed_at": work.now, "done_at": work.now}
    first = {"job": job, "period_start": period_start, "holder": NOBODY, **done}
    await work.db.execute(insert_unless_there(work.db, job_runs).values(first))


async def done(work: Work, held: Claim) -> None:
    """Mark the period as done, in the transaction that did the work.

    Raises :class:`TakenOver` when another process took it over, so that this transaction is rolled back.
    """
    await _change(work, held, done_at=work.now, last_error=None)


async def failed(work: Work, held: Claim, *, error: str) -> None:
    """Record that the period failed, and release it for a retry.

    Raises :class:`TakenOver` when another process took it over.
    """
    await _change(work, held, leased_until=work.now + RETRY_AFTER, last_error=error[:500])


def _newest_of(job: str) -> Any:
    return select(job_runs).where(job_runs.c.job == job).order_by(job_runs.c.period_start.desc()).limit(1)


async def _change(work: Work, held: Claim, **values: Any) -> None:
    changed = await work.db.execute(
        update(job_runs)
        .where(
            job_runs.c.job == held.job,
            job_runs.c.period_start == held.period_start,
            job_runs.c.lease == held.lease,
            job_runs.c.done_at.is_(None),
        )
        .values(**values)
    )
    if changed.rowcount != 1:
        raise TakenOver(f"{held.job} of {held.period_start.date()} was taken over by another process.")
