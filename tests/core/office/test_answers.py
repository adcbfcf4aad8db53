"""What the office file answers, and that nothing in it changes unnoticed."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from pydantic import ValidationError

from core import office
from core.money import Direction, Money
from core.office import Quorum, Tier
from core.people import Permission, Visibility
from tests.support.office_files import SHIPPED, euros


def test_rights_of_several_roles_add_up() -> None:
    desk = office.default()

    assert desk.permissions(["support", "finance"]) == desk.permissions(["support"]) | desk.permissions(["finance"])
    assert desk.sees(["support", "security"]) == {Visibility.STAFF, Visibility.SECURITY}
    assert desk.reveal_per_day(["support", "security"]) == 100


@pytest.mark.parametrize("roles", [[], ["nobody"], ["nobody", "Support"]])
def test_a_role_the_file_does_not_know_gives_nothing(roles: list[str]) -> None:
    desk = office.default()

    assert (desk.permissions(roles), desk.sees(roles), desk.reveal_per_day(roles)) == (frozenset(), frozenset(), 0)


def test_one_person_must_not_grant_roles_and_move_money_by_holding_two_roles() -> None:
    desk = office.default()

    assert desk.clash(["administrator", "finance"]) == (
        "One person with Administrator and Finance could both grant roles and move money "
        "(staff.grant with adjustment.approve, adjustment.ask)."
    )


@pytest.mark.parametrize(
    ("roles", "clashes"),
    [
        (["administrator", "support"], True),
        (["administrator", "security"], True),
        (["administrator", "fraud"], True),
        (["administrator", "manager"], True),
        (["administrator", "operations"], False),
        (["administrator", "auditor"], False),
        (["finance", "manager", "security", "compliance"], False),
        (["administrator"], False),
        ([], False),
    ],
)
def test_which_roles_one_person_may_hold_together(roles: list[str], clashes: bool) -> None:  # noqa: FBT001 - a parametrised expectation
    assert (office.default().clash(roles) is not None) is clashes


def test_whom_to_ask_is_named_by_title() -> None:
    assert office.default().who_may(Permission.BLOCK_CONFIRM) == ("Security", "Fraud", "Compliance")


def test_other_currencies_count_at_their_rate_rounded_up() -> None:
    desk = office.default()

    assert desk.in_base(euros(20)) == euros(20)
    assert desk.in_base(Money(101, "SEK")) == Money(10, "EUR")
    assert desk.in_base(Money(1, "THB")) is None


def test_an_amount_counts_by_its_absolute_value() -> None:
    assert office.default().adjustment_tier(Direction.GIVE, euros(-400)).name == "medium"


@pytest.mark.parametrize(("day", "hours"), [(date(2024, 3, 31), 23), (date(2024, 10, 27), 25), (date(2024, 6, 1), 24)])
def test_a_day_has_the_hours_the_clock_gives_it(day: date, hours: int) -> None:
    desk = office.default()

    begin, end = desk.day_bounds(day)

    assert (begin.tzinfo, end.tzinfo) == (UTC, UTC)
    assert end - begin == timedelta(hours=hours)
    assert desk.day(begin) == desk.day(end - timedelta(microseconds=1)) == day
    assert desk.day(end) == day + timedelta(days=1)
    assert desk.day(begin - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_a_day_that_begins_at_one_o_clock_still_meets_the_day_before() -> None:
    desk = office.load(SHIPPED.replace("Europe/Malta ", "Africa/Cairo "))  # clocks go forward at midnight
    day = date(2024, 4, 26)

    assert desk.day_bounds(day - timedelta(days=1))[1] == desk.day_bounds(day)[0]
    assert desk.day(desk.day_bounds(day)[0]) == day
    assert desk.day(desk.day_bounds(day)[0] - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_a_day_is_the_desks_and_not_the_clocks() -> None:
    assert office.default().day(datetime(2024, 6, 1, 22, 30, tzinfo=UTC)) == date(2024, 6, 2)


def test_it_stays_while_the_meaning_stays() -> None:
    plain = yaml.safe_load(SHIPPED)
    turned = dict(reversed(plain.items()))
    turned["rules"]["unblock_player"]["within"] = "1440m"
    turned["roles"]["support"]["permissions"].reverse()

    assert office.load(yaml.safe_dump(turned)).fingerprint == office.default().fingerprint
    assert len(bytes.fromhex(office.default().fingerprint)) == hashlib.sha256().digest_size


@pytest.mark.parametrize(
    ("old", "new"),
    [("up_to: 50 EUR", "up_to: 51 EUR"), ("USD: 0.86", "USD: 0.87"), ("title: Goodwill", "title: Gift")],
)
def test_it_changes_with_any_meaning(old: str, new: str) -> None:
    assert office.load(SHIPPED.replace(old, new)).fingerprint != office.default().fingerprint


def test_other_channels_are_another_file() -> None:
    desk = office.default()
    placed = desk.with_channels({"approvals": "C0123ABCD"})

    assert placed.channels["approvals"] == "C0123ABCD"
    assert placed.fingerprint != desk.fingerprint
    assert placed.with_channels({}) == desk


def test_nothing_in_it_can_be_changed() -> None:
    desk = office.default()

    with pytest.raises(ValidationError):
        desk.rules.grant_role.people = 0
    with pytest.raises(TypeError):
        desk.roles["mallory"] = desk.roles["administrator"]


def test_a_quorum_kept_as_a_snapshot_reads_back_the_same() -> None:
    rules = office.default().rules

    for tier in (*rules.adjust_balance.give, *rules.adjust_balance.take):
        assert Tier.model_validate_json(tier.model_dump_json()) == tier
    assert Quorum.model_validate(rules.grant_role.model_dump(mode="json")) == rules.grant_role
