"""What a player's fields may hold, wherever the player is told of."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from core import countries
from core.players import Instrument, NewPlayer
from core.players.fields import kind

PLAIN = {
    "brand": "royal",
    "licence": "MGA",
    "external_id": "x1",
    "username": "anna42",
    "currency": "EUR",
    "registered_at": datetime(2025, 1, 1, tzinfo=UTC),
}


def player(**told: Any) -> NewPlayer:
    return NewPlayer(**PLAIN | told)


@pytest.mark.parametrize(
    ("field", "told", "kept"),
    [
        ("username", " anna42 ", "anna42"),
        ("username", "=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("username", "می‌خواهم", "می‌خواهم"),
        ("username", "x" * 64, "x" * 64),
        ("country", "mt", "MT"),
        ("country", "MLT", "MT"),
        ("country", "Malta", "MT"),
        ("country", "UK", "GB"),
        ("country", "NO", "NO"),
        ("lifecycle", "Self closed", "self_closed"),
        ("verification_status", "VERIFIED", "verified"),
        ("verification_level", "9", 9),
        ("born_on", "1900-01-01", date(1900, 1, 1)),
        ("address", "Flat 2,\r\n12 Main Street\nSliema\n", "Flat 2, 12 Main Street, Sliema"),
        ("first_name", "\u202eAnna", "\u202eAnna"),
        ("first_name", "O\u2019Brien-Żółć", "O\u2019Brien-Żółć"),
    ],
)
def test_what_a_player_may_have_is_taken(field: str, told: Any, kept: Any) -> None:
    assert getattr(player(**{field: told}), field) == kept


@pytest.mark.parametrize(
    ("field", "told", "why"),
    [
        ("username", "anna\n42", "line break"),
        ("username", "anna\u202842", "line break"),
        ("username", "   ", "no character that can be seen"),
        ("username", "\u200b", "no character that can be seen"),
        ("username", "\u3164\u2800", "no character that can be seen"),
        ("username", "an\u200bna", "cannot be seen"),
        ("username", "an\u200dna", "cannot be seen"),
        ("username", "\u202egro.evil", "cannot be seen"),
        ("username", "an\x07na", "control character"),
        ("username", "x" * 65, "at most 64"),
        ("external_id", "", "is empty"),
        ("last_name", "B\rC", "line break"),
        ("country", "Atlantis", "ISO 3166"),
        ("country", "ZZ", "ISO 3166"),
        ("country", "EU", "ISO 3166"),
        ("country", "", "is empty and no country"),
        ("currency", "XXX", "ISO 4217"),
        ("lifecycle", "blocked", "pending, active, closed, self_closed"),
        ("verification_status", "ok", "none, pending, verified, rejected, expired"),
        ("verification_level", "-1", "from 0 to 9"),
        ("verification_level", 10, "from 0 to 9"),
        ("verification_level", True, "from 0 to 9"),
        ("born_on", "1899-12-31", "before 1900"),
        ("born_on", "86400", "is a whole number of 5 digits"),
        ("born_on", 0, "is a whole number of 1 digit;"),
        ("verification_expires_on", 86_400.0, "is a number with decimals"),
        ("born_on", "2025-01-02", "after the registration"),
        ("registered_at", datetime(1970, 1, 1, 12, tzinfo=UTC), "before 1990"),
    ],
)
def test_what_no_player_has_is_refused_with_what_would_be_right(field: str, told: Any, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        player(**{field: told})

    [problem] = refused.value.errors()
    assert problem["loc"] == (field,)
    assert why in problem["msg"]


@pytest.mark.parametrize("end", ["471", "44710", "4.47E+03", "x471"])
def test_an_end_of_a_card_has_all_four_digits(end: str) -> None:
    with pytest.raises(ValidationError):
        Instrument("card", "fp_9A", last_four=end)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "empty"),
        (" ", "empty"),
        ("1.23457E+11", "a number in scientific notation"),
        ("4,91E+11", "a number in scientific notation"),
        ("30758", "a whole number of 5 digits"),
        (-1, "a number below zero"),
        ("12.5", "a number with decimals"),
        (True, "true or false"),
        ("17/03/1984", "a date"),
        ("1984-03-17 00:00:00", "a time"),
        ("Anna\nMuster", "a text with a line break"),
        ("blocked", "a word of 7 characters"),
        ("Anna Muster", "a text of 11 characters"),
        (["Anna"], "a list"),
        ({"name": "Anna"}, "an object with values of its own"),
    ],
)
def test_a_value_is_described_and_never_repeated(value: Any, said: str) -> None:
    assert kind(value) == said


def test_every_country_is_read_from_both_codes_and_its_name() -> None:
    written = [
        ("DE", "DEU", "Germany"),
        ("GB", "GBR", "United Kingdom"),
        ("XK", "XKK", "Kosovo"),
        ("GE", "GEO", "georgia"),
    ]

    assert [{countries.code(word) for word in words} for words in written] == [{words[0]} for words in written]
