"""One order of locks: each road keeps it alone, and no two of them that meet end in a ring."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from core.database.connections import Database
from tests.support.meeting import ROADS, Place, place
from tests.support.office import World
from tests.support.ordering import connect
from tests.support.postgres import Cluster

ORDER = ("players", "wallets", "names", "requests", "platform_orders", "alerts", "tickets", "watermarks", "outbox")
UNDER_THE_PLAYER = "wallets"
"""Nobody locks these without the player, so where the player is held they may come later."""
LOCKING = re.compile(r"\bFROM (\w+).*\bFOR (?:NO KEY )?UPDATE(?! OF| SKIP)|^UPDATE (\w+)", re.DOTALL)
MEETING = (
    "ask to block",
    "approve an unblock",
    "decline an unblock",
    "end a block",
    "expire",
    "hear the platform",
    "take events in",
    "hand tickets on",
)
"""Roads that lock two kinds or more which others of these lock too; the rest are one of them with fewer locks."""
DECISION = Path(__file__).parents[3] / "docs/decisions/0012-one-lock-order.md"


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def at(loop: asyncio.Runner, cluster: Cluster, postgres_template: str) -> Iterator[Place]:
    """One place for all: every road is walked to its end and taken back."""
    with cluster.fresh(template=postgres_template) as url:

        async def made() -> Place:
            return await place(connect(World(Database.open(url))))

        there = loop.run(made())
        yield there
        loop.run(there.office.db.close())


@contextmanager
def locked(office: World) -> Iterator[list[str]]:
    """List what is locked meanwhile, in the order of the statements; each kind once."""
    kinds: list[str] = []

    def keep(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found = LOCKING.search(statement)
        kind = "names" if "pg_advisory_xact_lock" in statement else found and (found[1] or found[2])
        if kind in ORDER and kind not in kinds:
            kinds.append(kind)

    engine = office.db.writer.sync_engine
    event.listen(engine, "before_cursor_execute", keep)
    yield kinds
    event.remove(engine, "before_cursor_execute", keep)


@pytest.mark.parametrize("road", ROADS)
def test_each_road_locks_in_the_one_order(loop: asyncio.Runner, at: Place, road: str) -> None:
    with locked(at.office) as kinds:
        loop.run(walked(at, road))

    kinds = [kind for kind in kinds if kind != UNDER_THE_PLAYER or "players" not in kinds]
    assert kinds
    assert kinds == sorted(kinds, key=ORDER.index)


@pytest.mark.parametrize(("one", "other"), [*combinations(MEETING, 2)])
def test_two_roads_that_meet_end_in_no_ring(loop: asyncio.Runner, at: Place, one: str, other: str) -> None:
    loop.run(both(at, one, other))


def test_the_decision_names_every_road() -> None:
    text = DECISION.read_text()

    assert [road for road in ROADS if road not in text] == []


class WalkedToTheEnd(Exception):  # noqa: N818 - takes back what a road did
    """The road has come to its end."""


async def walked(at: Place, road: str) -> None:
    with suppress(WalkedToTheEnd):
        async with at.office.work() as work:
            await ROADS[road](at, work)
            raise WalkedToTheEnd


async def both(at: Place, *roads: str) -> None:
    barrier = asyncio.Barrier(len(roads))

    async def walk(road: str) -> None:
        await barrier.wait()
        await walked(at, road)

    await asyncio.gather(*map(walk, roads))
