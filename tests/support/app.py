"""An app as Slack sees it: it keeps every request and answers as the test says."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web as server

from sandbox import Slack
from sandbox.changes import WAIT_SECONDS, Changes


class App:
    """Keeps every request; answers as the test says, in words, in JSON, or by a function that is asked each time."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answer: str | dict[str, Any] | Callable[[], Awaitable[Any]] | None = None
        self.status = 200
        self.silent = False
        self.arrived = asyncio.Event()
        self._news = Changes()

    async def receive(self, request: server.Request) -> server.Response:
        self.requests.append(({key.lower(): value for key, value in request.headers.items()}, await request.read()))
        self.arrived.set()
        self._news.ring()
        if self.silent:
            await asyncio.Event().wait()
        answer = await self.answer() if callable(self.answer) else self.answer
        if isinstance(answer, dict):
            return server.json_response(answer, status=self.status)
        return server.Response(text=answer or "", status=self.status)

    async def receives(self, count: int) -> None:
        assert await self._news.until(lambda: len(self.requests) >= count, WAIT_SECONDS)

    @property
    def form(self) -> dict[str, str]:
        return _form(self.requests[-1][1])

    @property
    def payload(self) -> dict[str, Any]:
        sent: dict[str, Any] = json.loads(self.form["payload"])
        return sent

    @property
    def seen(self) -> list[dict[str, Any]]:
        """Whatever came: payloads as they are, commands as their form."""
        forms = [_form(body) for _headers, body in self.requests]
        return [json.loads(form["payload"]) if "payload" in form else form for form in forms]


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[App]:
    app, site = App(), server.Application()
    site.router.add_post("/", app.receive)
    runner = server.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    yield app
    await runner.cleanup()


def card(**more: Any) -> dict[str, Any]:
    """A message with a button."""
    button = {"type": "button", "action_id": "go", "value": "17", "text": {"type": "plain_text", "text": "Go"}}
    return {"text": "card", "blocks": [{"type": "actions", "block_id": "row", "elements": [button]}], **more}


def _form(body: bytes) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
