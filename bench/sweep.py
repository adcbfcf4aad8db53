"""The security sweep: its cost over the same new events when the history is doubled."""

import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.figures import Figure, Size, median, ratio_of_each
from bench.lookups import NAMES
from bench.world import COMPANY, DESK, World
from core import intake_numbers, watermarks
from core.activity import Type
from core.database import bulk
from core.database.connections import Connection, Database
from core.database.tables import events
from core.moment import Moment
from core.people import PITBOSS
from core.security import rule_sweep
from core.work import Work

PLAYERS = 500
"""Of the company: those whose past is told."""
DAYS = 90
"""As far back as any rule looks: a younger desk has less than rules remember, and reads more where there is more."""
PER_DAY = 5
"""Events of a player and day in the single history; the doubled one has twice as many on the same days."""
NEW = 1_000
SPAN = timedelta(minutes=15)
"""In which so many new events come in; each round is that much later."""
SEVERAL = 4
WARMING = 3
QUIET = timedelta(days=2)
MIX: tuple[tuple[int, str], ...] = (
    (20, Type.LOGIN),
    (50, Type.BET),
    (15, Type.DEPOSIT),
    (10, Type.WIN),
    (3, Type.WITHDRAWAL_REQUESTED),
    (2, Type.PHONE_CHANGED),
)
"""Of the history; a change alerts with whatever withdrawal follows, so new events have none: both find as much."""


async def swept(world: World, size: Size, kind: str) -> AsyncIterator[Figure]:
    """Time rounds over a thousand new events in turns behind both histories, then over four thousand."""
    behind = {times: Database.open(world.database(kind)) for times in (1, 2)}
    try:
        for times, database in behind.items():
            await _filled(database, times)
        taken = {times: list[float]() for times in behind}
        for turn in range(WARMING + size.batches):
            for times, database in behind.items():
                seconds = await _round(database, turn, NEW)
                if turn >= WARMING:
                    taken[times].append(seconds)
        on = NAMES[kind]
        doubled = ratio_of_each(taken[2], taken[1])
        yield Figure(name=f"Sweep on {on}, 1,000 new events behind a doubled history", measured=doubled, at_most=1.1)
        several = [
            await _round(behind[1], WARMING + size.batches + turn, SEVERAL * NEW)
            for turn in range(max(size.batches // 4, 3))
        ]
        each = median(several) / SEVERAL / median(taken[1])
        yield Figure(name=f"Sweep on {on}, each of 4,000 new events against each of 1,000", measured=each, at_most=1.1)
    finally:
        for database in behind.values():
            await database.close()


async def _filled(database: Database, times: int) -> None:
    """Write the history as already swept, and update the planner's statistics."""
    for day in range(DAYS, 0, -1):
        at = COMPANY.now - timedelta(days=day)
        rows = PLAYERS * PER_DAY * times
        await _told(database, list(_rows(Random(day), at, timedelta(days=1), rows)))  # noqa: S311 - the same each run
    async with database.write() as db:
        work = _work(db)
        await watermarks.locked(work, rule_sweep.NAME)
        await watermarks.move(work, rule_sweep.NAME, await intake_numbers.horizon(db))
    engine = create_async_engine(database.url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("ANALYZE"))
        if connection.dialect.name == "sqlite":  # else the log of the larger history is longer when the rounds begin
            await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    await engine.dispose()


async def _round(database: Database, turn: int, number: int) -> float:
    """Ingest so many new events of the last minutes, then time the sweep over them."""
    now = COMPANY.now + turn * SPAN
    rows = list(_rows(Random(f"new {turn}"), now, SPAN, number))  # noqa: S311 - same
    await _told(database, rows)
    began = time.perf_counter()
    async with database.read() as db:
        found = await rule_sweep.look(_work(db, now), PITBOSS)
    if found is None or not found.whole or not found.tries:
        raise RuntimeError("the round did not see what was told")
    async with database.write() as db:
        await rule_sweep.settle(_work(db, now), PITBOSS, found)
    return time.perf_counter() - began


async def _told(database: Database, rows: list[dict[str, Any]]) -> None:
    async with database.write() as db:
        number = await intake_numbers.number(db)
        for start in range(0, len(rows), NEW):
            await bulk.add(db, events, [row | {"intake": number} for row in rows[start : start + NEW]])


def _rows(luck: Random, until: datetime, span: timedelta, number: int) -> Iterator[dict[str, Any]]:
    """Make events of the time before ``until``, of players at random."""
    weights, types = zip(*(MIX[:-1] if until > COMPANY.now - QUIET else MIX), strict=True)
    moment = Moment(now=until)
    for place in range(number):
        at = until - span * (1 - place / number)
        type_ = luck.choices(types, weights)[0]
        yield {
            "player_id": luck.randint(1, PLAYERS),
            "at": at,
            "id": moment.ids(),
            "source": "bench",
            "event_id": str(moment.ids()),
            "type": type_,
            "version": 1,
            "body": _body(type_, luck),
            "request_id": None,
            "received_at": at,
        }


def _body(type_: str, luck: Random) -> dict[str, Any]:
    if type_ == Type.LOGIN:
        where = {"latitude": 35.9, "longitude": 14.5, "country": "MT", "device": f"phone-{luck.randint(1, 3)}"}
        return {"success": luck.random() > 0.1, "ip": f"10.0.{luck.randint(0, 255)}.{luck.randint(0, 255)}", **where}
    amount = {"amount_minor": luck.randint(100, 9_000), "currency": "EUR"}
    return {
        Type.WITHDRAWAL_REQUESTED: {"withdrawal": "w", "amount": amount},
        Type.PHONE_CHANGED: {},
        Type.DEPOSIT: {"amount": amount},
    }.get(Type(type_), {"bet": "b", "amount": amount})


def _work(db: Connection, now: datetime = COMPANY.now) -> Work:
    return Work(db, DESK, Moment(now=now))
