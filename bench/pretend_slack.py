"""The few methods of Slack that a measured bot calls, and when it called them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bench.world import TEAM


class PretendSlack:
    """Answers at once, and notes when the form of a trigger was opened."""

    def __init__(self) -> None:
        self.url = ""
        self._opened: dict[str, asyncio.Future[float]] = {}

    def form_of(self, trigger: str) -> "asyncio.Future[float]":
        """Return a future for the moment the form of this trigger arrives."""
        waiting = asyncio.get_running_loop().create_future()
        self._opened[trigger] = waiting
        return waiting

    async def answer(self, request: web.Request) -> web.StreamResponse:
        arrived, method = time.perf_counter(), request.match_info["method"]
        if method == "users.info":
            user = request.query.get("user") or (await request.post())["user"]
            return web.json_response({"ok": True, "user": self._account(str(user))})
        if method == "auth.test":
            told = {"team_id": TEAM, "user_id": "U0PITBOSS", "bot_id": "B0PITBOSS", "url": self.url, "team": "bench"}
            return web.json_response({"ok": True, "user": "pitboss", **told})
        if method in {"views.open", "views.update"}:
            body = await request.json()
            if waiting := self._opened.pop(body.get("trigger_id", ""), None):
                waiting.set_result(arrived)
            return web.json_response({"ok": True, "view": {"id": "V0BENCH", **body["view"]}})
        return web.json_response({"ok": False, "error": "unknown_method"})

    def _account(self, user: str) -> dict[str, Any]:
        return {"id": user, "team_id": TEAM, "real_name": user, "tz": "Europe/Malta"}


@asynccontextmanager
async def listening() -> AsyncIterator[PretendSlack]:
    slack = PretendSlack()
    application = web.Application()
    application.router.add_route("*", "/api/{method}", slack.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        yield slack
    finally:
        await runner.cleanup()
