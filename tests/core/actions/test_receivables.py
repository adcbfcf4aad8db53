"""What cannot be taken back is owed: no balance becomes negative, nothing is collected by itself, all can be undone."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from core import ledger
from core.actions.reverse_adjustment import ReverseAdjustment
from core.actions.settle_receivable import SettleReceivable
from core.approvals import AnswerKind
from core.bonuses import BonusState
from core.database.tables import receivables
from core.errors import Conflict, Invalid, Refused
from core.money import Wallet, parse
from core.people import PITBOSS
from core.players import profile_card
from core.receivables import OwesLess
from tests.support.asking import NOTE, adjustment, ask, decide
from tests.support.bonuses import converting, granted, opened, states, voiding
from tests.support.books import eur, execute, held, preview
from tests.support.office import World
from tests.support.ordering import connect, order_of, says


def reversing(player_id: int, receipt_id: str, *, receivable: bool = False) -> ReverseAdjustment:
    return ReverseAdjustment(player_id=player_id, transaction_id=UUID(receipt_id), receivable=receivable, note=NOTE)


def settling(player_id: int, amount: str) -> SettleReceivable:
    return SettleReceivable(player_id=player_id, amount=parse(amount), note=NOTE)


async def spend(office: World, player_id: int, minor: int, wallet: Wallet = Wallet.CASH) -> None:
    entries = ledger.transfer(eur(minor), source=ledger.of_player(wallet), target=ledger.of_house("games"))
    key = f"event:bet {office.at.ids()}"
    async with office.work() as work:
        bet = ledger.Transaction(player_id=player_id, kind=ledger.EntryKind.BET, key=key, entries=entries)
        await ledger.post(work, bet)


async def prize(office: World, player_id: int, spent: int = 7_000) -> str:
    """A prize of EUR 100 given to the wrong player, of which some is gone; give the transaction's id."""
    given = adjustment(player_id, "100 EUR", reason="tournament_prize", source_ref="Summer")
    transaction = (await execute(office, given)).ids["transaction"]
    await spend(office, player_id, spent)
    return transaction


async def owes(office: World, player_id: int) -> list[tuple[int, int]]:
    async with office.read() as db:
        rows = await db.execute(select(receivables).where(receivables.c.player_id == player_id))
        shown = await profile_card.profile(db, player_id, actor=PITBOSS, now=office.now)
        found = [(row.amount_minor, row.settled_minor) for row in rows]
    assert sum(one.amount_minor for one in shown.owed) == sum(amount - settled for amount, settled in found)
    return found


async def test_a_prize_that_is_partly_gone_is_taken_back_and_the_rest_is_owed(office: World) -> None:
    anna = await office.player("anna")
    transaction = await prize(office, anna)

    with pytest.raises(ledger.Overdrawn, match=r"holds EUR 30\.00; EUR 100\.00 cannot .* Tick “The player owes what"):
        await preview(office, reversing(anna, transaction))
    facts = await preview(office, reversing(anna, transaction, receivable=True))
    assert (facts["owed"].value, str(facts["balance"].value.after)) == (eur(7_000), "EUR 0.00")
    receipt = await execute(office, reversing(anna, transaction, receivable=True))

    assert await held(office, anna) == {Wallet.CASH: eur(0)}
    assert await owes(office, anna) == [(7_000, 0)]
    assert [line.value for line in receipt.lines if line.key == "owed"] == [eur(7_000)]


