"""An adjustment moves money once, between wallet and house, and only where it may."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bot.kit import values
from core import approvals, ledger, player_blocks
from core.actions.adjust_balance import SameAmountAgain
from core.actions.money_checks import OnlyMoneyOwed
from core.fact_values import Change
from core.money import Wallet
from tests.support.adjusting import NOTE, adjusting, taking
from tests.support.asking import ask, ballot, cast, decide, opened
from tests.support.books import eur, execute, held, preview
from tests.support.office import World


async def test_it_posts_between_the_wallet_and_the_house_account_of_the_reason(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")
    request_id = uuid4()

    receipt = await execute(office, taking(anna, 500), request_id=request_id)

    assert {line.key: line.value for line in receipt.lines} == {
        "amount": eur(500),
        "transaction": receipt.ids["transaction"],
        "balance": Change(eur(12_000), eur(11_500)),
    }
    async with office.read() as db:
        posted = (await ledger.transactions(db, anna))[0]
    assert str(posted.id) == receipt.ids["transaction"]
    assert (posted.transaction.reason, posted.transaction.source_ref) == ("payment_error", "payment 9")
    assert posted.transaction.request_id == request_id
    assert {entry.account: entry.amount for entry in posted.transaction.entries} == {
        "wallet:cash": eur(-500),
        "house:payment_corrections": eur(500),
    }


async def test_one_request_moves_money_once(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")
    action, request_id = adjusting(anna, again=True), uuid4()

    first = await execute(office, action, request_id=request_id)
    again = await execute(office, action, request_id=request_id)

    assert again == first
    assert await held(office, anna) == {Wallet.CASH: eur(14_000)}


async def test_the_same_amount_again_needs_a_tick_within_thirty_days(office: World) -> None:
    anna = await office.player("anna")
    await execute(office, adjusting(anna))

    with pytest.raises(SameAmountAgain, match=r"EUR 20\.00 given .+\. Tick") as refused:
        await preview(office, adjusting(anna))
    assert refused.value.field == "again"

    assert "EUR 20.00 given " in values.text((await preview(office, adjusting(anna, again=True)))["same_amount"].value)
    assert (await preview(office, adjusting(anna, amount=eur(2_001))))["goodwill"].value == (eur(2_000),)
    office.later(days=31)
    assert (await preview(office, adjusting(anna)))["same_amount"].value == "none"


@pytest.mark.parametrize("kind", ["self_exclusion", "cool_off"])
async def test_an_excluded_player_gets_money_owed_and_nothing_else(office: World, kind: str) -> None:
    anna = await office.player("anna", cash="120 EUR")
    async with office.work() as work:
        until = work.now + timedelta(days=90)
        await player_blocks.exclude(
            work, player_blocks.Exclusion(player_id=anna, kind=kind, until=until, asked_by="player", placed_by="Alice")
        )

    for present in ({"reason": "goodwill"}, {"reason": "tournament_prize", "wallet": "bonus", "source_ref": "cup 12"}):
        with pytest.raises(OnlyMoneyOwed, match="only money owed"):
            await preview(office, adjusting(anna, **present))
        with pytest.raises(OnlyMoneyOwed):
            await execute(office, adjusting(anna, **present))

    await execute(office, adjusting(anna, reason="missing_winnings", source_ref="round 7"))
    await execute(office, taking(anna, 100))
    assert await held(office, anna) == {Wallet.CASH: eur(13_900)}


async def test_a_block_on_bonuses_keeps_bonuses_away(office: World) -> None:
    anna = await office.player("anna")
    async with office.work() as work:
        await player_blocks.place(
            work,
            player_blocks.NewBlock(
                player_id=anna,
                reason="harm",
                asked_by="operator",
                until=None,
                note=NOTE,
                ticket=None,
                request_id=None,
                placed_by="Alice",
            ),
        )

    with pytest.raises(OnlyMoneyOwed, match="while blocked"):
        await preview(office, adjusting(anna, wallet="bonus"))
    assert await preview(office, adjusting(anna))


async def test_it_is_asked_approved_and_done(office: World) -> None:
    await office.staff("sam")
    anna = await office.player("anna", cash="120 EUR")

    asked = await ask(office, "alice", adjusting(anna))

    assert (await decide(office, "sam", asked, "approve")).state == "done"
    assert await held(office, anna) == {Wallet.CASH: eur(14_000)}


async def test_the_same_amount_given_meanwhile_stops_the_vote_and_burns_nothing(office: World) -> None:
    await office.staff("sam")
    anna = await office.player("anna")
    asked = await ask(office, "alice", adjusting(anna, again=True))
    seen = await opened(office, "sam", asked)
    await execute(office, adjusting(anna))

    with pytest.raises(approvals.ChangedSince, match="Same amount recently"):
        await cast(office, "sam", ballot(seen, approvals.Decision.APPROVE))
    assert await held(office, anna) == {Wallet.CASH: eur(2_000)}

    assert (await decide(office, "sam", asked, "approve")).state == "done"


async def test_money_that_is_gone_by_the_last_vote_is_not_taken(office: World) -> None:
    for name in ("bob", "sam"):
        await office.staff(name)
    anna = await office.player("anna", cash="120 EUR")
    asked = await ask(office, "alice", taking(anna, 12_000))
    await decide(office, "bob", asked, "approve")
    await execute(office, taking(anna, 11_999, source_ref="payment 10"))

    with pytest.raises(ledger.Overdrawn, match=r"holds EUR 0\.01; EUR 120\.00 cannot be taken"):
        await decide(office, "sam", asked, "approve")

    assert await held(office, anna) == {Wallet.CASH: eur(1)}
