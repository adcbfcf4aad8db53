"""Two movements at the same time: one of them waits, and neither is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core import ledger
from core.database.connections import Connection, Database
from core.errors import Refused
from core.money import Wallet
from tests.support.books import (
    ANNA,
    CASH,
    GOODWILL,
    deposit,
    eur,
    held,
    move,
    post,
    work_on,
)

pytestmark = pytest.mark.every_wiring

Doing = Callable[[Connection], Awaitable[Any]]


async def both(books: Database, one: Doing, other: Doing) -> list[Any]:
    """Do two things at the same time, each in its own transaction, and give what came of each."""
    start = asyncio.Barrier(2)

    async def run(doing: Doing) -> Any:
        if books.gate is not None:  # SQLite lets one transaction begin at a time
            await start.wait()
        try:
            async with books.write() as db:
                if books.gate is None:
                    await start.wait()
                return await doing(db)
        except Refused as refusal:
            return refusal

    return await asyncio.gather(run(one), run(other))


async def test_two_takes_of_the_whole_balance_succeed_once(books: Database) -> None:
    await post(books, deposit(100))

    outcomes = await both(
        books,
        lambda db: ledger.post(work_on(db), move(100, CASH, GOODWILL, key="a")),
        lambda db: ledger.post(work_on(db), move(100, CASH, GOODWILL, key="b")),
    )

    assert {type(outcome) for outcome in outcomes} == {ledger.Posted, ledger.Overdrawn}
    assert await held(books) == {Wallet.CASH: eur(0)}


async def test_two_first_uses_of_a_wallet_lose_nothing(books: Database) -> None:
    await both(
        books,
        lambda db: ledger.post(work_on(db), deposit(100, key="a")),
        lambda db: ledger.post(work_on(db), deposit(11, key="b")),
    )

    assert await held(books) == {Wallet.CASH: eur(111)}


async def test_one_key_posted_twice_at_once_moves_money_once(books: Database) -> None:
    one, other = await both(
        books,
        lambda db: ledger.post(work_on(db), deposit(100)),
        lambda db: ledger.post(work_on(db), deposit(100)),
    )

    assert one == other
    assert await held(books) == {Wallet.CASH: eur(100)}


async def test_two_reversals_at_once_succeed_once(books: Database) -> None:
    await post(books, deposit(500, key="more"))
    original = await post(books, deposit(100))

    outcomes = await both(
        books,
        lambda db: ledger.reverse(work_on(db), player_id=ANNA, transaction_id=original.id, key="a"),
        lambda db: ledger.reverse(work_on(db), player_id=ANNA, transaction_id=original.id, key="b"),
    )

    assert {type(outcome) for outcome in outcomes} == {ledger.Posted, ledger.AlreadyReversed}
    assert await held(books) == {Wallet.CASH: eur(500)}
