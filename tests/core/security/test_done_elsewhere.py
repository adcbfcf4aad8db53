"""What is done by hand on the platform is an alert, unless a request of ours that took effect stands behind it."""

import pytest

from core.activity import Type
from core.office.security import RuleSettings
from core.security.rules.done_elsewhere import judge
from core.security.verdicts import Backing, RuleOutcome
from tests.support.watching import EUR_900, NOON, happening, login, minutes

ACTS = {
    Type.SUSPENSION: {"suspended": True},
    Type.BALANCE_UPDATE: {"balance": EUR_900},
    Type.PLATFORM_ACT: {"act": "bonus by hand"},
}


@pytest.mark.parametrize("type_", ACTS)
@pytest.mark.parametrize("backing", list(Backing))
def test_only_what_was_asked_for_here_is_nothing(type_: Type, backing: Backing) -> None:
    verdict = judge([happening(type_, NOON, backing=backing, **ACTS[type_])], RuleSettings())

    assert verdict.outcome is (RuleOutcome.NOTHING if backing is Backing.OURS else RuleOutcome.ALERT)
    assert backing is Backing.OURS or verdict.sentence.endswith(f"and not from here: {backing.value}.")


@pytest.mark.parametrize(
    ("type_", "body", "said"),
    [
        (Type.SUSPENSION, {"suspended": True}, "The account was blocked on the platform"),
        (Type.SUSPENSION, {"suspended": False}, "A block was lifted on the platform"),
        (Type.BALANCE_UPDATE, {"balance": EUR_900}, "A balance was changed on the platform"),
        (Type.PLATFORM_ACT, {"act": "bonus_by_hand"}, "“bonus by hand” was done by hand on the platform"),
    ],
)
def test_it_says_what_was_done(type_: Type, body: dict, said: str) -> None:
    assert judge([happening(type_, NOON, **body)], RuleSettings()).sentence.startswith(said)


def test_each_act_is_an_alert_of_its_own() -> None:
    acts = [happening(Type.PLATFORM_ACT, NOON, act="credit"), happening(Type.PLATFORM_ACT, NOON, act="credit")]

    assert judge(acts[:1], RuleSettings()).window != judge(acts, RuleSettings()).window


def test_balances_that_go_on_differing_are_one_alert_a_wallet_and_day() -> None:
    body = {"wallet": "bonus", "balance": EUR_900}
    days = [judge([happening(Type.BALANCE_UPDATE, NOON + minutes(60 * n), **body)], RuleSettings()) for n in (0, 1, 24)]

    assert [each.window for each in days] == [f"balance:bonus:EUR:2026-05-0{day}" for day in (3, 3, 4)]


def test_without_any_act_it_cannot_tell() -> None:
    assert judge([login()], RuleSettings()).outcome is RuleOutcome.NOT_ENOUGH
