"""A reversal is the opposite of what was posted, once."""

from dataclasses import replace

import pytest

from core import ledger
from core.database.connections import Database
from core.errors import Unknown
from core.money import Wallet
from tests.support.books import ANNA, CASH, GOODWILL, deposit, eur, held, move, post, reverse


async def test_a_reversal_is_exactly_the_opposite_and_names_its_original(books: Database) -> None:
    await post(books, deposit(100))
    original = await post(books, replace(move(40, CASH, GOODWILL), reason="game_error", source_ref="round 7"))

    back = await reverse(books, original)

    assert back.transaction.kind is ledger.EntryKind.REVERSAL
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
    with pytest.raises(ledger.AlreadyReversed, match=f"already reversed by transaction {back.id}"):
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
