"""Connections to an HTTP port: how many may be open, and how long each may take to send a request."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from aiohttp import web

from bot.process import logs
from bot.process.clients import block, is_trusted
from bot.process.metrics import Meters

BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nRetry-After: 10\r\n"
    b"Connection: close\r\nContent-Length: 21\r\n\r\ntoo many connections\n"
)


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one port allows."""

    total: int
    per_peer: int
    """Connections of one address, or of one customer's IPv6 addresses; trusted proxies are only held to the total."""
    slow_seconds: float
    """How long a connection may take to send a whole request, or to take an answer."""
    trusted: tuple[IPv4Network | IPv6Network, ...] = ()


class ConnectionGuard:
    """Keeps the connections of one port within its limits.

    Where they are reached, the connection that has waited longest for a request makes room, so that connections which
    send nothing keep nobody out. Where every one is being answered, a new one gets 503.
    """

    def __init__(self, limits: ConnectionLimits, meters: Meters) -> None:
        self.limits = limits
        self.meters = meters
        self.waiting: OrderedDict[GuardedConnection, None] = OrderedDict()
        """Connections that owe a request, those that have waited longest first."""
        self._by_peer: Counter[str] = Counter()

    def protocol(self, server: web.Server) -> Callable[[], asyncio.Protocol]:
        """Make the protocol factory of a listening socket."""
        return lambda: GuardedConnection(self, server)

    def admit(self, peer: str) -> bool:
        """Count a new connection, and make room for it; False where there is none."""
        limits = self.limits
        mine = self._by_peer[block(peer)]
        free = mine < limits.per_peer or is_trusted(peer, limits.trusted) or self._made_room(peer)
        if not free or not (self._by_peer.total() < limits.total or self._made_room()):
            self.meters.connections_refused.labels("too_many").inc()
            return False
        self._by_peer[block(peer)] += 1
        self.meters.connections_open.inc()
        return True

    def leave(self, peer: str) -> None:
        """Take a connection that ended off the count."""
        self._by_peer[block(peer)] -= 1
        self.meters.connections_open.dec()
        if not self._by_peer[block(peer)]:
            del self._by_peer[block(peer)]

    def _made_room(self, peer: str | None = None) -> bool:
        """End the connection that has waited longest, of this peer where one is named."""
        oldest = next((one for one in self.waiting if peer is None or block(peer) == block(one.peer)), None)
        if oldest is not None:
            oldest.end("made_room")
        return oldest is not None


class GuardedConnection(asyncio.Protocol):
    """One connection: passes everything on to aiohttp, and ends where a request does not come in time."""

    def __init__(self, guard: ConnectionGuard, server: web.Server) -> None:
        self.peer = ""
        self._guard = guard
        self._server = server
        self._inner: web.RequestHandler | None = None
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hand the connection to aiohttp where there is room for it."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a stream socket
        named = transport.get_extra_info("peername")
        self.peer = str(named[0]) if named else ""
        if not self._guard.admit(self.peer):
            transport.write(BUSY)
            transport.close()
            return
        self._transport, self._inner = transport, self._server()
        self.await_request()
        self._inner.connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell aiohttp, and make room."""
        inner = self._left()
        if inner is not None:
            inner.connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Pass on what came."""
        if self._inner is not None:
            self._inner.data_received(data)

    def eof_received(self) -> None:
        """Pass on that nothing more comes."""
        if self._inner is not None:
            self._inner.eof_received()

    def pause_writing(self) -> None:
        """Give a client that does not take the answer as long as for a request."""
        self._start_deadline()
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Go on: the answer is being taken, and the next request has its time."""
        if self in self._guard.waiting:
            self._start_deadline()
        else:
            self.request_read()
        if self._inner is not None:
            self._inner.resume_writing()

    def await_request(self) -> None:
        """Give the connection its time for a whole request."""
        if self._transport is not None:
            self._start_deadline()
            self._guard.waiting[self] = None

    def request_read(self) -> None:
        """Take the time off: the request is here, and the answer may take what it takes."""
        self._guard.waiting.pop(self, None)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def end(self, why: str) -> None:
        """End the connection; it counts as gone at once."""
        self._guard.meters.connections_refused.labels(why).inc()
        transport = self._transport
        inner = self._left()
        if transport is not None and inner is not None:
            transport.abort()
            inner.connection_lost(ConnectionResetError(why))

    def _start_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(self._guard.limits.slow_seconds, self.end, "too_slow")

    def _left(self) -> web.RequestHandler | None:
        inner, self._inner, self._transport = self._inner, None, None
        if inner is not None:
            self.request_read()
            self._guard.leave(self.peer)
        return inner


@web.middleware
async def timed(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Tell the connection when a request is here to its last byte, and when the next one may come."""
    logs.correlation.set("")  # of the request before on this connection
    connection = request.transport.get_protocol() if request.transport else None
    if not isinstance(connection, GuardedConnection):
        return await handler(request)
    request.content.on_eof(connection.request_read)
    try:
        return await handler(request)
    finally:
        connection.await_request()
