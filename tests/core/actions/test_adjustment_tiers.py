"""The amount, what was asked before, and a decline choose who must agree to an adjustment."""

import pytest

from bot import kit
from core import approvals
from core.action import Policy, Totals
from core.actions.adjust_balance import AdjustBalance
from core.moment import Moment
from core.money import Money, Wallet
from core.people import PITBOSS
from core.requests import Request
from core.work import Work
from tests.support.adjusting import adjusting, taking
from tests.support.asking import ask, decide
from tests.support.books import DESK, NOW, eur, held
from tests.support.office import World

NO_DATABASE = Work(db=None, desk=DESK, at=Moment(now=NOW))


async def rule_and_tier(action: AdjustBalance, **totals: int | None) -> tuple[str, str]:
    policy = await action.policy(work=NO_DATABASE, requester=PITBOSS, totals=Totals(**totals))
    return kit.written(policy.rule), policy.quorum.name


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
        "Give up to EUR 500.00, because today's adjustments count together: EUR 60.00",
        "medium",
    )


async def test_a_currency_without_a_rate_takes_the_strictest_tier() -> None:
    rule, tier = await rule_and_tier(adjusting(amount=Money(1, "JPY")))

    assert (rule, tier) == (
        "Give above EUR 5,000.00, because today's total has an unknown rate",
        "largest",
    )


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
    assert raised[0].rule == "Give up to EUR 500.00"
    assert raised[1].quorum.people == policies[1].quorum.people + 1
    assert taking(42, 1).stricter(policies[2], work=NO_DATABASE).quorum.people == 3


async def test_the_third_tier_needs_finance_and_a_manager(office: World) -> None:
    for name in ("bob", "carol", "maya", "ada"):
        await office.staff(name)
    anna = await office.player("anna")
    asked = await ask(office, "alice", adjusting(anna, amount=eur(100_000)))

    assert (await decide(office, "bob", asked, "approve")).state == "pending"
    with pytest.raises(approvals.NotAnApprover):
        await decide(office, "carol", asked, "approve")
    with pytest.raises(approvals.NotAnApprover, match=r"It still needs (?!Finance)[^,]+: ask one of them"):
        await decide(office, "ada", asked, "approve")
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

    assert rule_of(first) == "Give up to EUR 50.00"
    assert rule_of(second) == "Give up to EUR 500.00, because today's adjustments count together: EUR 98.00"
    assert of_another.policy["rule"] == second.policy["rule"]
    assert (await decide(office, "sam", first, "approve")).state == "done"


def rule_of(request: Request) -> str:
    return kit.written(Policy.model_validate(request.policy).rule)
