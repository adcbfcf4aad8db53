"""Statuses asked for at one time are read in one statement, each for itself; a fault reaches everybody who asked."""

import asyncio
from typing import Any

import pytest

from bot.process import transactions
from bot.process.status_reads import StatusReads
from core.database.connections import DatabaseUnavailable
from core.platform import PlatformName
from tests.support.edge import Edge
from tests.support.office import World

pytestmark = pytest.mark.every_wiring


async def test_each_reads_its_own_player_in_a_statement_for_all(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    several = [await office.player(name) for name in ("anna", "ben", "carl")]
    reads, asked, see = StatusReads(), list[int](), transactions.see

    async def counted(*args: Any) -> Any:
        asked.append(len(args[3]))
        return await see(*args)

    monkeypatch.setattr(transactions, "see", counted)
    who: list[int | PlatformName] = [
        *several,
        several[0],
        99,
        PlatformName("royal", "x-ben"),
        PlatformName("no", "one"),
    ]
    found = await asyncio.gather(*(reads.read(Edge(office), one) for one in who))

    assert [one.player_id if one else None for one in found] == [*several, several[0], None, several[1], None]
    assert asked == [6]


async def test_what_is_asked_while_a_read_is_under_way_is_read_after_it(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, reads, began, go = await office.player("anna"), StatusReads(), asyncio.Event(), asyncio.Event()
    see, number = transactions.see, 0

    async def held(*args: Any) -> Any:
        nonlocal number
        number += 1
        began.set()
        await go.wait()
        return await see(*args)

    monkeypatch.setattr(transactions, "see", held)
    first = asyncio.create_task(reads.read(Edge(office), anna))
    await began.wait()
    second = asyncio.create_task(reads.read(Edge(office), anna))
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, second)

    assert number == 2


async def test_fault_reaches_all_who_asked_and_the_next_read_is_a_new_one(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, reads = await office.player("anna"), StatusReads()

    async def refuse(*_: Any) -> Any:
        raise DatabaseUnavailable("the database does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(transactions, "see", refuse)
        both = await asyncio.gather(*(reads.read(Edge(office), one) for one in (anna, 99)), return_exceptions=True)

    assert [type(one) for one in both] == [DatabaseUnavailable] * 2
    assert (await reads.read(Edge(office), anna)) is not None
