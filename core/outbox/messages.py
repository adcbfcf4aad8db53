"""Writing messages into the outbox, in the transaction of the change they are about."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import insert, select

from core.database.tables import outbox
from core.outbox.topics import B, Topic
from core.work import Work

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class OutboxMessage(Generic[Content]):
    """One claimed message. ``lease`` is the fencing number: an earlier claim can no longer settle it."""

    id: UUID
    topic: str
    subject: str
    body: Content
    tries: int
    lease: int
    queued_at: datetime

    def read(self, topic: Topic[B]) -> "OutboxMessage[B]":
        """Validate the body as its topic declares it."""
        return cast("OutboxMessage[B]", replace(self, body=cast("Any", topic.body.model_validate(self.body))))


async def send(work: Work, topic: Topic[B], body: B) -> UUID:
    """Queue a message; it is delivered once this transaction is committed."""
    message_id = work.at.ids()
    await work.db.execute(
        insert(outbox).values(
            id=message_id,
            topic=topic.name,
            subject=topic.subject_of(body, message_id=message_id),
            body=body.model_dump(mode="json", exclude_none=True),
            promised_at=work.now,
            due_at=work.now,
        )
    )
    return message_id


async def send_once(work: Work, topic: Topic[B], body: B) -> None:
    """Queue a message unless the same is queued already and no worker has claimed it yet.

    The message found stays locked until this transaction ends, so that no worker draws it before the change is there.
    """
    waiting = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.leased_until.is_(None))
    same = (outbox.c.subject == topic.subject_of(body), outbox.c.topic == topic.name)
    query = select(outbox.c.id).where(*same, *waiting).limit(1)
    if (await work.db.execute(query.with_for_update(skip_locked=True))).first() is None:
        await send(work, topic, body)
