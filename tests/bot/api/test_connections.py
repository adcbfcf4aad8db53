"""Connections that send nothing, or too slowly, end, and keep nobody else out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.api import connections
from bot.api.connections import ConnectionGuard, ConnectionLimits, GuardedConnection
from bot.process.metrics import Meters
from tests.support.desk import Desk, Plan, booted

LONG = 300.0
"""Seconds that no test reaches."""
SHORT = 0.25

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(limits: ConnectionLimits, answer: Answering) -> AsyncIterator[tuple[ConnectionGuard, int]]:
    """Serve one answer behind a guard, and give the port."""
    application = web.Application(middlewares=[connections.timed])
    application.router.add_route("*", "/", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    assert runner.server is not None
    guard = ConnectionGuard(limits, Meters())
    socket = await asyncio.get_running_loop().create_server(guard.protocol(runner.server), "127.0.0.1", 0)
    yield guard, socket.sockets[0].getsockname()[1]
    socket.close()
    await runner.cleanup()


async def said(request: web.Request) -> web.Response:
    return web.Response(text=f"{len(await request.read())} bytes")


def limits(**changes: Any) -> ConnectionLimits:
    return ConnectionLimits(**{"total": 10, "per_peer": 10, "slow_seconds": LONG} | changes)


def ended(guard: ConnectionGuard, reason: str) -> float:
    value = guard.meters.registry.get_sample_value("pitboss_connections_refused_total", {"reason": reason})
    return value or 0.0


async def sent(port: int, text: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text)
    await writer.drain()
    return reader, writer


async def idle(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection that was answered once and sends nothing more."""
    reader, writer = await sent(port, b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    await reader.readuntil(b"0 bytes")
    return reader, writer


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Read until the other side ends the connection."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def asked(port: int, **how: Any) -> str:
    async with aiohttp.ClientSession() as session, session.post(f"http://127.0.0.1:{port}/", **how) as response:
        return await response.text()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"POST / HT",
        b"POST / HTTP/1.1\r\nHost: here\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nfirst",
        b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n",
        b"GET / HTTP/1.1\r\nHost: here\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: here\r\n\r\nGET / HTT",
    ],
    ids=["nothing", "half a line", "half a header", "half a body", "half the chunks", "no further one", "half another"],
)
async def test_connection_that_owes_a_request_ends(text: bytes) -> None:
    async with served(limits(slow_seconds=SHORT), said) as (guard, port):
        reader, writer = await sent(port, text)

        answer = await rest(reader)

        writer.close()
        assert ended(guard, "too_slow") == 1
        assert answer.count(b"0 bytes") == text.count(b"GET / HTTP/1.1")


async def test_request_that_drips_in_ends_although_something_always_comes() -> None:
    async with served(limits(slow_seconds=SHORT), said) as (guard, port):
        reader, writer = await sent(port, b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n")
        while not ended(guard, "too_slow"):
            writer.write(b"x")
            await asyncio.sleep(0)

        await rest(reader)

        writer.close()


async def test_answer_may_take_what_it_takes_once_the_request_is_here() -> None:
    waiting = []

    async def noting(request: web.Request) -> web.Response:
        waiting.append(len(guard.waiting))
        answer = await said(request)
        waiting.append(len(guard.waiting))
        return answer

    async with served(limits(), noting) as (guard, port):
        reader, writer = await sent(port, b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\n")
        while not waiting:  # noqa: ASYNC110 - the server sees the headers in its own time
            await asyncio.sleep(0)
        writer.write(b"abc")

        await reader.readuntil(b"3 bytes")

        assert waiting == [1, 0]
        writer.close()


async def test_answer_that_is_taken_late_gives_no_endless_time_for_the_next_request() -> None:
    guard = ConnectionGuard(limits(slow_seconds=SHORT), Meters())
    ends, transport = asyncio.Event(), Stream()
    transport.ended = ends.set
    connection = GuardedConnection(guard, asyncio.Protocol)  # type: ignore[arg-type]  # nothing of a server is needed

    connection.connection_made(transport)
    connection.request_read()
    connection.await_request()
    connection.pause_writing()
    connection.resume_writing()
    await ends.wait()

    assert ended(guard, "too_slow") == 1


class Stream(asyncio.Transport):
    """A connection with nobody at the other end."""

    ended: Callable[[], None]

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 1) if name == "peername" else default

    def abort(self) -> None:
        self.ended()


async def test_connection_that_waits_longest_makes_room() -> None:
    async with served(limits(total=3), said) as (guard, port):
        waiting = [await idle(port) for _ in range(3)]

        answer = await asked(port, data=b"abc")

        assert answer == "3 bytes"
        assert await rest(waiting[0][0]) == b""
        assert ended(guard, "made_room") == 1
        for _, writer in waiting:
            writer.close()


@pytest.mark.parametrize(("changes", "answers"), [({"total": 2}, 2), ({"per_peer": 1}, 1)], ids=["in all", "of a peer"])
async def test_where_all_are_being_answered_a_further_one_is_refused(changes: dict[str, int], answers: int) -> None:
    go, here = asyncio.Event(), asyncio.Semaphore(0)

    async def held(request: web.Request) -> web.Response:
        here.release()
        await go.wait()
        return await said(request)

    async with served(limits(**changes), held) as (guard, port):
        under_way = [asyncio.create_task(asked(port)) for _ in range(answers)]
        for _ in range(answers):
            await here.acquire()

        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        refusal = await rest(reader)

        go.set()
        assert await asyncio.gather(*under_way) == ["0 bytes"] * answers
        assert refusal.startswith(b"HTTP/1.1 503 ")
        assert ended(guard, "too_many") == 1
        writer.close()


async def test_trusted_proxy_carries_the_connections_of_everybody() -> None:
    trusted = (ip_network("127.0.0.0/8"),)
    async with served(limits(per_peer=1, trusted=trusted), said) as (_, port):
        several = [await idle(port) for _ in range(5)]

        assert await asked(port) == "0 bytes"
        for _, writer in several:
            writer.close()


async def test_health_answers_beside_more_connections_than_there_may_be(database_url: str) -> None:
    async with booted(Plan(database_url, settings={"PITBOSS_CONNECTIONS": "200"})) as desk:
        host, port = desk.bot.url.removeprefix("http://").split(":")
        several = [await asyncio.open_connection(host, int(port)) for _ in range(300)]

        answers = [await health(desk) for _ in range(3)]

        registry = desk.services.meters.registry
        assert answers == [200, 200, 200]
        assert (registry.get_sample_value("pitboss_connections_open") or 0) <= 202
        for _, writer in several:
            writer.close()


async def health(desk: Desk) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{desk.bot.health_url}/healthz") as response:
        return response.status


@pytest.fixture
def database_kind() -> str:
    return "sqlite"
