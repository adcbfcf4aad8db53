from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from tests.support.office import World

from core import approvals, ledger, player_blocks
from core.action import Totals, payload
from core.actions.adjust_balance import AdjustBalance, AlreadySettled, OnlyMoneyOwed, SameAmountAgain
from core.errors import Invalid, Unknown
from core.moment import Moment
from core.money import Money, Wallet
from core.people import PITBOSS
from core.work import Work
from tests.support.asking import ask, ballot, cast, decide, opened
from tests.support.books import DESK, NOW, eur, execute, held, preview

NO_DATABASE = Work(db=None, desk=DESK, at=Moment(now=NOW))
NOTE = "The round of Sunday evening was never paid out."


def adjusting(player_id: int = 42, **changes: Any) -> AdjustBalance:
    plain = {"wallet": "cash", "direction": "give", "amount": eur(2_000), "reason": "goodwill", "note": NOTE}
    return AdjustBalance(**plain | {"player_id": player_id} | changes)


def taking(player_id: int, minor: int, **changes: Any) -> AdjustBalance:
    given = {"direction": "take", "reason": "payment_error", "source_ref": "payment 9", "amount": eur(minor)}
    return adjusting(player_id, **given | changes)


async def rule_and_tier(action: AdjustBalance, **totals: int | None) -> tuple[str, str]:
    policy = await action.policy(work=NO_DATABASE, requester=PITBOSS, totals=Totals(**totals))
    return policy.rule, policy.quorum.name


@pytest.mark.parametrize(
    ("minor", "tier"),
    [(1, "small"), (5_000, "small"), (5_001, "medium"), (50_000, "medium"), (500_000, "large"), (500_001, "largest")],
)
async def test_the_amount_chooses_who_must_agree(minor: int, tier: str) -> None:
    assert (await rule_and_tier(adjusting(amount=eur(minor))))[1] == tier


@pytest.mark.parametrize(
    ("totals", "tier"),
    [
        ({"of_requester_minor": 4_000, "of_player_minor": 0}, "medium"),
        ({"of_requester_minor": 0, "of_player_minor": 49_000}, "large"),
        ({"of_requester_minor": 3_000, "of_player_minor": 3_000}, "small"),
        ({"of_requester_minor": None, "of_player_minor": 0}, "largest"),
        ({"of_requester_minor": 0, "of_player_minor": None}, "largest"),
    ],
)
async def test_many_small_adjustments_weigh_as_one(totals: dict[str, int | None], tier: str) -> None:
    assert (await rule_and_tier(adjusting(), **totals))[1] == tier


async def test_the_rule_says_why_it_was_chosen() -> None:
    assert await rule_and_tier(adjusting()) == ("Give up to EUR 50.00", "small")
    assert await rule_and_tier(adjusting(amount=eur(600_000))) == ("Give above EUR 5,000.00", "largest")
    assert await rule_and_tier(taking(42, 1)) == ("Take any amount", "any")
    assert await rule_and_tier(adjusting(), of_requester_minor=4_000) == (
        "Give up to EUR 500.00, as today's adjustments count together",
        "medium",
    )


async def test_a_currency_without_a_rate_takes_the_strictest_tier() -> None:
    rule, tier = await rule_and_tier(adjusting(amount=Money(1, "JPY")))

    assert (rule, tier) == ("Give above EUR 5,000.00, as what moved today cannot be told in one currency", "largest")


async def test_another_currency_is_weighed_by_its_rate() -> None:
    assert (await rule_and_tier(adjusting(amount=Money(5_000, "GBP"))))[1] == "medium"


async def test_after_a_decline_the_next_tier_must_agree_and_above_the_last_one_person_more() -> None:
    small, largest = adjusting(), adjusting(amount=eur(600_000))
    policies = [
        await one.policy(work=NO_DATABASE, requester=PITBOSS, totals=Totals())
        for one in (small, largest, taking(42, 1))
    ]

    raised = [small.stricter(policies[0], work=NO_DATABASE), largest.stricter(policies[1], work=NO_DATABASE)]

    assert raised[0].quorum.name == "medium"
    assert raised[0].rule == "Give up to EUR 500.00, as the same was declined a short while ago"
    assert raised[1].quorum.people == policies[1].quorum.people + 1
    assert taking(42, 1).stricter(policies[2], work=NO_DATABASE).quorum.people == 3


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

    assert (facts["balance"].label, facts["balance"].value) == ("Cash balance", "EUR 120.00 → EUR 140.00")
    assert (facts["same_amount"].value, facts["goodwill"].value) == ("not lately", "none")
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
        ({"wallet": "locked"}, "wallet", "no hand moves it"),
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


