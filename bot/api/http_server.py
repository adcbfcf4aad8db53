"""The HTTP door: Slack's signed requests, and whether the process is well. It listens where it is told, no wider."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.api import health, metrics_page
from bot.api.routes import Door
from bot.process.services import Services
from bot.slack import verification
from bot.slack.bolt import respond
from bot.slack.verification import Replays

BODY_MOST = 2**20
"""Bytes of a request; Slack's own stay far below."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SlackDoor:
    """Lets Slack's requests in, and nobody else's."""

    def __init__(self, services: Services, app: AsyncApp) -> None:
        secret = services.settings.slack_signing_secret
        self._secret = secret.get_secret_value().encode() if secret else None
        self._replays = Replays(services)
        self._app = app

    async def slack(self, request: web.Request) -> web.StreamResponse:
        """Take one of Slack's requests: a command, an interaction, a menu's question or an event."""
        body = await request.read()
        signature = request.headers.get("X-Slack-Signature", "")
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if self._secret is None or not verification.genuine(self._secret, body, timestamp, signature):
            return web.Response(status=401, text="not signed by Slack")
        first = await self._replays.first(signature)
        if not _readable(body, request.content_type):
            return web.Response(status=400, text="not a request of Slack's")
        if not first and not _only_asks(body):
            return web.Response(status=401, text="taken before")
        bolt = AsyncBoltRequest(body=body.decode(), headers=dict(request.headers))
        return await to_aiohttp_response(await respond(self._app, bolt))


def _readable(body: bytes, content_type: str) -> bool:
    """Tell whether the body is what its type says, so that nothing behind stumbles over it."""
    try:
        written = body.decode()
        if content_type == "application/json":
            return isinstance(json.loads(written), dict)
        payload = parse_qs(written).get("payload") if "payload" in written else None
        return payload is None or isinstance(json.loads(payload[0]), dict)
    except (ValueError, RecursionError):
        return False


def _only_asks(body: bytes) -> bool:
    """Tell whether it is a menu's question: it changes nothing, and asked twice within a second is signed alike."""
    payload = parse_qs(body.decode()).get("payload")
    return payload is not None and json.loads(payload[0]).get("type") == "block_suggestion"


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
