"""Webhooks that leave: signed as Standard Webhooks says, for the platform's address alone, answers read in part."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import aiohttp
from standardwebhooks import Webhook

from bot.process.configuration import Settings

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
"""Well within the lease of an outbox message even twice over, since one turn may ask and then send."""
ANSWER_MOST = 16 * 1024
"""Bytes read of an answer; what is longer is no answer of ours."""
WAIT_MOST = timedelta(minutes=5)
"""The longest wait that the other side may ask for."""


class WebhookSender(Protocol):
    """Who sends: the bot, or the doctor."""

    @property
    def settings(self) -> Settings:
        """Where to, and with which secret."""

    @property
    def http(self) -> aiohttp.ClientSession:
        """What carries it."""


@dataclass(frozen=True, slots=True)
class WebhookReply:
    """What came back."""

    status: int
    body: dict[str, Any]
    """Empty where it was no JSON object."""


class Unanswered(Exception):  # noqa: N818 - names the state of things
    """It is not known whether it was done: no connection, no answer in time, or an answer about something else."""

    def __init__(self, why: str, *, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


async def post(sender: WebhookSender, path: str, *, key: UUID, body: bytes) -> WebhookReply:
    """Send a message to the platform; the same key and body as often as it takes, a new signature each time.

    Raises :class:`Unanswered`.
    """
    return await _exchange(sender, "POST", path, key=key, body=body)


async def get(sender: WebhookSender, path: str, *, key: UUID) -> WebhookReply:
    """Ask the platform about a message; signed as well, over an empty body.

    Raises :class:`Unanswered`.
    """
    return await _exchange(sender, "GET", path, key=key, body=b"")


async def _exchange(sender: WebhookSender, method: str, path: str, *, key: UUID, body: bytes) -> WebhookReply:
    if sender.settings.platform_url is None:
        raise Unanswered("no platform connected")
    url = f"{sender.settings.platform_url}{path}"
    headers = _signed(sender, key, body)
    sending: dict[str, Any] = {"headers": headers, "timeout": TIMEOUT, "allow_redirects": False}
    try:
        # an answer is taken as it comes: nothing is unpacked for us
        async with sender.http.request(method, url, data=body or None, auto_decompress=False, **sending) as response:
            content = await _read(response)
            if response.status == 429 or response.status >= 500 or 300 <= response.status < 400:  # noqa: PLR2004 - of HTTP
                raise Unanswered(f"status {response.status}", wait=_asked_wait(response))
            return WebhookReply(response.status, content)
    except (aiohttp.ClientError, TimeoutError, ConnectionError, ValueError) as fault:
        raise Unanswered(type(fault).__name__) from fault


def _signed(sender: WebhookSender, key: UUID, body: bytes) -> dict[str, str]:
    secret, at = sender.settings.platform_secret, datetime.now(UTC)
    signature = Webhook(secret.get_secret_value() if secret else "").sign(str(key), at, body.decode())
    return {
        "content-type": "application/json",
        "accept-encoding": "identity",
        "webhook-id": str(key),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    written = b""
    async for chunk in response.content.iter_chunked(ANSWER_MOST):
        written += chunk
        if len(written) > ANSWER_MOST:
            return {}
    try:
        content = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _asked_wait(response: aiohttp.ClientResponse) -> timedelta | None:
    asked = response.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(asked[:6])), WAIT_MOST) if asked.isascii() and asked.isdigit() else None
