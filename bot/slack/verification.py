"""Slack's requests over HTTP: let in where Slack signed them, at this moment, and no request twice."""

import hashlib
import hmac
import json
import re
import time
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp

from bot.process.refusals import RefusalReason
from bot.process.services import Services
from bot.slack import dispatch
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
        self._services = services
        self._replays = Replays(services)
        self._app = app

    async def slack(self, request: web.Request) -> web.StreamResponse:
        """Take one of Slack's requests: a command, an interaction, a menu's question or an event."""
        body = await request.read()
        signature = request.headers.get("X-Slack-Signature", "")
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if self._secret is None or not genuine(self._secret, body, timestamp, signature):
            return self._refused(request, RefusalReason.SIGNATURE, "not signed by Slack")
        first = await self._replays.first(signature)
        payload = _payload(body, request.content_type)
        if not first and not _only_asks(payload):
            return self._refused(request, RefusalReason.REPLAY, "already received")
        return await to_aiohttp_response(await dispatch.respond(self._app, payload))

    def _refused(self, request: web.Request, reason: RefusalReason, because: str) -> web.Response:
        return self._services.refusals.told(request, reason, web.Response(status=401, text=because))


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


def _payload(body: bytes, content_type: str) -> Any:
    """Read what a request carries; None where that is not what its type says."""
    try:
        written = body.decode()
        if content_type == "application/json" or written.startswith("{"):
            return json.loads(written)
        form = dict(parse_qsl(written, keep_blank_values=True))
        return json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None


def _only_asks(payload: Any) -> bool:
    """Tell whether it is a menu's question: it changes nothing, and asked twice within a second is signed alike."""
    return isinstance(payload, dict) and payload.get("type") == "block_suggestion"