async def test_later_deposits_stay_whole_until_people_settle(office: World) -> None:
    anna = await office.player("anna")
    await execute(office, reversing(anna, await prize(office, anna), receivable=True))
    async with office.work() as work:
        entries = ledger.transfer(eur(5_000), source=ledger.of_house("payments"), target=ledger.of_player(Wallet.CASH))
        deposit = ledger.Transaction(player_id=anna, kind=ledger.EntryKind.DEPOSIT, key="event:late", entries=entries)
        await ledger.post(work, deposit)
    assert (await held(office, anna))[Wallet.CASH] == eur(5_000)

    with pytest.raises(OwesLess, match=r"owes EUR 70\.00; EUR 71\.00 is more"):
        await preview(office, settling(anna, "71 EUR"))
    with pytest.raises(ledger.Overdrawn):
        await preview(office, settling(anna, "60 EUR"))
    paid = (await execute(office, settling(anna, "50 EUR"))).ids["transaction"]
    assert (await held(office, anna), await owes(office, anna)) == ({Wallet.CASH: eur(0)}, [(7_000, 5_000)])

    await execute(office, reversing(anna, paid))
    assert (await held(office, anna), await owes(office, anna)) == ({Wallet.CASH: eur(5_000)}, [(7_000, 0)])


async def test_a_settlement_takes_what_taking_from_a_player_takes(office: World) -> None:
    anna = await office.player("anna")
    await execute(office, reversing(anna, await prize(office, anna), receivable=True))
    for name in ("alice", "bob", "carol", "sam"):
        await office.staff(name)

    asked = await ask(office, "alice", adjustment(anna, "20 EUR"))
    with pytest.raises(Refused, match="holds"):
        await ask(office, "alice", settling(anna, "10 EUR"))

    assert asked.policy["quorum"]["people"] == 1


async def test_what_stands_in_is_settled_and_never_reversed(office: World) -> None:
    anna = await office.player("anna")
    await execute(office, reversing(anna, await prize(office, anna), receivable=True))
    async with office.read() as db:
        offered = await ledger.reversible(db, anna, limit=10)
        [stood_in] = [one for one in await ledger.transactions(db, anna) if one.transaction.reason == "receivable"]

    assert offered == ()
    with pytest.raises(Invalid, match="stands in for money that was missing"):
        await preview(office, reversing(anna, str(stood_in.id)))


async def test_a_bonus_follows_what_is_reversed(office: World) -> None:
    anna = await office.player("anna")
    bonus_id = await granted(office, anna, turnover_times=0)
    [bonus] = await opened(office, anna)
    converted = (await execute(office, converting(anna, bonus_id))).ids["transaction"]

    with pytest.raises(Conflict, match="was converted into cash; reverse the conversion first"):
        await preview(office, reversing(anna, str(bonus.transaction_id)))
    await spend(office, anna, 500)
    await execute(office, reversing(anna, converted, receivable=True))
    assert await held(office, anna) == {Wallet.CASH: eur(0), Wallet.BONUS: eur(2_000)}
    assert (await states(office, anna), await owes(office, anna)) == ([BonusState.OPEN], [(500, 0)])

    await execute(office, reversing(anna, str(bonus.transaction_id)))
    assert (await held(office, anna))[Wallet.BONUS] == eur(0)
    assert await states(office, anna) == [BonusState.VOIDED]


async def test_a_bonus_that_was_played_away_is_taken_back_instead_of_reversed(office: World) -> None:
    anna = await office.player("anna")
    bonus_id = await granted(office, anna)
    [bonus] = await opened(office, anna)
    await spend(office, anna, 1_500, Wallet.BONUS)

    with pytest.raises(ledger.Overdrawn, match="Take the bonus back instead"):
        await preview(office, reversing(anna, str(bonus.transaction_id), receivable=True))
    taken = (await execute(office, voiding(anna, bonus_id))).ids["transaction"]
    await execute(office, reversing(anna, taken))

    assert (await held(office, anna))[Wallet.BONUS] == eur(500)
    assert await states(office, anna) == [BonusState.OPEN]


async def test_a_reversal_counts_towards_the_totals_of_the_day(office: World) -> None:
    anna = await office.player("anna")
    transaction = await prize(office, anna, spent=1)
    for name in ("alice", "bob", "carol", "sam"):
        await office.staff(name)

    asked = await ask(office, "alice", reversing(anna, transaction, receivable=True))
    given = await ask(office, "alice", adjustment(anna, "20 EUR", source_ref="incident 9"))

    assert asked.total_minor == 10_000
    assert given.policy["quorum"]["slots"] == [["finance", "security"]]


