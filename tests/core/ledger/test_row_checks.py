"""Verifying the ledger finds what stands beside the entries and does not agree with them."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from core import ledger, player_blocks
from core.actions.reverse_adjustment import ReverseAdjustment
from core.database.tables import bonuses, receivables, wallets, withdrawals
from core.player_blocks import NewHold
from tests.support.asking import NOTE, adjustment
from tests.support.bonuses import converting, granted
from tests.support.books import CASH, eur, execute
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

SPOILT = [
    (update(bonuses).values(amount_minor=1), "is not what transaction"),
    (delete(bonuses), "that is in no list"),
    (update(bonuses).where(bonuses.c.state == "converted").values(end_transaction_id=UUID(int=1)), "gone or reversed"),
    (update(receivables).values(settled_minor=1), "What player 1 owes in EUR differs by -1"),
    (update(wallets).where(wallets.c.wallet == "bonus").values(balance_minor=0), "In EUR the house accounts"),
    (delete(withdrawals), "holds a withdrawal that is not there"),
]


@pytest.fixture
async def books(office: World) -> World:
    """An open and a converted bonus, a debt of EUR 80, and a hold."""
    anna = await office.player("anna")
    await granted(office, anna)
    await execute(office, converting(anna, await granted(office, anna, "30 EUR", turnover_times=0)))
    given = (await execute(office, adjustment(anna, "100 EUR"))).ids["transaction"]
    spent = ledger.transfer(eur(10_000), source=CASH, target=ledger.of_house("games"))
    async with office.work() as work:
        bet = ledger.Transaction(player_id=anna, kind=ledger.EntryKind.BET, key="event:bet", entries=spent)
        await ledger.post(work, bet)
    await execute(office, ReverseAdjustment(player_id=anna, transaction_id=UUID(given), receivable=True, note=NOTE))
    withdrawal = await office.withdrawal(anna, "40 EUR")
    async with office.work() as work:
        hold = NewHold(player_id=anna, reason="fraud", placed_by="Fred", withdrawals=frozenset({withdrawal}))
        await player_blocks.hold_withdrawals(work, hold)
    return office


@pytest.mark.parametrize(("spoil", "said"), SPOILT, ids=[said for _, said in SPOILT])
async def test_what_does_not_agree_is_found(books: World, spoil: Any, said: str) -> None:
    async with books.read() as db:
        assert await ledger.verify(db) == []
    async with books.work() as work:
        await work.db.execute(spoil)

    async with books.read() as db:
        assert said in " ".join(await ledger.verify(db))
