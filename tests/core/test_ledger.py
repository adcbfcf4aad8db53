import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from core import ledger
from core.db import Connection, Database
from core.errors import Refused, Unknown
from core.money import Money, Wallet
from tests.support.books import ANNA, BONUS, CASH, GOODWILL, LOCKED, NOW, deposit, eur, move, open_books, work_on

Doing = Callable[[Connection], Awaitable[Any]]


@pytest.fixture
async def books(database_url: str) -> AsyncIterator[Database]:
    opened = await open_books(database_url)
    yield opened
    await opened.close()


async def post(books: Database, transaction: ledger.Transaction) -> ledger.Posted:
    async with books.write() as db:
        return await ledger.post(work_on(db), transaction)


async def reverse(books: Database, posted: ledger.Posted, key: str = "request:back") -> ledger.Posted:
    async with books.write() as db:
        return await ledger.reverse(work_on(db), player_id=ANNA, transaction_id=posted.id, key=key)


async def held(books: Database) -> dict[Wallet, Money]:
    async with books.read() as db:
        assert await ledger.verify(db) == []
        return {balance.wallet: balance.money for balance in await ledger.balances(db, ANNA)}


async def test_a_deposit_fills_a_wallet_made_on_first_use(books: Database) -> None:
    posted = await post(books, deposit(12_000))

    assert posted.at == NOW
    assert [(entry.account, entry.amount, entry.balance_after) for entry in posted.transaction.entries] == [
        ("wallet:cash", eur(12_000), eur(12_000)),
        ("house:payments", eur(-12_000), None),
    ]
    assert await held(books) == {Wallet.CASH: eur(12_000)}


async def test_what_was_posted_is_read_back_the_same(books: Database) -> None:
    await post(books, deposit(100))

    posted = await post(books, replace(move(40, CASH, GOODWILL), reason="game_error", request_id=uuid4()))

    async with books.read() as db:
        assert await ledger.find(db, player_id=ANNA, transaction_id=posted.id) == posted
    assert (posted.moved.balance_before, posted.moved.amount, posted.moved.balance_after) == (
        eur(100),
        eur(-40),
        eur(60),
    )


async def test_a_transaction_of_many_entries_moves_several_wallets_at_once(books: Database) -> None:
    await post(books, deposit(100))
    entries = (
        ledger.Entry(CASH, eur(-70)),
        ledger.Entry(LOCKED, eur(50)),
        ledger.Entry(BONUS, eur(5)),
        ledger.Entry(ledger.of_house("games"), eur(15)),
    )

    await post(books, ledger.Transaction(player_id=ANNA, kind=ledger.Kind.BET, key="batch:1", entries=entries))

    assert await held(books) == {Wallet.CASH: eur(30), Wallet.LOCKED: eur(50), Wallet.BONUS: eur(5)}


async def test_the_same_key_moves_money_once(books: Database) -> None:
    first = await post(books, deposit(100, key="event:a"))

    again = await post(books, replace(deposit(100, key="event:a"), at=NOW + timedelta(hours=1)))

    assert again == first
    assert await held(books) == {Wallet.CASH: eur(100)}


async def test_a_key_cannot_stand_for_two_movements(books: Database) -> None:
    await post(books, deposit(100, key="event:a"))

    with pytest.raises(ledger.KeyReused, match="another content; nothing was moved"):
        await post(books, deposit(200, key="event:a"))

    assert await held(books) == {Wallet.CASH: eur(100)}


@pytest.mark.parametrize("kind", ["withdrawal", "bet", "bonus", "adjustment"])
async def test_an_act_of_ours_never_overdraws_and_says_what_is_there(books: Database, kind: str) -> None:
    await post(books, deposit(100))

    with pytest.raises(ledger.Overdrawn, match=r"cash wallet holds EUR 1\.00; EUR 1\.01 cannot be taken"):
        await post(books, replace(move(101, CASH, GOODWILL), kind=ledger.Kind(kind)))

    assert await held(books) == {Wallet.CASH: eur(100)}


@pytest.mark.parametrize("kind", ["chargeback", "platform"])
async def test_what_happened_elsewhere_is_written_down_even_below_zero(books: Database, kind: str) -> None:
    await post(books, replace(move(101, CASH, GOODWILL), kind=ledger.Kind(kind)))
    assert await held(books) == {Wallet.CASH: eur(-101)}

    await post(books, deposit(50))
    assert await held(books) == {Wallet.CASH: eur(-51)}

    with pytest.raises(ledger.Overdrawn, match=r"holds EUR -0\.51; EUR 0\.10 cannot be taken from it\."):
        await post(books, move(10, CASH, GOODWILL, key="request:later"))


@pytest.mark.parametrize(
    "entries",
    [
        (ledger.Entry(CASH, eur(5)), ledger.Entry(GOODWILL, eur(-4))),
        (ledger.Entry(CASH, eur(5)), ledger.Entry(GOODWILL, Money(-5, "USD"))),
        (ledger.Entry(CASH, eur(0)), ledger.Entry(GOODWILL, eur(0))),
        (ledger.Entry("cash", eur(5)), ledger.Entry(GOODWILL, eur(-5))),
        (),
    ],
)
def test_crooked_entries_are_a_bug(entries: tuple[ledger.Entry, ...]) -> None:
    with pytest.raises(ValueError, match=r"sum to zero|none of them is zero|an account is"):
        ledger.Transaction(player_id=ANNA, kind=ledger.Kind.WIN, key="event:a", entries=entries)


