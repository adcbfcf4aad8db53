"""A small gaming platform on this machine: takes signed orders, does each once, and answers as it is told to."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

HOST = "127.0.0.1"
TOLERANCE_SECONDS = 300
"""How far a message's timestamp may be from now, as Standard Webhooks recommends."""
STATUSES = {"in_force": 200, "accepted": 202, "refused": 422, "partly_done": 200}
REFUSED = "refused by the simulated platform"

Json = dict[str, Any]
Handling = Callable[[web.Request, str], Awaitable[web.StreamResponse]]


def signature(secret: str, message_id: str, timestamp: str, body: str) -> str:
    """Sign as the Standard Webhooks specification says, written down here on its own."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def usable(secret: str) -> bool:
    """Tell whether a secret is one that messages can be signed with."""
    with suppress(binascii.Error):
        return secret.startswith("whsec_") and len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) > 0
    return False


@dataclass
class GamingPlatform:
    """What happens on the other side. ``mood`` is how it answers; ``moods`` are for the next messages, one each."""

    secret: str
    url: str = ""
    mood: str = "at_once"
    moods: list[str] = field(default_factory=list)
    finishes_after: float | None = None
    """Seconds after which an accepted order is done, and a late answer is given; None for never."""
    refused_because: str = REFUSED
    knocks: list[tuple[str, str]] = field(default_factory=list)
    """Method and key of everything that came in and was rightly signed."""
    orders: dict[str, Json] = field(default_factory=dict)
    replies: dict[str, Json] = field(default_factory=dict)
    """What players are told, by key."""
    states: dict[str, str] = field(default_factory=dict)
    did: Counter[str] = field(default_factory=Counter)
    """How often each order was carried out: once, or this platform is broken."""
    forged: int = 0
    conflicts: int = 0
    """How often a key came with another message than before."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set to release those who wait for an answer in the mood ``late``."""
    told: Callable[[str], None] = lambda _: None
    """Called with a line about each message."""
    _accepted: dict[str, float] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def up(self, port: int = 0) -> None:
        """Listen, after a break at the same address.

        Raises ``OSError`` where another program listens there.
        """
        server = web.Application()
        server.router.add_post("/orders", self._ordered)
        server.router.add_get("/orders/{id}", self._asked)
        server.router.add_post("/orders/{id}/rest", self._continued)
        server.router.add_post("/replies", self._replied)
        self._runner = web.AppRunner(server, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port or self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://{HOST}:{self._port}"

    async def down(self) -> None:
        """Stop listening; connections are refused."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def do(self, key: str) -> None:
        """Carry an order out, if that was not done before."""
        if self.states.get(key) != "in_force":
            self.did[key] += 1
            self.states[key] = "in_force"

    async def _ordered(self, request: web.Request) -> web.StreamResponse:
        body, key = await request.text(), request.headers.get("webhook-id", "")
        mood = self._next_mood()
        if mood == "mistrusts" or not self._genuine(request, body):
            return self._mistrusted(request)
        self.knocks.append(("POST", key))
        if (order := _read(body)) is None or self.orders.setdefault(key, order) != order:
            self.conflicts += 1
            return web.json_response({"reason": "no order, or the key of another one"}, status=409)
        if self.states.get(key) in {"in_force", "refused"} and self.finishes_after is not None:
            return self._state_of(key)
        answer = await self._handling(mood)(request, key)
        self.told(f"POST {_named(order)}: {self.states.get(key, 'no answer')}")
        return answer

    async def _continued(self, request: web.Request) -> web.StreamResponse:
        body, key = await request.text(), request.match_info["id"]
        if not self._genuine(request, body):
            return self._mistrusted(request)
        self.knocks.append(("REST", key))
        if key not in self.orders:
            return web.json_response({}, status=404)
        answer = await self._handling(self._next_mood())(request, key)
        self.told(f"POST the rest of {_named(self.orders[key])}: {self.states.get(key, 'no answer')}")
        return answer

    async def _replied(self, request: web.Request) -> web.StreamResponse:
        body, key = await request.text(), request.headers.get("webhook-id", "")
        mood = self._next_mood()
        if not self._genuine(request, body):
            return self._mistrusted(request)
        if mood == "refusing":
            return web.json_response({"reason": self.refused_because}, status=422)
        if mood != "at_once":
            return web.json_response({"reason": "not now"}, status=500)
        self.knocks.append(("POST", key))
        if (reply := _read(body)) is None or self.replies.setdefault(key, reply) != reply:
            self.conflicts += 1
            return web.json_response({"reason": "no reply, or the key of another one"}, status=409)
        self.told(f"POST {_named(reply)}: sent")
        return web.json_response({}, status=202)

    async def _asked(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["id"]
        if not self._genuine(request, ""):
            return self._mistrusted(request)
        self.knocks.append(("GET", key))
        return await self._looked_up(request, key, self._next_mood())

    async def _looked_up(self, _: web.Request, key: str, __: str) -> web.StreamResponse:
        if key not in self.states:
            return web.json_response({}, status=404)
        since = self._accepted.get(key)
        if since is not None and self.finishes_after is not None and time.monotonic() - since >= self.finishes_after:
            self.do(key)
        self.told(f"GET {_named(self.orders[key])}: {self.states[key]}")
        return self._state_of(key, asked=True)

    def _next_mood(self) -> str:
        return self.moods.pop(0) if self.moods else self.mood

    def _handling(self, mood: str) -> Handling:
        handling: Handling = getattr(self, f"_{mood}")
        return handling

    def _genuine(self, request: web.Request, body: str) -> bool:
        told = request.headers
        at = told.get("webhook-timestamp", "")
        fresh = at.isascii() and at.isdigit() and abs(time.time() - int(at[:12])) < TOLERANCE_SECONDS
        wanted = signature(self.secret, told.get("webhook-id", ""), at, body)
        return fresh and wanted in told.get("webhook-signature", "").split()

    def _mistrusted(self, request: web.Request) -> web.StreamResponse:
        self.forged += 1
        self.told(f"{request.method} {request.path}: the signature is wrong")
        return web.json_response({"reason": "bad signature"}, status=401)

    def _state_of(self, key: str, *, asked: bool = False) -> web.StreamResponse:
        state = self.states[key]
        told: Json = {"state": state}
        if state == "refused":
            told["reason"] = self.refused_because
        if state == "partly_done":
            told["parts"] = _parts(self.orders[key], because=self.refused_because)
        return web.json_response(told, status=200 if asked else STATUSES[state])

    async def _at_once(self, _: web.Request, key: str) -> web.StreamResponse:
        self.do(key)
        return self._state_of(key)

    async def _later(self, _: web.Request, key: str) -> web.StreamResponse:
        self.states.setdefault(key, "accepted")
        self._accepted.setdefault(key, time.monotonic())
        return self._state_of(key)

    async def _refusing(self, _: web.Request, key: str) -> web.StreamResponse:
        self.states[key] = "refused"
        return self._state_of(key)

    async def _partly(self, _: web.Request, key: str) -> web.StreamResponse:
        self.did[key] += self.states.get(key) != "partly_done"
        self.states[key] = "partly_done"
        return self._state_of(key)

    async def _late(self, _: web.Request, key: str) -> web.StreamResponse:
        self.do(key)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.answered.wait(), self.finishes_after)
        return web.json_response({"state": "accepted"}, status=202)


def _read(body: str) -> Json | None:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def _parts(order: Json, *, because: str) -> list[Json]:
    """Do the first half of an order, by what it names, and leave the last."""
    data = order["data"]
    several = [names for names in (data.get("sessions"), data.get("scopes"), data.get("held")) if names]
    names = [str(name) for name in several[0]] if several and len(several[0]) > 1 else ["first half", "second half"]
    done = len(names) // 2
    return [
        {"name": name, "done": place < done} | ({} if place < done else {"reason": because})
        for place, name in enumerate(names)
    ]


def _named(message: Mapping[str, Any]) -> str:
    """Name a message in one line: ``order.block K7QD player 42``."""
    data: Any = message.get("data")
    known: Json = data if isinstance(data, dict) else {}
    player = known.get("player")
    who = player.get("id") if isinstance(player, dict) else "unknown"
    return f"{message.get('type')} {known.get('code') or known.get('ticket')} player {who}"
