"""A small gaming platform on this machine: takes orders, does each once, tells of it, misbehaves as it is told to."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
from aiohttp import web

from tests.support import telling
from tests.support.desk import Desk

SECRET = "whsec_b3JkZXJzLW9mLXRoZS10ZXN0cy1hbmQtbm9ib2R5LWVsc2U="
TOLERANCE_SECONDS = 300
EVENTS = count(1)


def signature(secret: str, message_id: str, timestamp: str, body: str) -> str:
    """Sign as the Standard Webhooks specification says, written down here on its own."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


@dataclass
class Platform:
    """What happens on the other side. ``mood`` is how it answers; ``moods`` are for the next knocks, one each."""

    url: str = ""
    mood: str = "at_once"
    moods: list[str] = field(default_factory=list)
    knocks: list[tuple[str, str]] = field(default_factory=list)
    """Method and key of everything that came in and was rightly signed."""
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What players are told, by key."""
    states: dict[str, str] = field(default_factory=dict)
    did: Counter[str] = field(default_factory=Counter)
    """How often each order was carried out: once, or this platform is broken."""
    forged: int = 0
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set to let go whoever waits for an answer in the mood ``late``."""
    _runner: web.AppRunner | None = None
    _port: int = 0

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["Platform"]:
        platform = cls()
        await platform.up()
        try:
            yield platform
        finally:
            await platform.down()

    @property
    def settings(self) -> dict[str, str]:
        """What a bot has to be told to know it."""
        return {"PITBOSS_PLATFORM_URL": self.url, "PITBOSS_PLATFORM_SECRET": SECRET, **telling.SETTINGS}

    async def up(self) -> None:
        """Listen, after a break at the same address."""
        server = web.Application()
        server.router.add_post("/orders", self._ordered)
        server.router.add_get("/orders/{id}", self._asked)
        server.router.add_post("/replies", self._replied)
        self._runner = web.AppRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def down(self) -> None:
        """Stop listening; connections are refused."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def only(self, kind: str) -> str:
        """The key of the one order of a kind."""
        [found] = [key for key, told in self.orders.items() if told["type"] == f"order.{kind}"]
        return found

    async def tell(self, desk: Desk, type_: str, key: str, body: dict[str, Any], **changes: Any) -> telling.Told:
        """Tell an event about an order: done here on the request it came from."""
        data = self.orders[key]["data"]
        player = {"brand": data["player"]["brand"], "player": data["player"]["external_id"]}
        about = {"source": "platform", "event_id": f"p-{next(EVENTS)}", "at": desk.services.clock().now.isoformat()}
        event = {**about, **player, "type": type_, "request_id": data["request_id"], "body": body, **changes}
        return await telling.tell(desk, event)

    async def _ordered(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        key = request.headers.get("webhook-id", "")
        mood = self.moods.pop(0) if self.moods else self.mood
        if mood == "mistrusts" or not self._genuine(request, body):
            self.forged += 1
            return web.json_response({"reason": "bad signature"}, status=401)
        self.knocks.append(("POST", key))
        self.orders.setdefault(key, json.loads(body))
        assert self.orders[key] == json.loads(body), "the same key for another order"
        if mood.startswith("says "):
            _, status, told = mood.split(" ", 2)
            return web.json_response(json.loads(told), status=int(status), headers={"Retry-After": "200"})
        return await getattr(self, f"_{mood}")(request, key)

    async def _replied(self, request: web.Request) -> web.StreamResponse:
        body, key = await request.text(), request.headers.get("webhook-id", "")
        mood = self.moods.pop(0) if self.moods else self.mood
        if not self._genuine(request, body):
            self.forged += 1
            return web.json_response({"reason": "bad signature"}, status=401)
        if mood != "at_once":
            return web.json_response({"reason": "no such player"}, status=422 if mood == "refusing" else 500)
        self.knocks.append(("POST", key))
        assert self.replies.setdefault(key, json.loads(body)) == json.loads(body), "the same key for another reply"
        return web.json_response({}, status=202)

    async def _asked(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["id"]
        if "trusting" in self.moods:
            return web.json_response({}, status=404)
        if not self._genuine(request, ""):
            self.forged += 1
            return web.json_response({"reason": "bad signature"}, status=401)
        self.knocks.append(("GET", key))
        mood = self.moods.pop(0) if self.moods else self.mood
        if mood in {"broken", "silent"}:
            return await getattr(self, f"_{mood}")(request, key)
        if key not in self.states and mood != "all_knowing":
            return web.json_response({}, status=404)
        return web.json_response({"state": self.states.get(key)})

    def _genuine(self, request: web.Request, body: str) -> bool:
        told = request.headers
        at = told.get("webhook-timestamp", "")
        fresh = at.isdigit() and abs(time.time() - int(at)) < TOLERANCE_SECONDS
        wanted = signature(SECRET, told.get("webhook-id", ""), at, body)
        return fresh and wanted in told.get("webhook-signature", "").split()

    def do(self, key: str) -> None:
        """Carry an order out, if that was not done before."""
        if self.states.get(key) != "in_force":
            self.did[key] += 1
            self.states[key] = "in_force"

    async def _at_once(self, _: web.Request, key: str) -> web.StreamResponse:
        self.do(key)
        return web.json_response({"state": "in_force"})

    async def _later(self, _: web.Request, key: str) -> web.StreamResponse:
        self.states.setdefault(key, "accepted")
        return web.json_response({"state": self.states[key]}, status=202)

    async def _refusing(self, _: web.Request, key: str) -> web.StreamResponse:
        self.states[key] = "refused"
        return web.json_response({"state": "refused", "reason": "no <!channel> such *wallet*\u202e"}, status=422)

    async def _late(self, _: web.Request, key: str) -> web.StreamResponse:
        self.do(key)
        await self.answered.wait()
        return web.json_response({"state": "accepted"}, status=202)

    async def _silent(self, _: web.Request, __: str) -> web.StreamResponse:
        await asyncio.Event().wait()
        return web.Response()

    async def _broken(self, _: web.Request, __: str) -> web.StreamResponse:
        return web.Response(status=500, text="Traceback (most recent call last)")

    async def _losing_the_reply(self, request: web.Request, key: str) -> web.StreamResponse:
        self.do(key)
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def _babbling(self, _: web.Request, __: str) -> web.StreamResponse:
        return web.Response(body=b"{" * 10**6, content_type="application/json", status=400)

    async def _elsewhere(self, _: web.Request, __: str) -> web.StreamResponse:
        raise web.HTTPTemporaryRedirect("http://127.0.0.1:9/orders")

    async def _nothing_to_say(self, _: web.Request, key: str) -> web.StreamResponse:
        self.states.setdefault(key, "accepted")
        return web.Response(status=204)


async def asked_by_machine(desk: Desk, path: str, *, key: str | None = None, **headers: str) -> tuple[int, Any, Any]:
    """Read a player's status as the platform's machines do; give status, body and headers."""
    given = {**headers, **({"Authorization": f"Bearer {key}"} if key else {})}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{desk.bot.url}{path}", headers=given) as response,
    ):
        body = await response.json() if response.content_type == "application/json" else await response.text()
        return response.status, body, response.headers
