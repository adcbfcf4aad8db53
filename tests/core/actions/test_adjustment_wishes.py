"""What an adjustment is, what its preview tells, and what does not fit."""

from typing import Any

import pytest
from pydantic import ValidationError

from core import ledger
from core.action import payload
from core.actions.adjust_balance import AdjustBalance
from core.errors import Invalid, Unknown
from core.fact_values import Change
from core.money import Money, Wallet
from tests.support.adjusting import adjusting, taking
from tests.support.books import eur, execute, held, preview
from tests.support.office import World


@pytest.mark.parametrize(
    "wrong", [{"amount": eur(0)}, {"amount": eur(-5)}, {"note": "too short"}, {"source_ref": " "}, {"mood": "good"}]
)
def test_what_no_form_should_send_is_no_adjustment(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        adjusting(**wrong)


def test_one_source_is_one_wish_however_it_is_typed() -> None:
    assert adjusting(source_ref="Spring  Cup 12 ").subject() == adjusting(source_ref="spring cup 12").subject()
    assert adjusting(source_ref="Spring Cup 13").subject() != adjusting(source_ref="Spring Cup 12").subject()
    assert adjusting(player_id=43).subject() != adjusting().subject()


def test_the_headline_may_stand_in_a_channel() -> None:
    assert adjusting().headline() == "Give EUR 20.00 to player 42, cash: goodwill"
    assert taking(42, 500).headline() == "Take EUR 5.00 from player 42, cash: payment error"


def test_it_is_read_back_from_its_payload_the_same() -> None:
    action = taking(42, 500, ticket="T-9", again=True)

    assert AdjustBalance.model_validate(payload(action)) == action
    assert (action.about(), action.moves(), action.source()) == (42, eur(500), "payment 9")


async def test_the_preview_tells_the_balance_and_moves_nothing(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")

    facts = await preview(office, adjusting(anna))

    assert (facts["balance"].label, facts["balance"].value) == ("Cash balance", Change(eur(12_000), eur(14_000)))
    assert (facts["same_amount"].value, facts["goodwill"].value) == ("none", "none")
    assert await held(office, anna) == {Wallet.CASH: eur(12_000)}


async def test_a_moving_balance_never_stops_a_vote_and_a_repeated_amount_does(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")

    facts = await preview(office, adjusting(anna))

    assert not facts["balance"].material
    assert facts["same_amount"].material
    assert all(fact.private for fact in facts.values() if fact.key in {"balance", "goodwill", "same_amount"})


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"wallet": "locked"}, "wallet", "it cannot be adjusted"),
        ({"reason": "charity"}, "reason", "no adjustment reason “charity”"),
        ({"reason": "missing_deposit", "wallet": "bonus", "source_ref": "p 9"}, "wallet", "the cash wallet only"),
        ({"direction": "take"}, "direction", "cannot take money"),
        ({"reason": "game_error"}, "source_ref", "needs the tournament, round, payment or incident"),
        ({"amount": Money(2_000, "USD")}, "amount", "type the amount in EUR"),
    ],
)
async def test_what_does_not_fit_is_told_beside_its_field(
    office: World, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    anna = await office.player("anna", cash="120 EUR")

    with pytest.raises(Invalid, match=sentence) as preview_refused:
        await preview(office, adjusting(anna, **wrong))
    with pytest.raises(Invalid, match=sentence):
        await execute(office, adjusting(anna, **wrong))

    assert preview_refused.value.field == field
    assert await held(office, anna) == {Wallet.CASH: eur(12_000)}


async def test_nobody_can_be_given_money_who_does_not_exist(office: World) -> None:
    with pytest.raises(Unknown, match="no player 4711"):
        await preview(office, adjusting(4711))


async def test_more_than_there_is_cannot_be_taken(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")

    with pytest.raises(ledger.Overdrawn, match=r"holds EUR 120\.00; EUR 120\.01 cannot be taken") as refused:
        await preview(office, taking(anna, 12_001))
    with pytest.raises(ledger.Overdrawn):
        await execute(office, taking(anna, 12_001))

    assert refused.value.field == "amount"
    assert await held(office, anna) == {Wallet.CASH: eur(12_000)}
