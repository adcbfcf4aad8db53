"""Topics and their messages, written into the outbox in the transaction of the change they are about."""

import re
import string
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, insert, select

from core.database.statements import Statement
from core.database.tables import outbox
from core.work import Work

POSTPONED = "postponed"
"""Stands as the error of what the other side did not take for the time being."""
OUTBOX_ID = "outbox_id"
"""In a subject: the id of the message itself, so that every message is about something of its own."""


INSERT = Statement(insert(outbox))
NO_PAUSE = timedelta(0)


class Body(BaseModel):
    """What a message carries: ids, since the worker reads the rows as they are by then."""

    model_config = ConfigDict(frozen=True)


B = TypeVar("B", bound=Body)
Content = TypeVar("Content")


class TopicRegistry:
    """All topics of one outbox, by name."""

    def __init__(self) -> None:
        self._topics: dict[str, Topic[Any]] = {}

    def add(self, topic: "Topic[Any]") -> None:
        """Register a topic.

        Raises ValueError when the name is taken.
        """
        if topic.name in self._topics:
            reason = f"Two outbox topics are named {topic.name!r}."
            raise ValueError(reason)
        self._topics[topic.name] = topic

    def __iter__(self) -> "Iterator[Topic[Any]]":
        return iter(self._topics.values())

    @property
    def names(self) -> frozenset[str]:
        """The names of all topics."""
        return frozenset(self._topics)

    @property
    def from_machines(self) -> frozenset[str]:
        """The names of the topics that machines cause."""
        return frozenset(topic.name for topic in self if topic.from_machines)


TOPICS = TopicRegistry()
"""The topics of Pitboss. At start each must have exactly one drawer or sender."""


@dataclass(frozen=True, slots=True, eq=False)
class Topic(Generic[B]):
    """One kind of message. It is declared beside the operation that sends it.

    ``subject`` is a pattern over the fields of the body, such as ``request:{request_id}``. Messages about the same
    subject are delivered one after the other.
    """

    name: str
    """Stored with each message: renaming a topic would strand what an older version sent."""
    body: type[B]
    subject: str
    follows_rights: bool = False
    """Whether it is sent again for what stands in a person's direct messages when their rights change."""
    from_machines: bool = False
    """Whether machines cause it, thousands at once: it is delivered beside what people wait for, and never before."""
    registry: TopicRegistry = field(default=TOPICS, repr=False)

    def __post_init__(self) -> None:
        unknown = set(self._fields()) - {*self.body.model_fields, OUTBOX_ID}
        if unknown:
            reason = f"The subject of the topic {self.name!r} names {sorted(unknown)}, which its body does not have."
            raise ValueError(reason)
        self.registry.add(self)

    def subject_of(self, body: B, *, message_id: UUID | None = None) -> str:
        """Derive the subject from a body; ``message_id`` where each message has a subject of its own."""
        return self.subject.format(**{OUTBOX_ID: message_id}, **body.model_dump(mode="json"))

    def body_of(self, subject: str) -> B | None:
        """Read the body back from a subject; None where the subject is another topic's."""
        pattern = "".join(
            re.escape(text) + (f"(?P<{name}>.+?)" if name else "")
            for text, name, _, _ in string.Formatter().parse(self.subject)
        )
        found = re.fullmatch(pattern, subject)
        return self.body.model_validate(found.groupdict()) if found else None

    @property
    def prefix(self) -> str:
        """What every subject of the topic begins with."""
        return self.subject.partition("{")[0]

    def _fields(self) -> list[str]:
        return [name for _, name, _, _ in string.Formatter().parse(self.subject) if name]


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
    last_error: str | None = None
    """Why the latest try failed; it stays while later ones are only postponed."""

    @property
    def postponed(self) -> bool:
        """Whether it was tried before, and was surely not delivered."""
        return self.last_error == POSTPONED

    @property
    def doubtful(self) -> bool:
        """Whether an earlier try may have delivered it though nobody knows."""
        return self.last_error is not None and not self.postponed

    def read(self, topic: Topic[B]) -> "OutboxMessage[B]":
        """Validate the body as its topic declares it."""
        return cast("OutboxMessage[B]", replace(self, body=cast("Any", topic.body.model_validate(self.body))))


async def send(work: Work, topic: Topic[B], body: B) -> UUID:
    """Queue a message; it is delivered once this transaction is committed."""
    message = _row(work, topic, body)
    await INSERT.send(work.db, message)
    message_id: UUID = message["id"]
    return message_id


async def send_once(work: Work, topic: Topic[B], *bodies: B, pause: timedelta = NO_PAUSE) -> None:
    """Queue a message of each body unless the same is queued already and no worker has claimed it yet.

    The messages found stay locked until this transaction ends, so that no worker draws one before the change is there.
    One about a subject that was delivered less than a ``pause`` ago waits until the pause is over.
    """
    wanted = {topic.subject_of(body): body for body in bodies}
    of_topic = (outbox.c.topic == topic.name, outbox.c.subject.in_(wanted))
    waiting = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.leased_until.is_(None))
    query = select(outbox.c.subject).where(*of_topic, *waiting)
    queued = set(await work.db.scalars(query.with_for_update(skip_locked=True))) if wanted else set()
    missing = [subject for subject in sorted(wanted) if subject not in queued]
    if not missing:
        return
    over_at = await _over_at(work, topic, missing, pause=pause) if pause else {}
    rows = [_row(work, topic, wanted[subject]) | over_at.get(subject, {}) for subject in missing]
    await INSERT.send_each(work.db, rows)


async def _over_at(
    work: Work, topic: Topic[Any], subjects: Collection[str], *, pause: timedelta
) -> dict[str, dict[str, datetime]]:
    """Find when the pause is over of subjects about which a message was delivered lately."""
    lately = (outbox.c.done_at > work.now - pause, outbox.c.topic == topic.name, outbox.c.subject.in_(subjects))
    query = select(outbox.c.subject, func.max(outbox.c.done_at).label("done_at")).where(*lately)
    rows = await work.db.execute(query.group_by(outbox.c.subject))
    return {row.subject: {"due_at": row.done_at + pause} for row in rows}


def _row(work: Work, topic: Topic[B], body: B) -> dict[str, Any]:
    message_id = work.at.ids()
    return {
        "id": message_id,
        "topic": topic.name,
        "subject": topic.subject_of(body, message_id=message_id),
        "body": body.model_dump(mode="json", exclude_none=True),
        "promised_at": work.now,
        "due_at": work.now,
    }
