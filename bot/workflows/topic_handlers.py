"""Who handles a topic of the outbox: a drawer for messages in Slack, a sender for other machines."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic

from bot.cards.drawing import Drawing
from bot.process.services import Services
from core.outbox import OutboxMessage, Topic, TopicRegistry
from core.outbox.messages import B


@dataclass(frozen=True, slots=True)
class Drawer(Generic[B]):
    """Draws the messages in Slack that a topic is about, from the rows as they are now. Drawing twice is harmless."""

    topic: Topic[B]
    draw: Callable[[Services, OutboxMessage[B]], Awaitable[Iterable[Drawing]]]

    async def handle(self, services: Services, message: OutboxMessage[dict[str, Any]]) -> Iterable[Drawing]:
        """Validate the body and draw.

        Raises pydantic's ValidationError for a body that is not the topic's.
        """
        return await self.draw(services, message.read(self.topic))


@dataclass(frozen=True, slots=True)
class Sender(Generic[B]):
    """Sends what a topic is about to another machine, from the rows as they are now.

    Gives the wait before the next try, None once it is settled. Sending twice is harmless: the key is the same.
    """

    topic: Topic[B]
    send: Callable[[Services, OutboxMessage[B]], Awaitable[timedelta | None]]

    async def handle(self, services: Services, message: OutboxMessage[dict[str, Any]]) -> timedelta | None:
        """Validate the body and send.

        Raises pydantic's ValidationError for a body that is not the topic's.
        """
        return await self.send(services, message.read(self.topic))


Drawers = tuple[Drawer[Any], ...]
Senders = tuple[Sender[Any], ...]


class TopicsUnmatched(Exception):  # noqa: N818 - names the state of things
    """Topics and their drawers and senders are not the same set, so messages would be lost or never sent."""


def match(topics: TopicRegistry, handlers: Iterable[Drawer[Any] | Sender[Any]]) -> None:
    """Check that each topic has exactly one drawer or sender, and each of these a topic.

    Raises :class:`TopicsUnmatched` with the difference.
    """
    names = [handler.topic.name for handler in handlers]
    problems = [
        *(f"nothing draws or sends {name}" for name in sorted(topics.names - set(names))),
        *(f"no such topic: {name}" for name in sorted(set(names) - topics.names)),
        *(f"handled more than once: {name}" for name in sorted({each for each in names if names.count(each) > 1})),
    ]
    if problems:
        raise TopicsUnmatched(f"Outbox topics do not match their drawers and senders: {'; '.join(problems)}.")
