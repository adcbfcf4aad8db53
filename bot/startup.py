"""The whole bot, started in order and ended in order: no new work first, then what is under way, then the database."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot import app as composition
from bot.api import http_server
from bot.features import Feature
from bot.process.configuration import Settings
from bot.process.services import DRAIN_SECONDS, Services
from bot.slack import socket_mode
from bot.workflows import maintenance, schedule
from bot.workflows.message_worker import Delivery
from bot.workflows.outbox_worker import Keeper
from bot.workflows.webhook_worker import Sending
from core.office import Office

YOUNG = 50_000
"""Objects: a batch of a thousand events is some twenty thousand, and all of them go with its answer."""


@dataclass(frozen=True, slots=True)
class Running:
    """The bot as it runs."""

    services: Services
    app: AsyncApp
    delivery: Delivery
    sending: Sending
    url: str


@asynccontextmanager
async def running(
    settings: Settings, features: Iterable[Feature], *, office: Office | None = None
) -> AsyncIterator[Running]:
    """Run the bot until the block ends. ``office`` stands in for the settings' file: the demo's, or a test's."""
    several = tuple(features)
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(Services.opened(settings, office=office))
        await maintenance.begin(services)
        app = composition.build(services, [each.routes for each in several])
        sending = Sending(services, {topic: send for each in several for topic, send in each.senders.items()})
        drawers = {topic: draw for each in several for topic, draw in each.drawers.items()}
        delivery = Delivery(services, drawers, elsewhere=sending.topics)
        await stack.enter_async_context(_keeping(sending))
        await stack.enter_async_context(_keeping(delivery))
        await stack.enter_async_context(_drained(services))
        timers = schedule.begin(services, [job for each in several for job in each.jobs])
        stack.callback(timers.shutdown, wait=False)
        doors = [door for each in several for door in each.doors]
        url = await stack.enter_async_context(http_server.listening(services, app, doors))
        if settings.slack_app_token:
            await stack.enter_async_context(socket_mode.connected(services, app))
        yield Running(services, app, delivery, sending, url)


def settle() -> None:
    """Tell the collector that what is here now stays, and to look at what is new not before it is more than a batch."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


@asynccontextmanager
async def _keeping(keeper: Keeper) -> AsyncIterator[None]:
    task = asyncio.create_task(keeper.run())
    try:
        yield
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(keeper.at_rest(), DRAIN_SECONDS)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def _drained(services: Services) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await services.tasks.drain()
