"""The simulated gaming platform as tests use it: it also tells of what it did, and misbehaves as it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import aiohttp
from aiohttp import web

from bot.demo.gaming_platform import GamingPlatform, Handling, signature
from tests.support import telling
from tests.support.desk import Desk

SECRET = "whsec_b3JkZXJzLW9mLXRoZS10ZXN0cy1hbmQtbm9ib2R5LWVsc2U="
EVENTS = count(1)

__all__ = ["SECRET", "Platform", "asked_by_machine", "signature"]


@dataclass
class Platform(GamingPlatform):
    """The simulated platform, with further moods: how the other side of a network misbehaves."""

    secret: str = SECRET
    refused_because: str = "no <!channel> such *wallet*\u202e"

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

    def _handling(self, mood: str) -> Handling:
        if not mood.startswith("says "):
            return super()._handling(mood)
        _, status, told = mood.split(" ", 2)

        async def says(_: web.Request, __: str) -> web.StreamResponse:
            return web.json_response(json.loads(told), status=int(status), headers={"Retry-After": "200"})

        return says

    async def _asked(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({}, status=404) if "trusting" in self.moods else await super()._asked(request)

    async def _looked_up(self, request: web.Request, key: str, mood: str) -> web.StreamResponse:
        if mood in {"broken", "silent"}:
            return await self._handling(mood)(request, key)
        if mood == "all_knowing" and key not in self.states:
            return web.json_response({"state": None})
        return await super()._looked_up(request, key, mood)

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
