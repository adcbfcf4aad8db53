"""One order of locks: each road keeps it alone, and no two of them that meet end in a ring."""

import ast
import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from core.database import connections
from core.database.connections import Database
from tests.support import lockstep
from tests.support.meeting import BALLOTS, ROADS, Place, place
from tests.support.office import World
from tests.support.ordering import connect
from tests.support.postgres import Cluster

ORDER = ("players", "wallets", "names", "requests", "platform_orders", "alerts", "tickets", "watermarks", "outbox")
UNDER_THE_PLAYER = "wallets"
"""Nobody locks these without the player, so where the player is held they may come later."""
LOCKING = re.compile(r"\bFROM (\w+).*\bFOR (?:NO KEY )?UPDATE(?! OF| SKIP)|^UPDATE (\w+)", re.DOTALL)
CALLS = {"pg_advisory_xact_lock": "names", "pitboss_hold_players": "players"}
"""What functions of the database lock."""
ROOT = Path(__file__).parents[3]
DECISION = ROOT / "docs/decisions/0012-one-lock-order.md"
HOLDING = re.compile(
    r"\b(?:locks\.hold_\w+|approvals\.hold_answered|players\.hold|requests\.hold|tickets\.hold_named)\("
)
ENTRANCES = {
    "approvals/submission.ask": ("ask to block", "ask to adjust"),
    "approvals/votes._decided": tuple(BALLOTS),
    "approvals/ownership.take_back": ("take back",),
    "approvals/ownership.take_over": ("take over",),
    "approvals/expiry.expire": ("expire",),
    "approvals/order_rest.send": ("send the rest of an order",),
    "bonuses/lapses.lapse": ("let a bonus lapse",),
    "approvals/platform_answers._hold": ("hear the platform",),
    "approvals/platform_answers.hold_answered": ("take events in",),
    "event_intake.take": ("take events in",),
    "security/caller_check.check": ("check a caller",),
    "platform/hold_orders.tell_changes": ("take events in", "ask to block", "end a block"),
}
"""Every function that locks for others, and the roads on which it is walked here."""


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
        named = next((kind for call, kind in CALLS.items() if call in statement), None)
        kind = named or (found and (found[1] or found[2]))
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


@pytest.mark.parametrize(("one", "other"), [*combinations_with_replacement(ROADS, 2)])
def test_two_roads_that_meet_end_in_no_ring(loop: asyncio.Runner, at: Place, one: str, other: str) -> None:
    loop.run(both(at, one, other))


def test_whatever_locks_is_walked() -> None:
    """A new road belongs into tests/support/meeting.py and into the decision."""
    found = {
        f"{path.relative_to(ROOT / 'core').with_suffix('')}.{function.name}"
        for path in (ROOT / "core").rglob("*.py")
        if path.name != "locks.py" and HOLDING.search(source := path.read_text())
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.AsyncFunctionDef) and HOLDING.search(ast.unparse(function))
    }

    assert found == ENTRANCES.keys()
    assert {road for roads in ENTRANCES.values() for road in roads} <= ROADS.keys()


def test_opposite_orders_end_in_a_ring(loop: asyncio.Runner, at: Place) -> None:
    """What the walk in step is there to find."""

    async def names(*several: str) -> None:
        async with at.office.work() as work:
            await work.db.execute(text("SET LOCAL deadlock_timeout = '5ms'"))
            for name in several:
                await connections.lock(work.db, name)

    outcomes = loop.run(lockstep.walk(at.office.db, partial(names, "one", "other"), partial(names, "other", "one")))

    assert [type(each) for each in outcomes if each] == [connections.DatabaseUnavailable]


def test_the_decision_names_every_road() -> None:
    decision = DECISION.read_text()

    assert [road for road in ROADS if road not in decision] == []


class WalkedToTheEnd(Exception):  # noqa: N818 - takes back what a road did
    """The road has come to its end."""


async def walked(at: Place, road: str) -> None:
    with suppress(WalkedToTheEnd):
        async with at.office.work() as work:
            await ROADS[road](at, work)
            raise WalkedToTheEnd


async def both(at: Place, *roads: str) -> None:
    """Walk them in step; one may be refused what the other did, and none may be turned away by the database."""
    outcomes = await lockstep.walk(at.office.db, *(partial(walked, at, road) for road in roads))
    assert outcomes == [None] * len(roads)
