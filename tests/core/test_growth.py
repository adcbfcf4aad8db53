"""The rows that a list reads are those it shows and counts, however many more there are."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from core import approvals, tickets
from core.database.pages import COUNTED_MOST
from core.people import Actor
from core.security import Shelf, alerts
from core.work import Work
from tests.core.test_paths import EVERYTHING, listed_rows, overheard
from tests.support.asking import adjustment, ask, desk
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

FEW, MANY = COUNTED_MOST + 200, 4 * COUNTED_MOST
COPIES = {
    "tickets": "'number', 1 + n, 'key', 'k' || n",
    "alerts": "'window', 'w' || n",
    "requests": "'code', 'C' || n, 'key', 'k' || n, 'subject', 's' || n",
}
"""What no two rows have in common, besides their ids."""
FIRST = {"tickets": "key = 'k'", "alerts": "window = 'w'", "requests": "key = 'the first'"}
List = Callable[[Work, Actor], Awaitable[Any]]


async def _copied(office: World, first: int, last: int) -> None:
    """Let each ticket, alert and request stand so many times more."""
    async with office.work() as work:
        for table, changed in COPIES.items():
            unlike = f"jsonb_build_object('id', gen_random_uuid(), {changed})"
            row = f"jsonb_populate_record(NULL::{table}, to_jsonb(s) || {unlike}) copy"
            source = f"{table} s, generate_series({first}, {last}) n, {row} WHERE s.{FIRST[table]}"
            await work.db.execute(text(f"INSERT INTO {table} SELECT copy.* FROM {source}"))  # noqa: S608 - our own words
        await work.db.execute(text("ANALYZE tickets, alerts, requests"))


async def _visited(office: World, listing: List, actor: Actor) -> int:
    async with office.work() as work:
        with overheard(office) as said:
            await listing(work, actor)
        reading = [each for each in said if each[0].lstrip().startswith(("SELECT", "WITH"))]
        plans = [await _explained(work, sent, values) for sent, values in reading]
    return sum(_rows(plan[0]["Plan"]) for plan in plans)


async def _explained(work: Work, sent: str, values: Any) -> Any:
    plan = (await work.db.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sent}", values)).scalar_one()
    return json.loads(plan) if isinstance(plan, str) else plan


def _rows(node: dict[str, Any]) -> int:
    """Count the rows that a plan read from tables, those it left out included."""
    read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) if "Relation Name" in node else 0
    return int(read * node["Actual Loops"]) + sum(map(_rows, node.get("Plans", ())))


LISTS: dict[str, List] = {
    "every open ticket": lambda work, actor: tickets.at_work(work.db, actor=actor),
    "tickets of nobody": lambda work, actor: tickets.waiting(work.db, actor=actor),
    **{
        f"{shelf} alerts": lambda work, actor, shelf=shelf: alerts.page_of(  # type: ignore[misc]
            work.db, shelf, actor=actor, now=work.now
        )
        for shelf in (Shelf.OPEN, Shelf.CLOSED, Shelf.ALL)
    },
    "requests to decide": lambda work, actor: approvals.decidable(work, actor=actor),
}


async def test_a_list_reads_the_rows_that_it_shows_and_counts_however_many_more_there_are(office: World) -> None:
    if office.db.gate is not None:
        pytest.skip("SQLite tells how it reads, and not how many rows: tests/core/test_paths.py asks it that")
    anna = await desk(office, "bob")
    await ask(office, "alice", adjustment(anna), key="the first")
    bob = await office.staff("bob")
    async with office.work() as work:
        await listed_rows(work)
    deciding = {"requests to decide": bob}

    await _copied(office, 1, FEW)
    few = {name: await _visited(office, each, deciding.get(name, EVERYTHING)) for name, each in LISTS.items()}
    await _copied(office, FEW + 1, MANY)
    many = {name: await _visited(office, each, deciding.get(name, EVERYTHING)) for name, each in LISTS.items()}

    assert {name: (few[name], rows) for name, rows in many.items() if rows > few[name]} == {}
