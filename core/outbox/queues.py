"""Claiming messages that are due, by subject and under a lease, and settling each: delivered, again later, given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, or_, select, update

from core.database import connections
from core.database.connections import Connection
from core.database.tables import outbox
from core.outbox.messages import POSTPONED, OutboxMessage
from core.work import Work

LEASE_SECONDS = 60
"""How long a claimed message belongs to its worker: longer than any call that may still be answered."""
UNSETTLED = "unsettled"
"""Stands as the error of what a worker claimed and never settled: it may have delivered it."""
FIRST_WAIT_SECONDS = 1
LONGEST_WAIT_SECONDS = 300
"""Retries double from the first wait up to this: when the chat is back, the desk is within five minutes too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The topics that one worker delivers, so that slow deliveries of one kind do not hold up the others."""

    only: frozenset[str] | None = None
    """These topics alone; None is every topic that is not excluded."""
    exclude: frozenset[str] = frozenset()

    def holds(self) -> ColumnElement[bool]:
        """Say it to a query."""
        return outbox.c.topic.not_in(self.exclude) if self.only is None else outbox.c.topic.in_(self.only)


EVERYTHING = Queue()


async def due(work: Work, *, queue: Queue = EVERYTHING) -> bool:
    """Tell whether a message is due, without locking anything."""
    return await work.db.scalar(_claimable(work, queue).limit(1)) is not None


async def claim(work: Work, *, limit: int = 10, queue: Queue = EVERYTHING) -> list[OutboxMessage[dict[str, Any]]]:
    """Claim messages that are due, oldest first; none about a subject that another worker is busy with.

    A lock on the subject keeps out others that claim a message about it at the same moment; who claimed one just
    before is seen by looking once more.
    """
    query = _claimable(work, queue).order_by(outbox.c.due_at, outbox.c.id).limit(limit)
    found = (await work.db.execute(query.add_columns(outbox.c.subject).with_for_update(skip_locked=True))).all()
    mine = await connections.try_locks(work.db, {f"outbox {row.subject}" for row in found})
    ids = [row.id for row in found if f"outbox {row.subject}" in mine]
    if not ids:
        return []
    claimed = await work.db.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.subject.not_in(_busy(work)))
        .values(
            lease=outbox.c.lease + 1,
            leased_until=work.now + timedelta(seconds=LEASE_SECONDS),
            last_error=case((outbox.c.leased_until.isnot(None), UNSETTLED), else_=outbox.c.last_error),
        )
        .returning(outbox)
    )
    rows = sorted(claimed, key=lambda row: (row.promised_at, row.id))
    return [_message(row) for row in rows]


async def delivered(work: Work, message: OutboxMessage[Any]) -> bool:
    """Mark a message as delivered; False when the lease went to another worker meanwhile."""
    return await _settle(work, message, done_at=work.now, last_error=None)


async def retry_later(work: Work, message: OutboxMessage[Any], *, error: str, wait: timedelta | None = None) -> bool:
    """Put a message back to be tried again: later each time, or after the wait that was asked for."""
    doubled = min(FIRST_WAIT_SECONDS * 2**message.tries, LONGEST_WAIT_SECONDS)
    due_at = work.now + (wait or timedelta(seconds=doubled))
    return await _settle(work, message, due_at=due_at, tries=message.tries + 1, last_error=error[:500])


async def postpone(work: Work, message: OutboxMessage[Any], *, wait: timedelta) -> bool:
    """Put a message back that was surely not taken; that counts as no try, and hides no error of an earlier one."""
    return await _settle(
        work, message, due_at=work.now + wait, last_error=func.coalesce(outbox.c.last_error, POSTPONED)
    )


async def give_up(work: Work, message: OutboxMessage[Any], *, error: str) -> bool:
    """Give a message up for good; it is listed in the status until somebody removes the cause."""
    return await _settle(work, message, failed_at=work.now, last_error=error[:500])


async def other_was_tried(db: Connection, message: OutboxMessage[Any], *, now: datetime) -> bool:
    """Tell whether another message about the same subject was tried, is not settled, and may have been delivered.

    One whose lease still runs was claimed together with this one, and is not tried at the same time.
    """
    doubtful = or_(outbox.c.leased_until <= now, outbox.c.last_error != POSTPONED)
    unsettled = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.lease > 0, doubtful)
    others = select(outbox.c.id).where(*unsettled, outbox.c.subject == message.subject, outbox.c.id != message.id)
    return bool(await db.scalar(select(exists(others))))


async def queue_anew(db: Connection, *, now: datetime) -> None:
    """Let everything that waits count as queued at this instant: for a past that was made up in one go."""
    await db.execute(update(outbox).where(outbox.c.done_at.is_(None)).values(promised_at=now, due_at=now))


def _claimable(work: Work, queue: Queue) -> Select[tuple[UUID]]:
    """Select what a worker may claim now."""
    unsettled = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None))
    return select(outbox.c.id).where(
        *unsettled,
        outbox.c.due_at <= work.now,
        queue.holds(),
        outbox.c.subject.not_in(_busy(work)),
        (outbox.c.leased_until.is_(None)) | (outbox.c.leased_until <= work.now),
    )


def _busy(work: Work) -> Select[tuple[str]]:
    """Select the subjects that a worker is busy with."""
    unsettled = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None))
    return select(outbox.c.subject).where(*unsettled, outbox.c.leased_until > work.now)


def _message(row: Row[Any]) -> OutboxMessage[dict[str, Any]]:
    return OutboxMessage(
        id=row.id,
        topic=row.topic,
        subject=row.subject,
        body=row.body,
        tries=row.tries,
        lease=row.lease,
        queued_at=row.promised_at,
        last_error=row.last_error,
    )


async def _settle(work: Work, message: OutboxMessage[Any], **values: Any) -> bool:
    result = await work.db.execute(
        update(outbox)
        .where(outbox.c.id == message.id, outbox.c.lease == message.lease, outbox.c.done_at.is_(None))
        .values(leased_until=None, **values)
    )
    return result.rowcount == 1
