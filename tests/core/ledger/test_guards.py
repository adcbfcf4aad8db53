"""What the database itself refuses, and what the check of the whole ledger finds, whoever wrote the rows."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core import ledger
from core.database.connections import Connection, Database
from core.database.tables import ledger_entries, ledger_keys, ledger_transactions
from tests.support.books import ANNA, CASH, GOODWILL, NOW, deposit, move, post, work_on

pytestmark = pytest.mark.every_wiring

Line = tuple[str, int, int | None]


@pytest.fixture
async def books(books: Database) -> Database:
    """Books in which anna has one euro."""
    await post(books, deposit(100))
    return books


async def write(db: Connection, *lines: Line, kind: str = "adjustment", **columns: Any) -> UUID:
    """Write a transaction past the ledger; each line is account, amount, balance after."""
    head = {"player_id": ANNA, "id": uuid4(), "at": NOW, "kind": kind, "key": str(uuid4())} | columns
    await db.execute(insert(ledger_transactions), head)
    for number, (account, amount, after) in enumerate(lines, start=1):
        entry = {"account": account, "amount_minor": amount, "balance_after_minor": after, "currency": "EUR"}
        row = {"player_id": ANNA, "transaction_id": head["id"], "line": number, "kind": kind} | entry
        await db.execute(insert(ledger_entries), row)
    return head["id"]


async def close(db: Connection, transaction_id: UUID) -> None:
    query = "SELECT key FROM ledger_transactions WHERE id = :id"
    bound = text(query).bindparams(id=transaction_id if db.dialect.name != "sqlite" else transaction_id.hex)
    key = (await db.execute(bound)).scalar_one()
    await db.execute(insert(ledger_keys), {"key": key, "player_id": ANNA, "transaction_id": transaction_id})


async def found(books: Database) -> list[str]:
    async with books.read() as db:
        return await ledger.verify(db)


@pytest.mark.parametrize(
    "lines", [[(CASH, 5, 105), (GOODWILL, -4, None)], [(CASH, 5, 105)], []], ids=["unequal", "one-sided", "empty"]
)
async def test_a_transaction_that_does_not_sum_to_zero_cannot_be_closed(books: Database, lines: list[Line]) -> None:
    with pytest.raises(DBAPIError, match="must sum to zero"):
        async with books.write() as db:
            await close(db, await write(db, *lines))

    assert await found(books) == []


@pytest.mark.parametrize("line", [3, 0, -1])
async def test_no_entry_joins_a_closed_transaction(books: Database, line: int) -> None:
    async with books.write() as db:
        posted = await ledger.post(work_on(db), move(10, CASH, GOODWILL))
    entry = {"account": GOODWILL, "kind": "adjustment", "amount_minor": 5, "currency": "EUR"}

    with pytest.raises(DBAPIError, match="the transaction is closed"):
        async with books.write() as db:
            await db.execute(
                insert(ledger_entries), {"player_id": ANNA, "transaction_id": posted.id, "line": line} | entry
            )


@pytest.mark.parametrize("table", ["ledger_transactions", "ledger_entries", "ledger_keys"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET player_id = player_id + 1"])
async def test_what_is_written_in_the_ledger_stays(books: Database, table: str, change: str) -> None:
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        async with books.write() as db:
            await db.execute(text(change.format(table)))


async def test_the_database_refuses_an_overdraft_of_ours(books: Database) -> None:
    with pytest.raises(IntegrityError, match="no_overdraft"):
        async with books.write() as db:
            await write(db, (CASH, -101, -1), (GOODWILL, 101, None))


async def test_the_database_refuses_a_second_reversal(books: Database) -> None:
    async with books.write() as db:
        original = await ledger.post(work_on(db), move(10, CASH, GOODWILL))
        await ledger.reverse(work_on(db), player_id=ANNA, transaction_id=original.id, key="back")

    with pytest.raises(IntegrityError, match="reverses"):
        async with books.write() as db:
            await write(db, kind="reversal", reverses_id=original.id)


async def test_the_database_refuses_to_settle_a_source_twice(books: Database) -> None:
    async with books.write() as db:
        await write(db, reason="tournament_prize", source_ref="cup 12")

    with pytest.raises(IntegrityError, match="source"):
        async with books.write() as db:
            await write(db, reason="tournament_prize", source_ref="cup 12")


async def test_a_sound_ledger_has_nothing_to_tell(books: Database) -> None:
    assert await found(books) == []


async def test_a_balance_changed_by_hand_is_found(books: Database) -> None:
    async with books.write() as db:
        await db.execute(text("UPDATE wallets SET balance_minor = 999"))

    assert await found(books) == [
        "Wallet cash of player 42 holds 999 in EUR; its entries sum to 100.",
        "The balances of wallet:cash in EUR of player 42 do not form a chain.",
        "In EUR the house accounts and the wallets differ by 899.",
    ]


async def test_a_wallet_that_vanished_is_found(books: Database) -> None:
    async with books.write() as db:
        await db.execute(text("DELETE FROM wallets"))

    assert await found(books) == [
        "The balances of wallet:cash in EUR of player 42 do not form a chain.",
        "In EUR the house accounts and the wallets differ by -100.",
    ]


async def test_a_transaction_without_a_key_or_without_balance_is_found(books: Database) -> None:
    async with books.write() as db:
        odd = await write(db, (GOODWILL, 5, None), (ledger.of_house("payments"), -4, None))
        empty = await write(db)

    problems = await found(books)

    assert f"Transaction {odd} of player 42 sums to 1 in EUR, not to zero." in problems
    assert f"Transaction {empty} of player 42 has no entries." in problems
    assert {f"Transaction {one} of player 42 has no key." for one in (odd, empty)} < set(problems)


async def test_a_key_that_names_another_transaction_is_found(books: Database) -> None:
    async with books.write() as db:
        posted = await ledger.post(work_on(db), move(10, CASH, GOODWILL))
        await db.execute(insert(ledger_keys), {"key": "odd", "player_id": ANNA, "transaction_id": posted.id})

    assert await found(books) == [f"Key odd names transaction {posted.id}, which does not exist or has another key."]


async def test_balances_that_do_not_follow_on_each_other_are_found(books: Database) -> None:
    async with books.write() as db:
        await close(db, await write(db, (CASH, 5, 700), (GOODWILL, -5, None)))
        await db.execute(text("UPDATE wallets SET balance_minor = 105"))

    assert await found(books) == ["The balances of wallet:cash in EUR of player 42 do not form a chain."]


@pytest.mark.parametrize(
    "lines",
    [
        [(GOODWILL, -9, None), (CASH, 9, 99)],
        [(GOODWILL, -10, None), (CASH, 10, 100), (GOODWILL, 1, None), (ledger.of_house("games"), -1, None)],
    ],
    ids=["less", "more"],
)
async def test_a_reversal_that_is_not_the_opposite_is_found(books: Database, lines: list[Line]) -> None:
    async with books.write() as db:
        original = await ledger.post(work_on(db), move(10, CASH, GOODWILL))
        back = await write(db, *lines, kind="reversal", reverses_id=original.id)
        await close(db, back)
        after = next(after for _, _, after in lines if after)
        await db.execute(text("UPDATE wallets SET balance_minor = :after").bindparams(after=after))

    assert await found(books) == [
        f"Transaction {back} of player 42 is not the opposite of {original.id}, which it reverses."
    ]
