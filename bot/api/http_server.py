"""The HTTP server: Slack's door and those of features. It listens where it is told, no wider."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.api import health, metrics_page
from bot.api.routes import Door
from bot.process.services import Services
from bot.slack.verification import SlackDoor

BODY_MOST = 2**20
"""Bytes of a request; Slack's own stay far below."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(services: Services, app: AsyncApp, doors: Iterable[Door] = ()) -> web.Application:
    """Make the web application: Slack's door, and those that features open."""
    server = web.Application(client_max_size=BODY_MOST)
    server.router.add_post("/slack/events", SlackDoor(services, app).slack)
    for door in (*health.DOORS, *metrics_page.DOORS, *doors):
        server.router.add_route(door.method, door.path, partial(door.answer, services))
    return server


@asynccontextmanager
async def listening(services: Services, app: AsyncApp, doors: Iterable[Door] = ()) -> AsyncIterator[str]:
    """Listen at the settings' address and give the one it became; end when the block does.

    Bodies are taken as they come: Slack compresses none, and nobody else shall have one unpacked before it is verified.
    """
    runner = web.AppRunner(
        application(services, app, doors), access_log=None, shutdown_timeout=5, auto_decompress=False
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, services.settings.host, services.settings.port).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
