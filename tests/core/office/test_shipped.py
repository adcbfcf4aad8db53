"""The office file that ships is sound and says what the desk promises."""

from datetime import timedelta

import pytest

from core import office
from core.money import Direction, Money, Wallet
from core.office import Quorum, Scope
from core.people import Permission, Visibility
from tests.support.office_files import SHIPPED, euros


def test_it_is_read_without_a_problem() -> None:
    assert office.load(SHIPPED) == office.default()


@pytest.mark.parametrize(
    ("amount", "people", "slots"),
    [
        (Money(1, "EUR"), 1, [{"support_lead", "security", "finance"}]),
        (euros(50), 1, [{"support_lead", "security", "finance"}]),
        (Money(5_001, "EUR"), 1, [{"security", "finance"}]),
        (euros(500), 1, [{"security", "finance"}]),
        (Money(50_001, "EUR"), 2, [{"finance"}, {"manager"}]),
        (euros(5_000), 2, [{"finance"}, {"manager"}]),
        (Money(500_001, "EUR"), 3, [{"finance"}, *[{"finance", "manager", "security", "compliance"}] * 2]),
        (None, 3, [{"finance"}, *[{"finance", "manager", "security", "compliance"}] * 2]),
    ],
)
def test_the_more_is_given_the_more_must_agree(amount: Money | None, people: int, slots: list[set[str]]) -> None:
    tier = office.default().adjustment_tier(Direction.GIVE, amount)

    assert (tier.people, list(tier.slots)) == (people, slots)


@pytest.mark.parametrize("amount", [Money(1, "EUR"), euros(1_000_000), None])
def test_taking_or_undoing_any_amount_needs_finance_and_one_more(amount: Money | None) -> None:
    desk = office.default()

    for tier in (desk.adjustment_tier(Direction.TAKE, amount), desk.reversal_tier(amount)):
        assert tier.people == 2
        assert tier.slots[0] == {"finance"}
        assert len(tier.slots[1]) > 1


@pytest.mark.parametrize(
    ("reason", "owner"),
    [
        ("takeover", "security"),
        ("harm", "compliance"),
        ("fraud", "fraud"),
        ("money_laundering", "compliance"),
        ("chargeback", "finance"),
    ],
)
def test_the_owner_of_a_reason_agrees_to_lifting(reason: str, owner: str) -> None:
    quorum = office.default().unblock_quorum(reason)

    assert (quorum.slots, quorum.people, quorum.within) == (({owner},), 1, timedelta(hours=24))


def test_a_reason_the_file_dropped_needs_every_owner() -> None:
    quorum = office.default().unblock_quorum("forgotten")

    assert quorum.people == 4
    assert frozenset().union(*quorum.slots) == {"security", "compliance", "fraud", "finance"}


@pytest.mark.parametrize(
    ("reason", "scopes"),
    [
        ("takeover", {"login", "deposit", "bet", "withdraw", "profile"}),
        ("harm", {"deposit", "bet", "bonus", "marketing"}),
        ("fraud", {"deposit", "bet", "withdraw"}),
        ("money_laundering", {"deposit", "bet", "withdraw"}),
        ("minor", set(Scope)),
        ("deceased", set(Scope)),
        ("chargeback", {"deposit", "withdraw"}),
    ],
)
def test_the_reason_chooses_what_is_blocked(reason: str, scopes: set[str]) -> None:
    assert office.default().reasons[reason].scopes == scopes


def test_takeover_and_fraud_hold_withdrawals_and_harm_leaves_them() -> None:
    reasons = office.default().reasons

    assert reasons["takeover"].holds_withdrawals
    assert reasons["takeover"].ends_sessions
    assert reasons["fraud"].holds_withdrawals
    assert not reasons["harm"].holds_withdrawals


def test_money_laundering_is_seen_by_compliance_and_the_auditor_only() -> None:
    desk = office.default()
    visibility = desk.reasons["money_laundering"].visibility

    assert {name for name in desk.roles if visibility in desk.sees([name])} == {"compliance", "auditor"}


def test_a_block_is_in_force_at_once_and_confirmed_within_four_hours() -> None:
    rule = office.default().rules.block_player

    assert rule.first == "act"
    assert rule.confirm == Quorum(
        slots=(frozenset({"security", "fraud", "compliance"}),), people=1, within=timedelta(hours=4)
    )


def test_granting_needs_an_administrator_who_asks_and_a_manager_who_agrees() -> None:
    desk = office.default()

    assert desk.who_may(Permission.STAFF_GRANT) == ("Administrator",)
    assert desk.rules.grant_role.slots == ({"manager"},)


def test_operations_see_no_player_and_the_auditor_changes_nothing() -> None:
    desk = office.default()

    assert desk.permissions(["operations"]) == {Permission.DESK_STATUS}
    assert desk.sees(["operations"]) == frozenset()
    assert desk.sees(["auditor"]) == set(Visibility)
    assert not any(
        permission.value.endswith((".ask", ".approve", ".confirm", ".write", ".grant", ".change"))
        for permission in desk.permissions(["auditor"])
    )


def test_the_administrator_neither_asks_nor_approves_money() -> None:
    assert not {Permission.ADJUSTMENT_ASK, Permission.ADJUSTMENT_APPROVE} & office.default().permissions(
        ["administrator"]
    )


def test_no_reason_moves_locked_money() -> None:
    for reason in office.default().adjustment_reasons.values():
        assert Wallet.LOCKED not in reason.wallets