async def test_it_posts_between_the_wallet_and_the_house_account_of_the_reason(office: World) -> None:
    anna = await office.player("anna", cash="120 EUR")
    request_id = uuid4()

    receipt = await execute(office, taking(anna, 500), request_id=request_id)

    assert {line.key: line.value for line in receipt.lines} == {
        "amount": "EUR 5.00",
        "transaction": receipt.ids["transaction"],
        "balance": "EUR 120.00 → EUR 115.00",
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

    with pytest.raises(SameAmountAgain, match=r"EUR 20\.00 given on .+, transaction") as refused:
        await preview(office, adjusting(anna))
    assert refused.value.field == "again"

    assert "EUR 20.00 given on" in (await preview(office, adjusting(anna, again=True)))["same_amount"].value
    assert (await preview(office, adjusting(anna, amount=eur(2_001))))["goodwill"].value == "EUR 20.00"
    office.later(days=31)
    assert (await preview(office, adjusting(anna)))["same_amount"].value == "not lately"


async def test_a_source_is_settled_once_for_each_reason(office: World) -> None:
    anna = await office.player("anna")
    prize = adjusting(anna, reason="tournament_prize", source_ref="Spring Cup 12")
    await execute(office, prize)

    with pytest.raises(AlreadySettled, match=r"“spring cup 12” was settled before: EUR 20\.00 given on") as refused:
        await preview(office, prize.model_copy(update={"source_ref": "spring cup 12", "amount": eur(5)}))

    assert refused.value.field == "source_ref"
    assert await preview(office, adjusting(anna, amount=eur(5), reason="game_error", source_ref="Spring Cup 12"))


async def test_a_source_that_was_reversed_is_corrected_under_a_name_that_says_so(office: World) -> None:
    anna = await office.player("anna")
    prize = adjusting(anna, reason="tournament_prize", source_ref="cup 12")
    receipt = await execute(office, prize)
    async with office.work() as work:
        (posted,) = await ledger.transactions(work.db, anna)
        await ledger.reverse(work, player_id=anna, transaction_id=posted.id, key="request:back")

    with pytest.raises(AlreadySettled, match="call this one “cup 12, corrected”"):
        await preview(office, prize)

    assert str(posted.id) == receipt.ids["transaction"]
    assert await preview(office, prize.model_copy(update={"source_ref": "cup 12, corrected"}))


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
            player_blocks.Placing(
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

    with pytest.raises(OnlyMoneyOwed, match="while a block stands"):
        await preview(office, adjusting(anna, wallet="bonus"))
    assert await preview(office, adjusting(anna))


async def test_it_is_asked_approved_and_done(office: World) -> None:
    await office.staff("sam")
    anna = await office.player("anna", cash="120 EUR")

    asked = await ask(office, "alice", adjusting(anna))

    assert (await decide(office, "sam", asked, "approve")).state == "done"
    assert await held(office, anna) == {Wallet.CASH: eur(14_000)}


async def test_the_third_tier_needs_finance_and_a_manager(office: World) -> None:
    for name in ("bob", "carol", "maya"):
        await office.staff(name)
    anna = await office.player("anna")
    asked = await ask(office, "alice", adjusting(anna, amount=eur(100_000)))

    assert (await decide(office, "bob", asked, "approve")).state == "pending"
    with pytest.raises(approvals.NotAnApprover):
        await decide(office, "carol", asked, "approve")
    assert await held(office, anna) == {}
    assert (await decide(office, "maya", asked, "approve")).state == "done"

    assert await held(office, anna) == {Wallet.CASH: eur(100_000)}


async def test_many_adjustments_just_under_a_limit_do_not_escape_it(office: World) -> None:
    for name in ("sam", "bob"):
        await office.staff(name)
    anna, ben = await office.player("anna"), await office.player("ben")

    first = await ask(office, "alice", adjusting(anna, amount=eur(4_900)))
    second = await ask(office, "alice", adjusting(ben, amount=eur(4_900)))
    of_another = await ask(office, "bob", adjusting(anna, amount=eur(4_900), source_ref="call of Monday"))

    assert first.policy["rule"] == "Give up to EUR 50.00"
    assert second.policy["rule"] == "Give up to EUR 500.00, as today's adjustments count together"
    assert of_another.policy["rule"] == second.policy["rule"]
    assert (await decide(office, "sam", first, "approve")).state == "done"


async def test_the_same_amount_given_meanwhile_stops_the_vote_and_burns_nothing(office: World) -> None:
    await office.staff("sam")
    anna = await office.player("anna")
    asked = await ask(office, "alice", adjusting(anna, again=True))
    seen = await opened(office, "sam", asked)
    await execute(office, adjusting(anna))

    with pytest.raises(approvals.ChangedSince, match="The same amount before"):
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
