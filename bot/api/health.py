"""Whether the process lives, and whether it can do its work: for supervisors and load balancers."""

import asyncio
import time
from functools import partial

from aiohttp import web

from bot.api.routes import Door
from bot.process import replicas
from bot.process.services import Services
from bot.process.transactions import beat
from core.database import checks, upgrade
from core.database.connections import DatabaseUnavailable
from core.errors import Refused

WRITE_SECONDS = 5.0
"""How long the database may take; load balancers ask again soon."""
CHECKED_SECONDS = 0.5
"""How long the answer of the database counts for others who ask."""
STILL_SECONDS = 60.0
"""Longer than any round of the delivery takes: it looks for work every second."""


async def healthy(_: Services, __: web.Request) -> web.StreamResponse:
    """Answer 200 while the process is alive."""
    return web.json_response({"status": "alive"})


async def ready(services: Services, _: web.Request) -> web.StreamResponse:
    """Answer 200 when everything the desk needs works, else 503 with what does not."""
    missing = [*await _database(services), *_delivery(services), *await _slack(services)]
    beside = await _replica(services)
    if missing:
        return web.json_response({"status": "not ready", "because": missing, **beside}, status=503)
    return web.json_response({"status": "ready", **beside})


async def _replica(services: Services) -> dict[str, str]:
    """Say how the replica is, if there is one: without it all is read from the primary, so it makes nothing unready."""
    if (replica := services.database.replica) is None:
        return {}
    async with services.vitals.checking:
        state = replica.state
        if state is None or time.monotonic() - state.as_of >= CHECKED_SECONDS:
            state = await replica.check(partial(beat, services))
        services.meters.note_replica(state)
    return {"replica": replicas.words(state)}


async def _database(services: Services) -> list[str]:
    """Check the database, unless that was done just now: anybody may ask, and each check writes."""
    vitals = services.vitals
    async with vitals.checking:
        if vitals.database is None or time.monotonic() - vitals.database[0] >= CHECKED_SECONDS:
            wrong = await _checked(services)
            vitals.database = time.monotonic(), wrong
        return vitals.database[1]


async def _checked(services: Services) -> list[str]:
    """Read the revision and write a row: a standby can be read, and is of no use."""
    try:
        async with asyncio.timeout(WRITE_SECONDS):
            async with services.database.read() as db:
                here = await upgrade.revision(db)
            async with services.database.append() as db:
                await checks.write(db, now=services.clock().now)
    except Refused as refusal:
        return [refusal.code]
    except TimeoutError:
        return [DatabaseUnavailable.code]
    return [] if here == upgrade.newest() else ["database_not_migrated"]


def _delivery(services: Services) -> list[str]:
    beat_at = services.vitals.beat_at
    return [] if beat_at is not None and time.monotonic() - beat_at < STILL_SECONDS else ["delivery_stands_still"]


async def _slack(services: Services) -> list[str]:
    if services.settings.slack_app_token is None:
        return []
    if word := services.vitals.token_refused:
        return ["slack_token_refused", word]
    connected = services.vitals.socket
    return [] if connected is not None and await connected() else ["slack_not_connected"]


DOORS = (Door("GET", "/healthz", healthy), Door("GET", "/readyz", ready))
