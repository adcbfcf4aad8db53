"""The office file: what ships is sound, what is wrong is told all at once, and what it answers."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from core import office
from core.money import Direction, Money, Wallet
from core.office import OfficeRefused, Quorum, Scope, Tier
from core.people import Permission, Visibility

SHIPPED = files("core.office").joinpath("default.yml").read_text(encoding="utf-8")


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(OfficeRefused) as refusal:
        office.load(text)
    assert refusal.value.code == "office_refused"
    assert all(problem in refusal.value.message for problem in refusal.value.problems)
    return refusal.value.problems


def changed(change: Callable[[Any], object]) -> str:
    """Give the shipped file with one change."""
    plain = yaml.safe_load(SHIPPED)
    change(plain)
    return yaml.safe_dump(plain, sort_keys=False)


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


class TestShipped:
    def test_it_is_read_without_a_problem(self) -> None:
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
    def test_the_more_is_given_the_more_must_agree(
        self, amount: Money | None, people: int, slots: list[set[str]]
    ) -> None:
        tier = office.default().adjustment_tier(Direction.GIVE, amount)

        assert (tier.people, list(tier.slots)) == (people, slots)

    @pytest.mark.parametrize("amount", [Money(1, "EUR"), euros(1_000_000), None])
    def test_taking_or_undoing_any_amount_needs_finance_and_one_more(self, amount: Money | None) -> None:
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
    def test_the_owner_of_a_reason_agrees_to_lifting(self, reason: str, owner: str) -> None:
        quorum = office.default().unblock_quorum(reason)

        assert (quorum.slots, quorum.people, quorum.within) == (({owner},), 1, timedelta(hours=24))

    def test_a_reason_the_file_dropped_needs_every_owner(self) -> None:
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
    def test_the_reason_chooses_what_is_blocked(self, reason: str, scopes: set[str]) -> None:
        assert office.default().reasons[reason].scopes == scopes

    def test_takeover_and_fraud_hold_withdrawals_and_harm_leaves_them(self) -> None:
        reasons = office.default().reasons

        assert reasons["takeover"].holds_withdrawals
        assert reasons["takeover"].ends_sessions
        assert reasons["fraud"].holds_withdrawals
        assert not reasons["harm"].holds_withdrawals

    def test_money_laundering_is_seen_by_compliance_and_the_auditor_only(self) -> None:
        desk = office.default()
        visibility = desk.reasons["money_laundering"].visibility

        assert {name for name in desk.roles if visibility in desk.sees([name])} == {"compliance", "auditor"}

    def test_a_block_is_in_force_at_once_and_confirmed_within_four_hours(self) -> None:
        rule = office.default().rules.block_player

        assert rule.first == "act"
        assert rule.confirm == Quorum(
            slots=(frozenset({"security", "fraud", "compliance"}),), people=1, within=timedelta(hours=4)
        )

    def test_granting_needs_an_administrator_who_asks_and_a_manager_who_agrees(self) -> None:
        desk = office.default()

        assert desk.who_may(Permission.STAFF_GRANT) == ("Administrator",)
        assert desk.rules.grant_role.slots == ({"manager"},)

    def test_operations_see_no_player_and_the_auditor_changes_nothing(self) -> None:
        desk = office.default()

        assert desk.permissions(["operations"]) == {Permission.DESK_STATUS}
        assert desk.sees(["operations"]) == frozenset()
        assert desk.sees(["auditor"]) == set(Visibility)
        assert not any(
            permission.value.endswith((".ask", ".approve", ".confirm", ".write", ".grant", ".change"))
            for permission in desk.permissions(["auditor"])
        )

    def test_the_administrator_neither_asks_nor_approves_money(self) -> None:
        assert not {Permission.ADJUSTMENT_ASK, Permission.ADJUSTMENT_APPROVE} & office.default().permissions(
            ["administrator"]
        )

    def test_no_reason_moves_locked_money(self) -> None:
        for reason in office.default().adjustment_reasons.values():
            assert Wallet.LOCKED not in reason.wallets


REFUSED: list[tuple[str, Callable[[Any], object], str, str]] = [
    # what is wrong · the change that makes it so · where it is told · what is told
    (
        "zero approvals",
        lambda f: f["rules"]["adjust_balance"]["give"][1].update(people=0),
        "rules.adjust_balance.give[1].people",
        "0 is too small; write 1 or more",
    ),
    (
        "negative approvals",
        lambda f: f["rules"]["grant_role"].update(people=-1),
        "rules.grant_role.people",
        "-1 is too small",
    ),
    ("missing approvals", lambda f: f["rules"]["grant_role"].pop("people"), "rules.grant_role.people", "missing"),
    (
        "approvals in words",
        lambda f: f["rules"]["grant_role"].update(people="two"),
        "rules.grant_role.people",
        "'two' is no whole number",
    ),
    (
        "fewer people than slots",
        lambda f: f["rules"]["adjust_balance"]["give"][2].update(people=1),
        "rules.adjust_balance.give[2].people",
        "1 cannot fill 2 slots, as nobody fills two; write 2 or more",
    ),
    ("no slots", lambda f: f["rules"]["grant_role"].update(slots=[]), "rules.grant_role.slots", "must not be empty"),
    (
        "a slot nobody can fill",
        lambda f: f["rules"]["block_player"]["confirm"].update(slots=[[]]),
        "rules.block_player.confirm.slots[0]",
        "must not be empty",
    ),
    (
        "a slot that is a word",
        lambda f: f["rules"]["grant_role"].update(slots=["manager"]),
        "rules.grant_role.slots[0]",
        "must be a list",
    ),
    (
        "an unknown role in a slot",
        lambda f: f["rules"]["adjust_balance"]["take"][0].update(slots=[["finanse"], ["security"]]),
        "rules.adjust_balance.take[0].slots[0][0]",
        "unknown role 'finanse'; did you mean 'finance'?",
    ),
    (
        "an unknown owner",
        lambda f: f["reasons"]["harm"].update(owner="complience"),
        "reasons.harm.owner",
        "did you mean 'compliance'?",
    ),
    (
        "an approver without the right",
        lambda f: f["rules"]["adjust_balance"]["give"][0].update(slots=[["support"]]),
        "rules.adjust_balance.give[0].slots[0]",
        "role 'support' does not hold 'adjustment.approve'",
    ),
    (
        "a confirmer without the right",
        lambda f: f["rules"]["block_player"]["confirm"].update(slots=[["security", "support"]]),
        "rules.block_player.confirm.slots[0]",
        "role 'support' does not hold 'block.confirm'",
    ),
    (
        "a granter without the right",
        lambda f: f["rules"]["grant_role"].update(slots=[["finance"]]),
        "rules.grant_role.slots[0]",
        "role 'finance' does not hold 'staff.approve'",
    ),
    (
        "an owner without the right",
        lambda f: f["reasons"]["harm"].update(owner="manager"),
        "reasons.harm.owner",
        "role 'manager' does not hold 'unblock.approve'",
    ),
    (
        "an owner who may not see the reason",
        lambda f: f["reasons"]["money_laundering"].update(owner="finance"),
        "reasons.money_laundering.owner",
        "role 'finance' does not see 'compliance'",
    ),
    ("a reason without owner", lambda f: f["reasons"]["harm"].pop("owner"), "reasons.harm.owner", "missing"),
    (
        "one person who grants roles and asks for money",
        lambda f: f["roles"]["administrator"]["permissions"].append("adjustment.ask"),
        "roles.administrator.permissions",
        "one person could both grant roles and move money",
    ),
    (
        "one person who grants roles and approves money",
        lambda f: f["roles"]["finance"]["permissions"].append("staff.grant"),
        "roles.finance.permissions",
        "one person could both grant roles and move money",
    ),
    *(
        (
            f"one person who changes the file and holds {approving}",
            lambda f, approving=approving: f["roles"]["administrator"]["permissions"].append(approving),
            "roles.administrator.permissions",
            "one person could both change the office file and approve",
        )
        for approving in ("unblock.approve", "block.confirm", "staff.approve")
    ),
    (
        "one person who changes the file and approves money",
        lambda f: f["roles"]["finance"]["permissions"].append("office.change"),
        "roles.finance.permissions",
        "one person could both change the office file and approve",
    ),
    (
        "nobody who grants roles",
        lambda f: f["roles"]["administrator"]["permissions"].remove("staff.grant"),
        "roles",
        "no role holds 'staff.grant'",
    ),
    (
        "revealing without a quota",
        lambda f: f["roles"]["support"].pop("reveal_per_day"),
        "roles.support.reveal_per_day",
        "must be above 0",
    ),
    (
        "an unknown permission",
        lambda f: f["roles"]["support"]["permissions"].append("player.veiw"),
        "roles.support.permissions[6]",
        "unknown value 'player.veiw'; did you mean 'player.view'?",
    ),
    (
        "an unknown visibility",
        lambda f: f["roles"]["support"].update(sees=["stuff"]),
        "roles.support.sees[0]",
        "did you mean 'staff'?",
    ),
    (
        "a role with a name no rule could use",
        lambda f: f["roles"].update({"Big Boss": {"title": "Boss", "permissions": []}}),
        "roles.Big Boss",
        "is no name; write small letters",
    ),
    (
        "a typo in a key",
        lambda f: f["roles"]["support"].update(permisions=[]),
        "roles.support.permisions",
        "unknown key; did you mean 'permissions'?",
    ),
    (
        "a typo in a rule",
        lambda f: f["rules"].update(ajust_balance={}),
        "rules.ajust_balance",
        "unknown key; did you mean 'adjust_balance'?",
    ),
    (
        "a typo in a tier",
        lambda f: f["rules"]["reverse_adjustment"]["tiers"][0].update(peeple=2),
        "rules.reverse_adjustment.tiers[0].peeple",
        "unknown key; did you mean 'people'?",
    ),
    ("a typo at the top", lambda f: f.update(zoen="UTC"), "zoen", "unknown key; did you mean 'zone'?"),
    (
        "a last tier with a limit",
        lambda f: f["rules"]["adjust_balance"]["take"][0].update(up_to="50 EUR"),
        "rules.adjust_balance.take[0].up_to",
        "the last tier must have no limit",
    ),
    (
        "a limit missing in between",
        lambda f: f["rules"]["adjust_balance"]["give"][1].pop("up_to"),
        "rules.adjust_balance.give[1].up_to",
        "only the last tier has no limit",
    ),
    (
        "tiers out of order",
        lambda f: f["rules"]["adjust_balance"]["give"][1].update(up_to="40 EUR"),
        "rules.adjust_balance.give[1].up_to",
        "EUR 40.00 is not above EUR 50.00",
    ),
    (
        "two tiers with one limit",
        lambda f: f["rules"]["adjust_balance"]["give"][1].update(up_to="50 EUR"),
        "rules.adjust_balance.give[1].up_to",
        "EUR 50.00 is not above EUR 50.00",
    ),
    (
        "two tiers with one name",
        lambda f: f["rules"]["adjust_balance"]["give"][0].update(name="large"),
        "rules.adjust_balance.give[0].name",
        "'large' is used twice",
    ),
    (
        "no tiers",
        lambda f: f["rules"]["adjust_balance"].update(give=[]),
        "rules.adjust_balance.give",
        "must not be empty",
    ),
    (
        "an ambiguous limit",
        lambda f: f["rules"]["adjust_balance"]["give"][2].update(up_to="5,000"),
        "rules.adjust_balance.give[2].up_to",
        "type 5000 if it means thousands",
    ),
    (
        "a limit in another currency",
        lambda f: f["rules"]["adjust_balance"]["give"][2].update(up_to="5000 USD"),
        "rules.adjust_balance.give[2].up_to",
        "type the amount in EUR",
    ),
    (
        "a limit of nothing",
        lambda f: f["rules"]["adjust_balance"]["give"][0].update(up_to="0 EUR"),
        "rules.adjust_balance.give[0].up_to",
        "more than zero",
    ),
    (
        "no time to confirm",
        lambda f: f["rules"]["block_player"]["confirm"].update(within="0h"),
        "rules.block_player.confirm.within",
        "must be longer than nothing",
    ),
    (
        "a negative time to confirm",
        lambda f: f["rules"]["block_player"]["confirm"].update(within="-4h"),
        "rules.block_player.confirm.within",
        "'-4h' is no duration",
    ),
    (
        "a time without unit",
        lambda f: f["rules"]["unblock_player"].update(within=4),
        "rules.unblock_player.within",
        "write a whole number and a unit, as 30m, 4h or 2d",
    ),
    (
        "a time without end",
        lambda f: f["rules"]["unblock_player"].update(within="999999999w"),
        "rules.unblock_player.within",
        "is no duration",
    ),
    (
        "an unknown first",
        lambda f: f["rules"]["block_player"].update(first="acts"),
        "rules.block_player.first",
        "did you mean 'act'?",
    ),
    (
        "a cap of nothing",
        lambda f: f["rules"]["block_player"].update(per_person_per_hour=0),
        "rules.block_player.per_person_per_hour",
        "0 is too small",
    ),
    ("an unknown zone", lambda f: f.update(zone="Europe/Maltta"), "zone", "unknown time zone 'Europe/Maltta'"),
    ("a zone that is a path", lambda f: f.update(zone="../../etc/passwd"), "zone", "unknown time zone"),
    ("an unknown authority", lambda f: f.update(authority="hear"), "authority", "did you mean 'here'?"),
    ("an unknown currency", lambda f: f.update(base_currency="EURO"), "base_currency", "no ISO 4217 currency"),
    ("an unknown rate", lambda f: f["rates"].update(XYZ=1), "rates.XYZ", "no ISO 4217 currency"),
    ("a rate of nothing", lambda f: f["rates"].update(USD=0), "rates.USD", "0 is too small; write more than 0"),
    ("a rate that is no number", lambda f: f["rates"].update(USD="nan"), "rates.USD", "'nan' is no number"),
    ("a rate in words", lambda f: f["rates"].update(USD="about one"), "rates.USD", "'about one' is no number"),
    ("a rate for the base currency", lambda f: f["rates"].update(EUR=2), "rates.EUR", "is the base currency"),
    (
        "an unknown channel",
        lambda f: f["channels"].update(aprovals="C0123"),
        "channels.aprovals",
        "did you mean 'approvals'?",
    ),
    (
        "a channel by name",
        lambda f: f["channels"].update(approvals="#approvals"),
        "channels.approvals",
        "'#approvals' is no channel id; write for example C0123ABCD",
    ),
    ("a team by name", lambda f: f.update(teams=["acme"]), "teams[0]", "'acme' is no workspace id"),
    ("no scopes", lambda f: f["reasons"]["harm"].update(scopes=[]), "reasons.harm.scopes", "must not be empty"),
    (
        "an unknown scope",
        lambda f: f["reasons"]["harm"].update(scopes=["bets"]),
        "reasons.harm.scopes[0]",
        "did you mean 'bet'?",
    ),
    ("no reasons", lambda f: f.update(reasons={}), "reasons", "must not be empty"),
    (
        "locked money by hand",
        lambda f: f["adjustment_reasons"]["goodwill"].update(wallets=["locked"]),
        "adjustment_reasons.goodwill.wallets[0]",
        "'locked' is never moved by hand",
    ),
    (
        "no direction",
        lambda f: f["adjustment_reasons"]["goodwill"].update(directions=[]),
        "adjustment_reasons.goodwill.directions",
        "must not be empty",
    ),
    (
        "no house account",
        lambda f: f["adjustment_reasons"]["goodwill"].pop("house"),
        "adjustment_reasons.goodwill.house",
        "missing; add it",
    ),
    (
        "a flag that is no flag",
        lambda f: f["adjustment_reasons"]["goodwill"].update(goodwill="perhaps"),
        "adjustment_reasons.goodwill.goodwill",
        "'perhaps' is neither true nor false",
    ),
    ("a missing part", lambda f: f.pop("limits"), "limits", "missing; add it"),
    ("a part that is a word", lambda f: f.update(rules="none"), "rules", "must be keys with values below it"),
    ("an empty title", lambda f: f["roles"]["support"].update(title=""), "roles.support.title", "must not be empty"),
]


@pytest.mark.parametrize(
    ("change", "place", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_the_loader_refuses(change: Callable[[Any], object], place: str, words: str) -> None:
    told = problems(changed(change))

    assert [problem for problem in told if problem.startswith(f"{place}: ") and words in problem], told
    assert len(told) == 1, "one mistake is told once"


def test_all_problems_are_told_at_once_each_with_its_line() -> None:
    text = (
        SHIPPED.replace("zone: Europe/Malta", "zone: Europe/Maltta")
        .replace("slots: [[security, finance]]\n        people: 1", "slots: [[security, finanse]]\n        people: 0")
        .replace("    owner: fraud\n", "    owner: froud\n")
        .replace("limits:\n", "limits:\n  typeahed_per_minute: 3\n")
    )

    told = problems(text)

    assert [problem.split(":")[0] for problem in told] == [
        "zone",
        "reasons.fraud.owner",
        "rules.adjust_balance.give[1].slots[0][1]",
        "rules.adjust_balance.give[1].people",
        "limits.typeahed_per_minute",
    ]
    lines = text.splitlines()
    for problem, word in zip(told, ["Maltta", "froud", "finanse", "people: 0", "typeahed"], strict=True):
        line = int(problem.rsplit("(line ", 1)[1].rstrip(")"))
        assert word in lines[line - 1]


def test_a_mistake_in_a_role_is_not_told_again_wherever_the_role_stands() -> None:
    told = problems(SHIPPED.replace("- unblock.approve", "- unblock.aprove"))

    assert len(told) == 4
    assert all(problem.startswith("roles.") for problem in told)


class TestYaml:
    def test_a_key_that_stands_twice_is_refused_with_both_lines(self) -> None:
        (told,) = problems(SHIPPED.replace("authority: here", "authority: here\nname: Another"))

        assert told.startswith("name: stands twice, on lines 5 and ")

    def test_what_is_no_yaml_is_refused_with_line_and_column(self) -> None:
        assert problems("name: [a\nzone: UTC\n")[0].startswith("line 2, column 5: this is no YAML")
        assert problems("name: a\n\tzone: UTC\n")[0].startswith("line 2, column 1: this is no YAML")

    def test_characters_no_yaml_may_have_are_refused(self) -> None:
        assert problems("name: \x00")[0].startswith("this is no YAML")

    @pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!own", "!!binary"])
    def test_tags_are_refused_and_never_carried_out(self, tag: str) -> None:
        told = problems(SHIPPED.replace("name: Player desk", f"name: {tag} [echo]"))

        assert any("is not allowed here; write the plain value" in problem for problem in told)

    def test_a_yaml_bomb_is_refused_unread(self) -> None:
        names = "abcdefghi"
        bomb = 'a: &a ["lol"]\n' + "".join(
            f"{upper}: &{upper} [{', '.join([f'*{lower}'] * 9)}]\n" for lower, upper in pairwise(names)
        )

        (told,) = problems(bomb)

        assert told == "line 1, column 4: anchors and aliases (& and *) are not read; write the value out"

    @pytest.mark.parametrize("text", ["[" * 100_000, "- " * 50_000, "{a: " * 50_000])
    def test_bottomless_nesting_is_refused(self, text: str) -> None:
        assert "nested deeper than 16 levels" in problems(text)[0]

    def test_a_file_too_long_is_refused_unread(self) -> None:
        assert "longer than" in problems("#" * 300_000)[0]

    @pytest.mark.parametrize("text", ["", "# nothing\n", "{}", "---\n"])
    def test_an_empty_file_is_told_what_it_lacks(self, text: str) -> None:
        assert {problem.split(":")[0] for problem in problems(text)} == {
            "name",
            "zone",
            "base_currency",
            "roles",
            "reasons",
            "adjustment_reasons",
            "rules",
            "limits",
        }

    @pytest.mark.parametrize("text", ["just words", "- a\n- list", "3"])
    def test_a_file_that_is_no_table_is_refused(self, text: str) -> None:
        assert problems(text) == ("the file: must be keys with values below it (line 1)",)

    def test_two_documents_in_one_file_are_refused(self) -> None:
        assert "this is no YAML" in problems(f"{SHIPPED}\n---\n{SHIPPED}")[0]

    def test_a_key_that_is_no_word_is_refused(self) -> None:
        told = problems(SHIPPED.replace("channels: {}", "channels: {[a, b]: C0123}"))

        assert told[0].startswith("channels: a key on line ")

    def test_numbers_keep_every_digit(self) -> None:
        desk = office.load(SHIPPED.replace("USD: 0.86", "USD: 0.12345678901234567890123"))

        assert desk.rates["USD"] == Decimal("0.12345678901234567890123")


class TestAnswers:
    def test_rights_of_several_roles_add_up(self) -> None:
        desk = office.default()

        assert desk.permissions(["support", "finance"]) == desk.permissions(["support"]) | desk.permissions(["finance"])
        assert desk.sees(["support", "security"]) == {Visibility.STAFF, Visibility.SECURITY}
        assert desk.reveal_per_day(["support", "security"]) == 100

    @pytest.mark.parametrize("roles", [[], ["nobody"], ["nobody", "Support"]])
    def test_a_role_the_file_does_not_know_gives_nothing(self, roles: list[str]) -> None:
        desk = office.default()

        assert (desk.permissions(roles), desk.sees(roles), desk.reveal_per_day(roles)) == (frozenset(), frozenset(), 0)

    def test_one_person_must_not_grant_roles_and_move_money_by_holding_two_roles(self) -> None:
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
    def test_which_roles_one_person_may_hold_together(self, roles: list[str], clashes: bool) -> None:  # noqa: FBT001 - a parametrised expectation
        assert (office.default().clash(roles) is not None) is clashes

    def test_whom_to_ask_is_named_by_title(self) -> None:
        assert office.default().who_may(Permission.BLOCK_CONFIRM) == ("Security", "Fraud", "Compliance")

    def test_other_currencies_count_at_their_rate_rounded_up(self) -> None:
        desk = office.default()

        assert desk.in_base(euros(20)) == euros(20)
        assert desk.in_base(Money(101, "SEK")) == Money(10, "EUR")
        assert desk.in_base(Money(1, "THB")) is None

    def test_an_amount_counts_by_its_absolute_value(self) -> None:
        assert office.default().adjustment_tier(Direction.GIVE, euros(-400)).name == "medium"

    @pytest.mark.parametrize(
        ("day", "hours"), [(date(2024, 3, 31), 23), (date(2024, 10, 27), 25), (date(2024, 6, 1), 24)]
    )
    def test_a_day_has_the_hours_the_clock_gives_it(self, day: date, hours: int) -> None:
        desk = office.default()

        begin, end = desk.day_bounds(day)

        assert (begin.tzinfo, end.tzinfo) == (UTC, UTC)
        assert end - begin == timedelta(hours=hours)
        assert desk.day(begin) == desk.day(end - timedelta(microseconds=1)) == day
        assert desk.day(end) == day + timedelta(days=1)
        assert desk.day(begin - timedelta(microseconds=1)) == day - timedelta(days=1)

    def test_a_day_that_begins_at_one_o_clock_still_meets_the_day_before(self) -> None:
        desk = office.load(SHIPPED.replace("Europe/Malta ", "Africa/Cairo "))  # clocks go forward at midnight
        day = date(2024, 4, 26)

        assert desk.day_bounds(day - timedelta(days=1))[1] == desk.day_bounds(day)[0]
        assert desk.day(desk.day_bounds(day)[0]) == day
        assert desk.day(desk.day_bounds(day)[0] - timedelta(microseconds=1)) == day - timedelta(days=1)

    def test_a_day_is_the_desks_and_not_the_clocks(self) -> None:
        assert office.default().day(datetime(2024, 6, 1, 22, 30, tzinfo=UTC)) == date(2024, 6, 2)


class TestFingerprint:
    def test_it_stays_while_the_meaning_stays(self) -> None:
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
    def test_it_changes_with_any_meaning(self, old: str, new: str) -> None:
        assert office.load(SHIPPED.replace(old, new)).fingerprint != office.default().fingerprint

    def test_other_channels_are_another_file(self) -> None:
        desk = office.default()
        placed = desk.with_channels({"approvals": "C0123ABCD"})

        assert placed.channels["approvals"] == "C0123ABCD"
        assert placed.fingerprint != desk.fingerprint
        assert placed.with_channels({}) == desk


class TestFrozen:
    def test_nothing_in_it_can_be_changed(self) -> None:
        desk = office.default()

        with pytest.raises(ValidationError):
            desk.rules.grant_role.people = 0
        with pytest.raises(TypeError):
            desk.roles["mallory"] = desk.roles["administrator"]

    def test_a_quorum_kept_as_a_snapshot_reads_back_the_same(self) -> None:
        rules = office.default().rules

        for tier in (*rules.adjust_balance.give, *rules.adjust_balance.take):
            assert Tier.model_validate_json(tier.model_dump_json()) == tier
        assert Quorum.model_validate(rules.grant_role.model_dump(mode="json")) == rules.grant_role
