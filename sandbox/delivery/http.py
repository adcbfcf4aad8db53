"""Delivery to the app's request URL by signed HTTP."""

import json
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery import signing
from sandbox.delivery.acks import FAILED, OK, Ack

FORM = "application/x-www-form-urlencoded"


def encode(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """Return body and content type as Slack sends this kind of request."""
    if kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM
    return json.dumps(payload).encode(), "application/json"


async def send(session: aiohttp.ClientSession, url: str, request: tuple[bytes, str], secret: str, **retry: str) -> Ack:
    """Post one request and read the acknowledgement."""
    body, content_type = request
    headers = signing.headers(secret, body) | {"Content-Type": content_type, "Accept": "*/*"} | retry
    headers["User-Agent"] = "Slackbot 1.0 (+https://api.slack.com/robots)"
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return _read(response.status, await response.text())
    except (aiohttp.ClientError, UnicodeDecodeError):
        return FAILED


def _read(status: int, text: str) -> Ack:
    if status != OK:
        return Ack(status, text, "dispatch_failed")
    try:
        return Ack(status, json.loads(text))
    except ValueError:
        return Ack(status, {"text": text} if text else None)
