"""Rules with a typo, tiers out of order, limits and times that are none are refused."""

import pytest

from tests.support.office_files import Case, Change, refused_once

REFUSED_RULES: list[Case] = [
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
        "the last tier must not have a limit",
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
        "type 5000 for thousands",
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
        "greater than zero",
    ),
    (
        "no time to confirm",
        lambda f: f["rules"]["block_player"]["confirm"].update(within="0h"),
        "rules.block_player.confirm.within",
        "must be greater than zero",
    ),
    (
        "a negative time to confirm",
        lambda f: f["rules"]["block_player"]["confirm"].update(within="-4h"),
        "rules.block_player.confirm.within",
        "'-4h' is not a valid duration",
    ),
    (
        "a time without unit",
        lambda f: f["rules"]["unblock_player"].update(within=4),
        "rules.unblock_player.within",
        "use e.g. 30m, 4h or 2d",
    ),
    (
        "a time without end",
        lambda f: f["rules"]["unblock_player"].update(within="999999999w"),
        "rules.unblock_player.within",
        "is not a valid duration",
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
    (
        "less in a day than in an hour",
        lambda f: f["limits"].update(typeahead_per_hour=300, typeahead_per_day=299),
        "limits.typeahead_per_day",
        "299 a day is less than the 300 of typeahead_per_hour",
    ),
]


@pytest.mark.parametrize(
    ("change", "place", "words"), [case[1:] for case in REFUSED_RULES], ids=[case[0] for case in REFUSED_RULES]
)
def test_a_rule_nobody_can_follow_is_refused(change: Change, place: str, words: str) -> None:
    refused_once(change, place, words)
