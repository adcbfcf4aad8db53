"""The HTTP servers: one for Slack and for machines, one for health and metrics. Each listens where it is told."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from socket import gaierror

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.api import connections, health, metrics_page
from bot.api.connections import ConnectionGuard, ConnectionLimits
from bot.api.routes import Door
from bot.process.services import Services
from bot.slack.verification import SlackDoor
from core.errors import Refused

BODY_MOST = 2**20
"""Bytes of a request; Slack's own stay far below."""
BACKLOG = 512
"""Connections that the system holds for us until they are accepted."""
HEALTH_CONNECTIONS = 50
"""Connections to health and metrics at once: a few supervisors and a scraper."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class CannotListen(Refused):
    """The address cannot be listened on."""

    code = "cannot_listen"


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the servers listen."""

    url: str
    health_url: str


def application(services: Services, app: AsyncApp, doors: Iterable[Door] = ()) -> web.Application:
    """Make the web application: Slack's door, and those that features open."""
    server = _application(services, (*health.DOORS, *metrics_page.DOORS, *doors))
    server.router.add_post("/slack/events", SlackDoor(services, app).slack)
    return server


@asynccontextmanager
async def listening(services: Services, app: AsyncApp, doors: Iterable[Door] = ()) -> AsyncIterator[Listening]:
    """Listen at the addresses of the settings and give those they became; end when the block does.

    Raises :class:`CannotListen`.
    """
    settings = services.settings
    own = _application(services, (*health.DOORS, *metrics_page.OWN_DOORS))
    async with AsyncExitStack() as stack:
        health_port = _Port("PITBOSS_HEALTH_PORT", settings.health_host, settings.port_of_health)
        health_url = await stack.enter_async_context(_served(own, health_port, _guard(services, HEALTH_CONNECTIONS)))
        port = _Port("PITBOSS_PORT", settings.host, settings.port)
        guard = _guard(services, settings.connections)
        url = await stack.enter_async_context(_served(application(services, app, doors), port, guard))
        yield Listening(url, health_url)


@dataclass(frozen=True, slots=True)
class _Port:
    setting: str
    host: str
    number: int


def _application(services: Services, doors: Iterable[Door]) -> web.Application:
    server = web.Application(client_max_size=BODY_MOST, middlewares=[connections.timed])
    for door in doors:
        server.router.add_route(door.method, door.path, partial(door.answer, services))
    return server


def _guard(services: Services, total: int) -> ConnectionGuard:
    settings = services.settings
    limits = ConnectionLimits(
        total=total,
        per_peer=min(total, settings.connections_per_peer),
        slow_seconds=settings.slow_seconds,
        trusted=settings.trusted_proxies,
    )
    return ConnectionGuard(limits, services.meters)


@asynccontextmanager
async def _served(application: web.Application, port: _Port, guard: ConnectionGuard) -> AsyncIterator[str]:
    """Serve an application on a port until the block ends, and give its address.

    Bodies are taken as they come: Slack compresses none, and nobody else shall have one unpacked before it is verified.
    """
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=5, auto_decompress=False)
    await runner.setup()
    assert runner.server is not None  # noqa: S101 - it is set up
    try:
        socket = await _listening(guard.protocol(runner.server), port)
        try:
            host, number = socket.sockets[0].getsockname()[:2]
            yield f"http://[{host}]:{number}" if ":" in host else f"http://{host}:{number}"
        finally:
            socket.close()
    finally:
        await runner.cleanup()


async def _listening(protocol: Callable[[], asyncio.Protocol], port: _Port) -> asyncio.Server:
    try:
        return await asyncio.get_running_loop().create_server(protocol, port.host, port.number, backlog=BACKLOG)
    except OSError as error:
        raise CannotListen(_because(error, port)) from error


def _because(error: OSError, port: _Port) -> str:
    """Say why the address cannot be listened on, and what to do."""
    where, setting = f"{port.host}:{port.number}", port.setting
    if isinstance(error, gaierror):
        return f"{port.host} is not an address of this machine. Correct {setting.replace('PORT', 'HOST')}."
    match error.errno:
        case errno.EADDRINUSE:
            return f"Another program already listens on {where}. Stop it, or set {setting} to another port."
        case errno.EACCES:
            return f"This account may not listen on {where}. Set {setting} to a port above 1023."
        case errno.EADDRNOTAVAIL:
            return f"{port.host} is not an address of this machine. Correct {setting.replace('PORT', 'HOST')}."
    why = os.strerror(error.errno or 0)
    return f"Pitboss cannot listen on {where}: {why}. Correct {setting.replace('PORT', 'HOST')} or {setting}."
