"""Topics: what a message of the outbox is about, the type of its body, and how its subject is derived."""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

OUTBOX_ID = "outbox_id"
"""In a subject: the id of the message itself, so that every message is about something of its own."""


class Body(BaseModel):
    """What a message carries: ids, since the worker reads the rows as they are by then."""

    model_config = ConfigDict(frozen=True)


B = TypeVar("B", bound=Body)


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
