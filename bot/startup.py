"""The whole bot, started in order and ended in order: no new work first, then what is under way, then the database."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.api import http_server
from bot.features import Feature
from bot.process.configuration import Settings
from bot.process.services import DRAIN_SECONDS, Services
from bot.slack import dispatch, socket_mode
from bot.workflows import event_streams, maintenance, schedule, streams, topic_handlers
from bot.workflows.message_worker import MessageWorker
from bot.workflows.outbox_worker import OutboxWorker
from bot.workflows.topic_handlers import Drawers, Senders
from bot.workflows.webhook_worker import WebhookWorker
from core import operations
from core.office import Office
from core.outbox import TOPICS, Queue, TopicRegistry

COLLECTED_AT = (5_000, 10, 10)
"""How many new objects make the collector look at them, and how many such looks at older ones as well. A form leaves
some hundreds in circles: taking 50,000 of them apart at once let everybody wait for 70 ms."""


@dataclass(frozen=True, slots=True)
class Running:
    """The bot as it runs."""

    services: Services
    app: AsyncApp
    message_worker: MessageWorker
    """Delivers what people wait for."""
    background_worker: MessageWorker
    """Delivers what machines cause, in its own time."""
    webhook_worker: WebhookWorker
    url: str
    health_url: str
    """Where health and metrics are told without a key."""


@asynccontextmanager
async def running(
    settings: Settings, features: Iterable[Feature], *, office: Office | None = None, topics: TopicRegistry = TOPICS
) -> AsyncIterator[Running]:
    """Run the bot until the block ends. ``office`` replaces the file of the settings: the demo's, or a test's.

    Raises :class:`~bot.workflows.topic_handlers.TopicsUnmatched` where the features do not handle each of ``topics``.
    """
    several = tuple(features)
    drawers: Drawers = tuple(drawer for each in several for drawer in each.drawers)
    senders: Senders = tuple(sender for each in several for sender in each.senders)
    topic_handlers.match(topics, [*drawers, *senders])
    operations.refuse_unguarded()
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(Services.opened(settings, office=office))
        await maintenance.begin(services)
        app = dispatch.build(services, [each.routes for each in several])
        webhook_worker = WebhookWorker(services, senders)
        machines = topics.from_machines
        message_worker = MessageWorker(services, drawers, Queue(exclude=webhook_worker.topics | machines))
        background_worker = MessageWorker(services, drawers, Queue(only=machines), beats=False)
        for worker in (webhook_worker, background_worker, message_worker):
            await stack.enter_async_context(_working(worker))
        await stack.enter_async_context(_drained(services))
        timers = schedule.begin(services, [job for each in several for job in each.jobs])
        stack.callback(timers.shutdown, wait=False)
        await stack.enter_async_context(event_streams.reading(services, streams.of(settings)))
        doors = [door for each in several for door in each.doors]
        listening = await stack.enter_async_context(http_server.listening(services, app, doors))
        if settings.slack_app_token:
            await stack.enter_async_context(socket_mode.connected(services, app))
        yield Running(
            services=services,
            app=app,
            message_worker=message_worker,
            background_worker=background_worker,
            webhook_worker=webhook_worker,
            url=listening.url,
            health_url=listening.health_url,
        )


def settle() -> None:
    """Tell the collector that what is here now stays, and to look at what is new in small portions."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AT)


@asynccontextmanager
async def _working(worker: OutboxWorker) -> AsyncIterator[None]:
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(worker.idle(), DRAIN_SECONDS)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def _drained(services: Services) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await services.tasks.drain()
