"""Slack's side of the wire: signed slash commands over connections that stay open."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode, urlsplit

from bench.world import TEAM

SECRET = "bench-signing-secret"
TRIGGERS = count(1)


@dataclass(frozen=True, slots=True)
class Command:
    """A typed command. The trigger id makes every request unique."""

    name: str
    text: str
    user: str
    trigger: str

    @classmethod
    def typed(cls, name: str, text: str, *, by: str) -> "Command":
        return cls(name, text, by, f"{next(TRIGGERS)}.{time.time_ns()}")

    def request(self) -> bytes:
        """Write it as Slack does, signed now."""
        body = urlencode(
            {
                "command": self.name,
                "text": self.text,
                "user_id": self.user,
                "user_name": self.user.lower(),
                "team_id": TEAM,
                "team_domain": "bench",
                "channel_id": "C0DESK",
                "channel_name": "player-desk",
                "api_app_id": "A0PITBOSS",
                "trigger_id": self.trigger,
                "response_url": f"https://hooks.slack.com/commands/{TEAM}/{self.trigger}",
            }
        ).encode()
        at = str(int(time.time()))
        signature = hmac.new(SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
        head = (
            "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: v0={signature}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class Line:
    """One connection to a server, kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, command: Command) -> bytes:
        """Send a command and give the body of its acknowledgement."""
        return await self.send(command.request())

    async def send(self, request: bytes) -> bytes:
        """Send a request and give the body of its answer.

        Raises ``RuntimeError`` for any answer but 200: then nothing here means anything.
        """
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        body = await self._reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{request!r} was answered {head!r} {body!r}")
        return body

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def lines(url: str, several: int = 1) -> AsyncIterator[list[Line]]:
    """Open connections to a server."""
    there = urlsplit(url)
    opened = [Line(*await asyncio.open_connection(there.hostname, there.port)) for _ in range(several)]
    try:
        yield opened
    finally:
        for one in opened:
            one.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
