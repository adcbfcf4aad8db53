"""Slack's requests over HTTP: let in where Slack signed them, at this moment, and no request twice."""

import hashlib
import hmac
import json
import re
import time
from collections import OrderedDict
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.process.services import Services
from bot.slack import bolt
from core import deliveries
from core.database.connections import DatabaseUnavailable, is_sqlite

CLOCK_SECONDS = 300
"""How far a request's time may be from ours: what Slack advises."""
TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


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
        if self._secret is None or not genuine(self._secret, body, timestamp, signature):
            return web.Response(status=401, text="not signed by Slack")
        first = await self._replays.first(signature)
        if not _readable(body, request.content_type):
            return web.Response(status=400, text="not a Slack request")
        if not first and not _only_asks(body):
            return web.Response(status=401, text="already received")
        asked = AsyncBoltRequest(body=body.decode(), headers=dict(request.headers))
        return await to_aiohttp_response(await bolt.respond(self._app, asked))


def genuine(secret: bytes, body: bytes, timestamp: str, signature: str) -> bool:
    """Tell whether Slack signed these bytes within the last five minutes.

    See https://docs.slack.dev/authentication/verifying-requests-from-slack.
    """
    if not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(signature):
        return False
    if abs(time.time() - int(timestamp)) > CLOCK_SECONDS:
        return False
    expected = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}", signature)


class Replays:
    """The accepted signatures: each counts once across all processes."""

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
            async with self._services.database.write_unlogged() as db:
                return await deliveries.first(db, f"signature:{signature}", now=self._services.clock().now)
        except DatabaseUnavailable:
            return True  # the handler will meet the same database, say so, and change nothing


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
