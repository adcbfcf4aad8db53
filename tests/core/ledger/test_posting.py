"""Money moves once, by entries that are sound, and never below zero by an act of ours."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from core import ledger
from core.database.connections import Database
from core.money import Money, Wallet
from tests.support.books import ANNA, BONUS, CASH, GOODWILL, LOCKED, NOW, deposit, eur, held, move, post


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
    assert (posted.wallet_entry.balance_before, posted.wallet_entry.amount, posted.wallet_entry.balance_after) == (
        eur(100),
        eur(-40),
        eur(60),
    )


@pytest.mark.every_wiring
async def test_a_transaction_of_many_entries_moves_several_wallets_at_once(books: Database) -> None:
    await post(books, deposit(100))
    entries = (
        ledger.LedgerEntry(CASH, eur(-70)),
        ledger.LedgerEntry(LOCKED, eur(50)),
        ledger.LedgerEntry(BONUS, eur(5)),
        ledger.LedgerEntry(ledger.of_house("games"), eur(15)),
    )

    await post(books, ledger.Transaction(player_id=ANNA, kind=ledger.EntryKind.BET, key="batch:1", entries=entries))

    assert await held(books) == {Wallet.CASH: eur(30), Wallet.LOCKED: eur(50), Wallet.BONUS: eur(5)}


async def test_the_same_key_moves_money_once(books: Database) -> None:
    first = await post(books, deposit(100, key="event:a"))

    again = await post(books, replace(deposit(100, key="event:a"), at=NOW + timedelta(hours=1)))

    assert again == first
    assert await held(books) == {Wallet.CASH: eur(100)}


async def test_a_key_cannot_name_two_transactions(books: Database) -> None:
    await post(books, deposit(100, key="event:a"))

    with pytest.raises(ledger.KeyReused, match="which differs; no money was moved"):
        await post(books, deposit(200, key="event:a"))

    assert await held(books) == {Wallet.CASH: eur(100)}


@pytest.mark.parametrize("kind", ["withdrawal", "bet", "bonus", "adjustment"])
async def test_an_act_of_ours_never_overdraws_and_says_what_is_there(books: Database, kind: str) -> None:
    await post(books, deposit(100))

    with pytest.raises(ledger.Overdrawn, match=r"cash wallet holds EUR 1\.00; EUR 1\.01 cannot be taken"):
        await post(books, replace(move(101, CASH, GOODWILL), kind=ledger.EntryKind(kind)))

    assert await held(books) == {Wallet.CASH: eur(100)}


@pytest.mark.parametrize("kind", ["chargeback", "platform"])
async def test_what_happened_elsewhere_is_written_down_even_below_zero(books: Database, kind: str) -> None:
    await post(books, replace(move(101, CASH, GOODWILL), kind=ledger.EntryKind(kind)))
    assert await held(books) == {Wallet.CASH: eur(-101)}

    await post(books, deposit(50))
    assert await held(books) == {Wallet.CASH: eur(-51)}

    with pytest.raises(ledger.Overdrawn, match=r"holds EUR -0\.51; EUR 0\.10 cannot be taken from it\."):
        await post(books, move(10, CASH, GOODWILL, key="request:later"))


@pytest.mark.parametrize(
    "entries",
    [
        (ledger.LedgerEntry(CASH, eur(5)), ledger.LedgerEntry(GOODWILL, eur(-4))),
        (ledger.LedgerEntry(CASH, eur(5)), ledger.LedgerEntry(GOODWILL, Money(-5, "USD"))),
        (ledger.LedgerEntry(CASH, eur(0)), ledger.LedgerEntry(GOODWILL, eur(0))),
        (ledger.LedgerEntry("cash", eur(5)), ledger.LedgerEntry(GOODWILL, eur(-5))),
        (),
    ],
)
def test_unbalanced_entries_are_a_bug(entries: tuple[ledger.LedgerEntry, ...]) -> None:
    with pytest.raises(ValueError, match=r"sum to zero|none of them may be zero|an account must be"):
        ledger.Transaction(player_id=ANNA, kind=ledger.EntryKind.WIN, key="event:a", entries=entries)
