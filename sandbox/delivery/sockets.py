"""Delivery over Socket Mode: up to ten connections, each envelope to one of them."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.changes import Changes
from sandbox.delivery.acks import FAILED, OK, Ack
from sandbox.ids import Ids

MOST = 10
"""Connections Slack allows an app."""

LIFE_SECONDS = 18_060
"""What Slack's hello says about how long a connection will last."""


@dataclass(slots=True, eq=False)
class Connection:
    """One WebSocket and the envelopes it still owes an answer for."""

    socket: web.WebSocketResponse
    leaving: bool = False
    waiting: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)


class Sockets:
    """The app's open connections."""

    def __init__(self, ids: Ids, app_id: str, changes: Changes) -> None:
        self._ids = ids
        self._app_id = app_id
        self._changes = changes
        self._tickets: set[str] = set()
        self._turn = itertools.count()
        self.open: list[Connection] = []

    def ticket(self) -> str:
        """Hand out a ticket for one connection."""
        ticket = self._ids.secret()
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.open) >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await self._serve(Connection(socket))
        return socket

    async def _serve(self, connection: Connection) -> None:
        self.open.append(connection)
        try:
            await connection.socket.send_json(self._hello())
            self._changes.ring()
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    _acknowledge(connection, message.data)
        finally:
            self.open.remove(connection)
            for answer in connection.waiting.values():
                if not answer.done():
                    answer.set_result(FAILED)

    def _hello(self) -> dict[str, Any]:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": LIFE_SECONDS}
        connections = {"num_connections": len(self.open), "connection_info": {"app_id": self._app_id}}
        return {"type": "hello", **connections, "debug_info": debug}

    async def send(self, envelope: dict[str, Any]) -> Ack:
        """Send an envelope down one connection and wait for its acknowledgement."""
        if not self.open:
            return FAILED
        choice = self.staying or self.open
        connection = choice[next(self._turn) % len(choice)]
        envelope_id = self._ids.secret()
        answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answer
        try:
            await connection.socket.send_json({"envelope_id": envelope_id, **envelope})
            return await answer
        except ConnectionError:
            return FAILED
        finally:
            connection.waiting.pop(envelope_id, None)

    @property
    def staying(self) -> list[Connection]:
        """Return the connections that have not been asked to come again."""
        return [each for each in self.open if not each.leaving]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come again: `warning` gives notice, `refresh_requested` means it.

        As with Slack the app opens its new connection first and closes the old one itself.
        """
        for connection in list(self.open):
            connection.leaving = reason != "warning"
            debug = {"host": "sandbox"}
            await connection.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": debug})

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self.open):
            if connection.socket._req is not None and connection.socket._req.transport:  # noqa: SLF001 - aiohttp has no other way to cut a cable
                connection.socket._req.transport.abort()  # noqa: SLF001 - same

    async def close(self) -> None:
        """End every connection properly."""
        for connection in list(self.open):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)


def _acknowledge(connection: Connection, text: str) -> None:
    try:
        message = json.loads(text)
    except ValueError:
        return
    answer = connection.waiting.get(message.get("envelope_id", ""))
    if answer and not answer.done():
        answer.set_result(Ack(OK, message.get("payload") or None))
