"""Zones, rates, channels, scopes and titles that are none are refused."""

import pytest

from tests.support.office_files import Case, Change, refused_once

REFUSED_VALUES: list[Case] = [
    ("an unknown zone", lambda f: f.update(zone="Europe/Maltta"), "zone", "unknown time zone 'Europe/Maltta'"),
    ("a zone that is a path", lambda f: f.update(zone="../../etc/passwd"), "zone", "unknown time zone"),
    ("an unknown authority", lambda f: f.update(authority="hear"), "authority", "did you mean 'here'?"),
    (
        "an unknown currency",
        lambda f: f.update(base_currency="EURO"),
        "base_currency",
        "not a current ISO 4217 currency",
    ),
    ("an unknown rate", lambda f: f["rates"].update(XYZ=1), "rates.XYZ", "not a current ISO 4217 currency"),
    ("a rate of nothing", lambda f: f["rates"].update(USD=0), "rates.USD", "0 is too small; write more than 0"),
    ("a rate that is not a number", lambda f: f["rates"].update(USD="nan"), "rates.USD", "'nan' is not a number"),
    ("a rate in words", lambda f: f["rates"].update(USD="about one"), "rates.USD", "'about one' is not a number"),
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
        "'#approvals' is not a valid channel id; use e.g. C0123ABCD",
    ),
    ("a team by name", lambda f: f.update(teams=["acme"]), "teams[0]", "'acme' is not a valid workspace id"),
    ("no scopes", lambda f: f["reasons"]["harm"].update(scopes=[]), "reasons.harm.scopes", "must not be empty"),
    (
        "an unknown scope",
        lambda f: f["reasons"]["harm"].update(scopes=["bets"]),
        "reasons.harm.scopes[0]",
        "did you mean 'bet'?",
    ),
    ("no reasons", lambda f: f.update(reasons={}), "reasons", "must not be empty"),
    (
        "locked money",
        lambda f: f["adjustment_reasons"]["goodwill"].update(wallets=["locked"]),
        "adjustment_reasons.goodwill.wallets[0]",
        "'locked' cannot be adjusted",
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
    ("change", "place", "words"), [case[1:] for case in REFUSED_VALUES], ids=[case[0] for case in REFUSED_VALUES]
)
def test_a_value_that_is_none_is_refused(change: Change, place: str, words: str) -> None:
    refused_once(change, place, words)
