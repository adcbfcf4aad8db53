"""One way out to the app, whichever transport it listens on."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp

from sandbox.changes import WAIT_SECONDS, Changes
from sandbox.delivery import http
from sandbox.delivery.acks import FAILED, TIMEOUT, Ack
from sandbox.delivery.sockets import Sockets
from sandbox.state import State

ACK_SECONDS = 3.0
"""Slack waits this long for an acknowledgement."""

ANSWERED = frozenset({"slash_commands", "view_submission", "block_suggestion"})
"""What the app may answer in its acknowledgement; everywhere else a body is ignored."""


class Delivery:
    """Sends requests to the app and keeps count of those under way."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.sockets = Sockets(state.ids, state.workspace.app.id, state.changes)
        self.url: str | None = None
        self.under_way = 0
        self.closing = False
        self._idle = Changes()
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the HTTP client."""
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        """End what is under way."""
        self.closing = True
        self.state.changes.ring()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        if self._session:
            await self._session.close()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the caller, ended with the sandbox."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Count something under way, which settled() waits for."""
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1
            self._idle.ring()

    async def send(self, kind: str, payload: dict[str, Any], *, retry: tuple[int, str] | None = None) -> Ack:
        """Deliver one request, wait for its acknowledgement, note both in the traffic."""
        state, what = self.state, str(payload.get("type", kind)) if kind != "events_api" else payload["event"]["type"]
        if state.faults.strikes("drop_socket", what):
            await self.sockets.drop()
        started = time.perf_counter()
        with self.busy():
            await asyncio.sleep(state.faults.delay_seconds)
            ack = await self._within_limit(kind, payload, retry)
            if state.faults.strikes("duplicate", what):
                await self._within_limit(kind, payload, retry)
        note = ""
        if ack.ok and ack.body and what not in ANSWERED:
            note = "Slack ignores a body in this acknowledgement"
        took_ms = round((time.perf_counter() - started) * 1000, 1)
        entry = {"direction": "to_app", "what": what, "status": ack.status, "took_ms": took_ms}
        state.traffic.add(at=state.clock.now(), request=payload, response=ack.error or ack.body, note=note, **entry)
        state.changes.ring()
        return ack

    async def _within_limit(self, kind: str, payload: dict[str, Any], retry: tuple[int, str] | None) -> Ack:
        try:
            return await self.state.clock.within(ACK_SECONDS, self._send(kind, payload, retry))
        except TimeoutError:
            return TIMEOUT

    async def _send(self, kind: str, payload: dict[str, Any], retry: tuple[int, str] | None) -> Ack:
        if self.state.faults.down:
            return FAILED
        if self.url and self._session:
            secret = self.state.workspace.app.signing_secret
            headers = {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]} if retry else {}
            return await http.send(self._session, self.url, http.encode(kind, payload), secret, **headers)
        envelope: dict[str, Any] = {"type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind in ANSWERED or payload.get("type") in ANSWERED
        if kind == "events_api":
            num, reason = retry or (0, "")
            envelope |= {"retry_attempt": num, "retry_reason": reason}
        return await self.sockets.send(envelope)

    async def settled(self, seconds: float = WAIT_SECONDS) -> None:
        """Wait until the app has answered every request."""
        if not await self._idle.until(lambda: self.under_way == 0, seconds):
            raise TimeoutError(f"{self.under_way} requests to the app are still unanswered")
