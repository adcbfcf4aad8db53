"""What the ledger answers about a player."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from core import ledger
from core.database.connections import Database
from core.money import Money, Wallet
from tests.support.books import ANNA, BONUS, CASH, GOODWILL, NOW, deposit, eur, move, post, reverse


async def test_transactions_come_newest_first_page_by_page(books: Database) -> None:
    days = [NOW + timedelta(days=day) for day in (3, 1, 2, 2, 0)]
    for number, day in enumerate(days):
        await post(books, replace(deposit(1 + number, key=f"event:{number}"), at=day))

    async with books.read() as db:
        first = await ledger.transactions(db, ANNA, limit=2)
        second = await ledger.transactions(db, ANNA, limit=2, before=first[-1].id)
        third = await ledger.transactions(db, ANNA, limit=2, before=second[-1].id)

    everything = [*first, *second, *third]
    assert sorted(posted.wallet_entry.amount.amount_minor for posted in everything) == [1, 2, 3, 4, 5]
    assert all((one.at, one.id) > (two.at, two.id) for one, two in pairwise(everything))


async def test_a_wallet_is_kept_in_its_own_currency_else_in_the_players(books: Database) -> None:
    entries = ledger.transfer(Money(5, "SEK"), source=GOODWILL, target=BONUS)
    await post(
        books, ledger.Transaction(player_id=ANNA, kind=ledger.EntryKind.PLATFORM, key="event:s", entries=entries)
    )

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
        own = await ledger.own_postings(db, ANNA)

    assert own.goodwill_of_year({"goodwill"}, now=NOW) == (eur(1_000),)


async def test_the_same_amount_is_remembered_by_direction_until_it_is_reversed(books: Database) -> None:
    async def same(minor: int) -> ledger.Posted | None:
        since = NOW - timedelta(days=30)
        async with books.read() as db:
            return (await ledger.own_postings(db, ANNA)).same_amount(eur(minor), since=since)

    await post(books, replace(move(500, GOODWILL, CASH), key="old", at=NOW - timedelta(days=31)))
    assert await same(500) is None

    given = await post(books, replace(move(500, GOODWILL, BONUS), key="new"))
    assert await same(500) == given
    assert await same(-500) is None
    assert await same(501) is None

    await reverse(books, given)
    assert await same(500) is None


@pytest.mark.every_wiring
async def test_an_adjustment_can_be_reversed_however_much_was_played_since(books: Database) -> None:
    given = await post(books, move(500, GOODWILL, CASH, key="given"))
    undone = await post(books, move(700, GOODWILL, CASH, key="undone"))
    await reverse(books, undone)
    for number in range(3):
        await post(books, deposit(100, key=f"event:{number}"))

    async with books.read() as db:
        assert [one.id for one in await ledger.reversible(db, ANNA, limit=2)] == [given.id]


async def test_a_settled_source_is_found_however_it_is_typed(books: Database) -> None:
    prize = replace(move(500, GOODWILL, CASH), reason="tournament_prize", source_ref="Spring Cup 12")
    posted = await post(books, prize)

    async with books.read() as db:
        own = await ledger.own_postings(db, ANNA)

    found = own.settled(eur(1), "spring cup 12")
    similar = own.settled(eur(1), "Spring-Cup12")
    taken = own.settled(eur(-1), "spring cup 12")

    assert (found.same, found.similar) == (posted, None)
    assert (similar.same, similar.similar) == (None, posted)
    assert (taken.same, taken.similar) == (None, None)
