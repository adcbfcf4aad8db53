"""The HTTP door: Slack's signed requests, and whether the process is well. It listens where it is told, no wider."""

import hashlib
import hmac
import json
import re
import time
from collections import OrderedDict
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
from bot.app import respond
from bot.process import idempotency
from bot.process.services import Services
from core.database.connections import DatabaseUnavailable, is_sqlite

BODY_MOST = 2**20
"""Bytes of a request; Slack's own stay far below."""
CLOCK_SECONDS = 300
"""How far a request's time may be from ours: what Slack advises."""
TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Replays:
    """Signatures that were accepted: each counts once, whichever process sees it again."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._alone = is_sqlite(services.settings.database_url)

    async def first(self, signature: str) -> bool:
        """Tell whether this signature is new, and remember it."""
        now = time.monotonic()
        while self._seen and next(iter(self._seen.values())) < now - 2 * CLOCK_SECONDS:
            self._seen.popitem(last=False)
        if signature in self._seen:
            return False
        self._seen[signature] = now
        if self._alone:
            return True  # there is no other process
        try:
            async with self._services.database.jot() as db:
                return await idempotency.first(db, f"signature:{signature}", now=self._services.clock().now)
        except DatabaseUnavailable:
            return True  # whatever is asked for now will be told so, and changes nothing


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
        if not self._genuine(body, timestamp, signature):
            return web.Response(status=401, text="not signed by Slack")
        first = await self._replays.first(signature)
        if not _readable(body, request.content_type):
            return web.Response(status=400, text="not a request of Slack's")
        if not first and not _only_asks(body):
            return web.Response(status=401, text="taken before")
        bolt = AsyncBoltRequest(body=body.decode(), headers=dict(request.headers))
        return await to_aiohttp_response(await respond(self._app, bolt))

    def _genuine(self, body: bytes, timestamp: str, signature: str) -> bool:
        if self._secret is None or not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(signature):
            return False
        if abs(time.time() - int(timestamp)) > CLOCK_SECONDS:
            return False
        wanted = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={wanted}", signature)


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