async def test_a_reversal_is_exactly_the_opposite_and_names_its_original(books: Database) -> None:
    await post(books, deposit(100))
    original = await post(books, replace(move(40, CASH, GOODWILL), reason="game_error", source_ref="round 7"))

    back = await reverse(books, original)

    assert back.transaction.kind is ledger.Kind.REVERSAL
    assert back.transaction.reverses_id == original.id
    assert [(entry.account, entry.amount) for entry in back.transaction.entries] == [
        (GOODWILL, eur(-40)),
        (CASH, eur(40)),
    ]
    assert await held(books) == {Wallet.CASH: eur(100)}
    async with books.read() as db:
        assert (await ledger.find(db, player_id=ANNA, transaction_id=original.id)).reversed_by == back.id


async def test_a_transaction_is_reversed_once(books: Database) -> None:
    original = await post(books, deposit(100))
    back = await reverse(books, original)

    assert await reverse(books, original) == back
    with pytest.raises(ledger.AlreadyReversed, match=f"reversed before, by transaction {back.id}"):
        await reverse(books, original, key="request:other")
    with pytest.raises(ledger.AlreadyReversed, match="itself a reversal"):
        await reverse(books, back, key="request:other")

    assert await held(books) == {Wallet.CASH: eur(0)}


async def test_a_reversal_does_not_overdraw_either(books: Database) -> None:
    original = await post(books, deposit(100))
    await post(books, move(60, CASH, GOODWILL))

    with pytest.raises(ledger.Overdrawn, match=r"holds EUR 0\.40; EUR 1\.00 cannot be taken"):
        await reverse(books, original)


async def test_a_transaction_of_somebody_else_is_not_found(books: Database) -> None:
    posted = await post(books, deposit(100))

    async with books.read() as db:
        with pytest.raises(Unknown, match="Player 43 has no transaction"):
            await ledger.find(db, player_id=43, transaction_id=posted.id)


async def test_transactions_come_newest_first_page_by_page(books: Database) -> None:
    days = [NOW + timedelta(days=day) for day in (3, 1, 2, 2, 0)]
    for number, day in enumerate(days):
        await post(books, replace(deposit(1 + number, key=f"event:{number}"), at=day))

    async with books.read() as db:
        first = await ledger.transactions(db, ANNA, limit=2)
        second = await ledger.transactions(db, ANNA, limit=2, before=first[-1].id)
        third = await ledger.transactions(db, ANNA, limit=2, before=second[-1].id)

    everything = [*first, *second, *third]
    assert sorted(posted.moved.amount.amount_minor for posted in everything) == [1, 2, 3, 4, 5]
    assert all((one.at, one.id) > (two.at, two.id) for one, two in pairwise(everything))


async def test_a_wallet_is_kept_in_its_own_currency_else_in_the_players(books: Database) -> None:
    entries = ledger.transfer(Money(5, "SEK"), source=GOODWILL, target=BONUS)
    await post(books, ledger.Transaction(player_id=ANNA, kind=ledger.Kind.PLATFORM, key="event:s", entries=entries))

    async with books.read() as db:
        assert await ledger.currencies(db, player_id=ANNA, wallet=Wallet.BONUS) == ("SEK",)
        assert await ledger.currencies(db, player_id=ANNA, wallet=Wallet.CASH) == ("EUR",)


async def test_goodwill_of_the_year_counts_what_was_given_and_kept(books: Database) -> None:
    given = replace(move(500, GOODWILL, CASH), reason="goodwill")
    await post(books, replace(given, key="a", at=NOW - timedelta(days=400)))
    await post(books, replace(given, key="b", at=NOW - timedelta(days=300)))
    await post(books, replace(given, key="c"))
    await post(books, replace(given, key="d", reason="game_error"))
    await reverse(books, await post(books, replace(given, key="e")))

    async with books.read() as db:
        assert await ledger.goodwill_of_year(db, player_id=ANNA, reasons={"goodwill"}, now=NOW) == (eur(1_000),)


async def test_the_same_amount_is_remembered_by_direction_until_it_is_reversed(books: Database) -> None:
    async def same(minor: int) -> ledger.Posted | None:
        since = NOW - timedelta(days=30)
        async with books.read() as db:
            return await ledger.same_amount_recently(db, player_id=ANNA, amount=eur(minor), since=since)

    await post(books, replace(move(500, GOODWILL, CASH), key="old", at=NOW - timedelta(days=31)))
    assert await same(500) is None

    given = await post(books, replace(move(500, GOODWILL, BONUS), key="new"))
    assert await same(500) == given
    assert await same(-500) is None
    assert await same(501) is None

    await reverse(books, given)
    assert await same(500) is None


async def test_a_settled_source_is_found_however_it_is_typed(books: Database) -> None:
    prize = replace(move(500, GOODWILL, CASH), reason="tournament_prize", source_ref="Spring Cup 12")
    posted = await post(books, prize)

    async with books.read() as db:
        found = await ledger.settled(db, player_id=ANNA, reason="tournament_prize", source_ref="spring cup 12")
        other = await ledger.settled(db, player_id=ANNA, reason="game_error", source_ref="Spring Cup 12")

    assert (found, other) == (posted, None)


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
