"""Summaries: a player with a hundred thousand events beside one with a thousand, folded up to the last few."""

import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from random import Random

from bench.figures import Figure, Size, ratio_of_each
from bench.lookups import NAMES
from bench.world import COMPANY, DESK, World
from core import activity, players
from core.activity import Event, Period, Type, player_summary
from core.database.connections import Connection, Database
from core.moment import Moment
from core.work import Work

QUIET, BUSY = 1_000, 100_000
BRAND = "bench"
PAST = timedelta(days=360)
TAIL = 20
"""Events of each player that are not in the rollups yet."""
PERIODS = (7, 30, 180)
WARMING = 20
DEVICES = ("Firefox on Windows", "iPhone", "Pixel 9")


async def summaries(world: World, size: Size, kind: str) -> AsyncIterator[Figure]:
    """Time both players' summaries in turns, for each period."""
    database = Database.open(world.database(kind))
    try:
        ids = {name: await _player(database, name) for name in ("quiet", "busy")}
        for name, number in (("quiet", QUIET), ("busy", BUSY)):
            await _tell(database, list(_events(name, number)))
        await _fold(database)
        for name in ids:
            await _tell(database, list(_events(name, TAIL, first=BUSY, past=timedelta(hours=1))))
        for days in PERIODS:
            taken = {name: list[float]() for name in ids}
            for turn in range(WARMING + size.pairs):
                for name, player_id in ids.items():
                    seconds = await _timed(database, player_id, days)
                    if turn >= WARMING:
                        taken[name].append(seconds)
            yield Figure(
                name=f"Summary of {days} days on {NAMES[kind]}, 100,000 events against 1,000",
                measured=ratio_of_each(taken["busy"], taken["quiet"]),
                at_most=1.5,
            )
    finally:
        await database.close()


async def _timed(database: Database, player_id: int, days: int) -> float:
    period = Period.ending(DESK.office.day(COMPANY.now), days=days)
    began = time.perf_counter()
    async with database.read() as db:
        told = await player_summary.summary(db, player_id=player_id, period=period, office=DESK.office)
    seconds = time.perf_counter() - began
    if told.now.quiet:
        raise RuntimeError("nothing was summed up")
    return seconds


async def _player(database: Database, name: str) -> int:
    new = players.NewPlayer(
        brand=BRAND, licence="MGA", external_id=name, username=name, currency="EUR", registered_at=COMPANY.now - PAST
    )
    async with database.write() as db:
        return (await players.register(_work(db), [new])).ids[new.key]


async def _tell(database: Database, events: list[Event]) -> None:
    for start in range(0, len(events), activity.BATCH):
        async with database.write() as db:
            told = await activity.ingest(_work(db), events[start : start + activity.BATCH])
        if told.refused:
            raise RuntimeError(f"an event of the measurement was refused: {told.refused[0]}")


async def _fold(database: Database) -> None:
    more = True
    while more:
        async with database.write() as db:
            more = await activity.fold(_work(db))


def _events(player: str, number: int, *, first: int = 0, past: timedelta = PAST) -> Iterator[Event]:
    """Spread logins, payments and play evenly over the past; every deposit is larger than what is staked after it."""
    luck = Random(f"{COMPANY.seed} {player}")  # noqa: S311 - the same events in each run
    for each in range(first, first + number):
        at = COMPANY.now - past + past * ((each - first) / number)
        yield _event(player, each, at, luck)


def _event(player: str, each: int, at: datetime, luck: Random) -> Event:
    turns = (
        (Type.LOGIN, {"success": luck.random() > 0.1, "country": "MT", "device": luck.choice(DEVICES)}),
        (Type.DEPOSIT, {"amount": {"amount_minor": luck.randint(5_000, 9_000), "currency": "EUR"}}),
        (Type.BET, {"bet": f"b{each}", "amount": {"amount_minor": luck.randint(10, 900), "currency": "EUR"}}),
        (Type.WIN, {"bet": f"b{each - 1}", "amount": {"amount_minor": luck.randint(0, 900), "currency": "EUR"}}),
        (Type.BONUS_GRANTED, {"amount": {"amount_minor": luck.randint(10, 900), "currency": "EUR"}}),
    )
    type_, body = turns[each % len(turns)]
    return Event(source="bench", event_id=f"{player}-{each}", type=type_, at=at, brand=BRAND, player=player, body=body)


def _work(db: Connection) -> Work:
    return Work(db, DESK, Moment(now=COMPANY.now))
