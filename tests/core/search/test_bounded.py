"""No search goes through all players or all their terms, whatever is typed, and none takes more statements for it."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event

from core.errors import Refused
from core.people import PITBOSS
from core.search import similar, typeahead
from tests.support.office import World
from tests.support.searching import find

TYPED = (
    "callef",
    "mark callef",
    "garcia 1984",
    "garcia 4471",
    "garcia 4471 1984",
    "muel anna maria lena lou",
    "%%%%",
    "____ ''''",
    "a b c d e f g h i j",
    "w" * 200,
    "李小龍李小龍",
    "שלום עולם",
    "\u202eanna\u202c bauer",
    "anna😀 bauer😀",
)
STATEMENTS_MOST = 40
"""Of two searches, similar names and what is offered while one types, together."""
GREAT = ("players", "player_lookups", "name_words", "p", "found", "events")


@pytest.mark.parametrize("typed", TYPED)
async def test_no_statement_reads_a_whole_table(office: World, typed: str) -> None:
    for number in range(3):
        await office.player(f"garcia{number}", first_name="Ana", last_name="Garcia", phone="+35699124471")
    sent = _caught(office)

    await _searched(office, typed)

    assert len(sent) <= STATEMENTS_MOST
    if not office.db.url.startswith("sqlite"):
        return  # PostgreSQL reads tables of three rows whole
    async with office.read() as db:
        for statement, values in list(sent):
            plan = [row[3] for row in await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert [step for step in plan if step in {f"SCAN {table}" for table in GREAT}] == [], statement


async def _searched(office: World, typed: str) -> None:
    for wide in (False, True):
        with suppress(Refused):
            await find(office, typed, wide=wide)
    async with office.read() as db:
        await similar.nearest(db, typed, actor=PITBOSS, limit=10)
        await typeahead.beginning_with(db, typed, actor=PITBOSS)


def _caught(office: World) -> list[tuple[str, Sequence[Any]]]:
    sent: list[tuple[str, Sequence[Any]]] = []

    def catch(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        sent.append((statement, values))

    event.listen(office.db.reader.sync_engine, "before_cursor_execute", catch)
    return sent