async def test_a_reason_of_the_office_file_called_receivable_makes_no_debt(office: World) -> None:
    anna = await office.player("anna")
    file = office.desk.office
    reasons = file.adjustment_reasons
    own = reasons["payment_error"].model_copy(update={"house": "receivables"})
    file = file.model_copy(update={"adjustment_reasons": {**reasons, "receivable": own}})
    office.desk = replace(office.desk, office=file)

    given = await execute(office, adjustment(anna, "20 EUR", reason="receivable"))
    assert await owes(office, anna) == []
    await execute(office, reversing(anna, given.ids["transaction"]))

    assert (await held(office, anna))[Wallet.CASH] == eur(0)


@pytest.mark.parametrize(("spent", "taken", "missing"), [(0, 10_000, None), (7_000, 3_000, 7_000), (10_000, 0, 10_000)])
async def test_taking_more_than_the_wallet_holds_leaves_a_debt_where_that_is_ticked(
    office: World, spent: int, taken: int, missing: int | None
) -> None:
    anna = await office.player("anna", cash="100 EUR")
    if spent:
        await spend(office, anna, spent)
    taking = adjustment(anna, "100 EUR", direction="take")
    if missing:
        with pytest.raises(ledger.Overdrawn, match="Tick “The player owes what is missing”"):
            await preview(office, taking)

    ticked = taking.model_copy(update={"receivable": True})
    facts = await preview(office, ticked)
    receipt = await execute(office, ticked)

    assert str(facts["balance"].value.after) == "EUR 0.00"
    assert await held(office, anna) == {Wallet.CASH: eur(0)}
    assert await owes(office, anna) == ([(missing, 0)] if missing else [])
    assert [line.value for line in receipt.lines if line.key == "owed"] == ([eur(missing)] if missing else [])
    assert taken + (missing or 0) == 10_000


async def test_what_was_never_taken_is_not_given_back_while_it_is_owed(office: World) -> None:
    anna = await office.player("anna", cash="30 EUR")
    taking = adjustment(anna, "100 EUR", direction="take", receivable=True)
    taken = (await execute(office, taking)).ids["transaction"]

    with pytest.raises(Conflict, match=r"EUR 70\.00 of this was not taken and is still owed"):
        await preview(office, reversing(anna, taken))
    with pytest.raises(Conflict, match="still owed"):
        await execute(office, reversing(anna, taken))

    assert (await held(office, anna), await owes(office, anna)) == ({Wallet.CASH: eur(0)}, [(7_000, 0)])


async def test_a_bonus_wallet_leaves_no_debt(office: World) -> None:
    anna = await office.player("anna", bonus="5 EUR")
    taking = adjustment(
        anna, "20 EUR", direction="take", wallet=Wallet.BONUS, reason="bonus_correction", receivable=True
    )

    with pytest.raises(ledger.Overdrawn, match="Take the bonus back instead"):
        await preview(office, taking)
    assert await owes(office, anna) == []


@pytest.mark.parametrize("authority", ["here", "platform"])
async def test_the_platform_is_told_to_take_what_is_there(office: World, authority: str) -> None:
    anna = await office.player("anna", cash="30 EUR")
    for name in ("alice", "bob", "carol", "sam"):
        await office.staff(name)
    connect(office, authority=authority)
    taking = adjustment(anna, "100 EUR", direction="take", receivable=True)

    request = await ask(office, "alice", taking)
    for who in ("bob", "sam"):
        request = await decide(office, who, request, "approve")
    order = await order_of(office, request)
    await says(office, order, AnswerKind.IN_FORCE)

    told = order.body["data"]
    assert (told["amount"]["amount_minor"], told["owed"]["amount_minor"]) == (3_000, 7_000)
    assert (await held(office, anna), await owes(office, anna)) == ({Wallet.CASH: eur(0)}, [(7_000, 0)])
