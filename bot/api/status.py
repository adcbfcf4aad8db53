"""A player's status for machines: may they log in, deposit, bet, withdraw, and until when not."""

import asyncio
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.api import api_keys
from bot.api.answers import Restriction, StatusAnswer
from bot.api.routes import Door
from bot.process import transactions
from bot.process.services import Services
from bot.process.status_reads import MACHINES
from core import platform
from core.client_keys import ClientScope
from core.database.connections import DatabaseUnavailable
from core.platform import PlatformName, PlayerName, PlayerStatus

PLAYER = re.compile(r"[1-9][0-9]{0,17}")
"""A player id: digits that surely fit 64 bits."""
NAME_MOST = 200
COUNTED_AFTER_SECONDS = 1.0
"""Reads are written down together: what counts them is no slower than they are."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why no answer is given."""

    status: int
    because: str


async def by_id(services: Services, request: web.Request) -> web.StreamResponse:
    """Answer for a player by our own id."""
    told = request.match_info["player"]
    who = int(told) if PLAYER.fullmatch(told) else Wrong(400, "a player id is a number")
    return await _answer(services, request, who)


async def by_name(services: Services, request: web.Request) -> web.StreamResponse:
    """Answer for a player as the platform names them: ``?brand=…&external_id=…``."""
    brand, external_id = request.query.get("brand", ""), request.query.get("external_id", "")
    named = all(0 < len(text) <= NAME_MOST and text.isprintable() for text in (brand, external_id))
    who = PlatformName(brand, external_id) if named else Wrong(400, "name a brand and an external_id")
    return await _answer(services, request, who)


async def _answer(services: Services, request: web.Request, who: int | PlatformName | Wrong) -> web.StreamResponse:
    key = await api_keys.client(services, request, ClientScope.STATUS_READ)
    if isinstance(key, web.Response):
        return key
    client = key.client
    _count(services, client)
    if isinstance(who, Wrong):
        return _refused(who)
    now = services.clock().now
    try:
        found = await services.status_reads.read(services, who)
    except DatabaseUnavailable:
        return _refused(Wrong(503, "the database does not answer"), {"Retry-After": "1"})
    if found is None:
        return _refused(Wrong(404, "no such player"))
    told = _told(services, found, now)
    lasting = {name: value for name, value in told.items() if name != "as_of"}
    tag = f'"{hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers=headers)
    return web.json_response(told, headers=headers)


def _told(services: Services, found: PlayerStatus, as_of: datetime) -> dict[str, Any]:
    blocked, cover = found.standing.blocked, services.office.cover
    cannot = [
        Restriction(scope=scope, until=blocked[scope], reason=cover if scope in found.under_review else None)
        for scope in found.standing.cannot
    ]
    answer = StatusAnswer(
        player=PlayerName(id=found.player_id, brand=found.brand, external_id=found.external_id),
        lifecycle=found.lifecycle,
        authority=services.office.authority,
        can=list(found.standing.can),
        cannot=cannot,
        as_of=as_of,
    )
    return answer.model_dump(mode="json")


def _refused(wrong: Wrong, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": wrong.because}, status=wrong.status, headers=headers)


def _count(services: Services, client: str) -> None:
    if not services.reads:
        services.tasks.start(_store_counts(services))
    services.reads[client] += 1


async def _store_counts(services: Services) -> None:
    await asyncio.sleep(COUNTED_AFTER_SECONDS)
    reads = Counter(services.reads)
    services.reads.clear()
    try:
        await transactions.do(services, MACHINES, platform.count_reads, None, dict(reads))
    except DatabaseUnavailable:
        services.reads.update(reads)
        services.tasks.start(_store_counts(services))


DOORS = (Door("GET", "/v1/players/status", by_name), Door("GET", "/v1/players/{player}/status", by_id))
