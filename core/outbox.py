"""Promises to draw or send something, written in the transaction that makes them true."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, insert, select, update

from core.database.connections import Connection
from core.database.tables import outbox
from core.work import Work

LEASE_SECONDS = 60
"""How long a claimed promise is left alone: longer than any call that may still be answered."""
FIRST_WAIT_SECONDS = 1
LONGEST_WAIT_SECONDS = 300
"""Retries double from the first wait up to this: when the chat is back, the desk is within five minutes too."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One claimed promise. ``lease`` is the fencing number: an older holder's word no longer counts."""

    id: UUID
    topic: str
    subject: str
    body: dict[str, Any]
    tries: int
    lease: int
    promised_at: datetime


async def promise(work: Work, topic: str, subject: str, *, body: Mapping[str, Any] | None = None) -> UUID:
    """Promise that ``subject`` will be drawn or sent; ids only, since whoever draws reads the rows anew."""
    promise_id = work.at.ids()
    await work.db.execute(
        insert(outbox).values(
            id=promise_id,
            topic=topic,
            subject=subject,
            body=dict(body or {}),
            promised_at=work.now,
            due_at=work.now,
        )
    )
    return promise_id


async def promise_once(work: Work, topic: str, subject: str, *, body: Mapping[str, Any] | None = None) -> None:
    """Promise the same unless it is promised already and nobody has begun to keep it.

    The promise found is held until this transaction ends, so that nobody draws before what changes is there to see.
    """
    waits = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.leased_until.is_(None))
    same = select(outbox.c.id).where(outbox.c.subject == subject, outbox.c.topic == topic, *waits).limit(1)
    if (await work.db.execute(same.with_for_update(skip_locked=True))).first() is None:
        await promise(work, topic, subject, body=body)


@dataclass(frozen=True, slots=True)
class Lane:
    """Which topics one worker keeps, so that what is slow to keep holds nothing else up."""

    topics: frozenset[str] = frozenset()
    besides: bool = True
    """All but these topics, or these alone."""

    def holds(self) -> ColumnElement[bool]:
        """Say it to a query."""
        return outbox.c.topic.not_in(self.topics) if self.besides else outbox.c.topic.in_(self.topics)


EVERYTHING = Lane()


async def waits(work: Work, *, lane: Lane = EVERYTHING) -> bool:
    """Tell whether something is due: a look that takes nothing and keeps nobody waiting."""
    return await work.db.scalar(_due(work, lane).limit(1)) is not None


async def claim(work: Work, *, limit: int = 10, lane: Lane = EVERYTHING) -> list[Promise]:
    """Take promises that are due, oldest first, and nobody else's; never two about the same subject at once."""
    due = _due(work, lane).order_by(outbox.c.due_at, outbox.c.id).limit(limit).with_for_update(skip_locked=True)
    ids = list((await work.db.execute(due)).scalars())
    if not ids:
        return []
    rows = await work.db.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(lease=outbox.c.lease + 1, leased_until=work.now + timedelta(seconds=LEASE_SECONDS))
        .returning(outbox)
    )
    found = sorted(rows, key=lambda row: (row.promised_at, row.id))
    return [Promise(row.id, row.topic, row.subject, row.body, row.tries, row.lease, row.promised_at) for row in found]


async def done(work: Work, held: Promise) -> bool:
    """Say that the promise is kept; False when the lease went to somebody else meanwhile."""
    return await _settle(work, held, done_at=work.now, last_error=None)


async def postpone(work: Work, held: Promise, *, error: str, wait: timedelta | None = None) -> bool:
    """Say that it did not work now and is to be tried again, later each time, or after the wait that was asked for."""
    doubled = min(FIRST_WAIT_SECONDS * 2**held.tries, LONGEST_WAIT_SECONDS)
    due_at = work.now + (wait or timedelta(seconds=doubled))
    return await _settle(work, held, due_at=due_at, tries=held.tries + 1, last_error=error[:500])


async def failed(work: Work, held: Promise, *, error: str) -> bool:
    """Give the promise up for good; it stays in the status until somebody mends the cause."""
    return await _settle(work, held, failed_at=work.now, last_error=error[:500])


async def tried_beside(db: Connection, held: Promise) -> bool:
    """Tell whether another promise about the same was tried and is not settled."""
    unsettled = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.lease > 0)
    others = select(outbox.c.id).where(*unsettled, outbox.c.subject == held.subject, outbox.c.id != held.id)
    return bool(await db.scalar(select(exists(others))))


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far the outbox is behind."""

    waiting: int
    failed: int
    oldest_promised_at: datetime | None


async def backlog(db: Connection) -> Backlog:
    """Count what waits and what was given up; what is done is not looked at."""
    failed = select(func.count()).where(outbox.c.failed_at.isnot(None)).scalar_subquery()
    waiting = select(func.count(), failed, func.min(outbox.c.promised_at)).where(
        outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None)
    )
    return Backlog(*(await db.execute(waiting)).one())


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A promise that was given up, and why."""

    topic: str
    subject: str
    failed_at: datetime
    error: str | None


async def given_up(db: Connection, *, limit: int = 5) -> list[GivenUp]:
    """List what was given up last."""
    query = (
        select(outbox.c.topic, outbox.c.subject, outbox.c.failed_at, outbox.c.last_error)
        .where(outbox.c.failed_at.isnot(None))
        .order_by(outbox.c.failed_at.desc())
        .limit(limit)
    )
    return [GivenUp(*row) for row in await db.execute(query)]


def _due(work: Work, lane: Lane) -> Select[tuple[UUID]]:
    """Ask for what somebody may begin now, of subjects that nobody is busy with."""
    open_ = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None))
    busy = select(outbox.c.subject).where(*open_, outbox.c.leased_until > work.now)
    return select(outbox.c.id).where(
        *open_,
        outbox.c.due_at <= work.now,
        lane.holds(),
        outbox.c.subject.not_in(busy),
        (outbox.c.leased_until.is_(None)) | (outbox.c.leased_until <= work.now),
    )


async def _settle(work: Work, held: Promise, **values: Any) -> bool:
    result = await work.db.execute(
        update(outbox)
        .where(outbox.c.id == held.id, outbox.c.lease == held.lease, outbox.c.done_at.is_(None))
        .values(leased_until=None, **values)
    )
    return result.rowcount == 1
