"""What people type after a command is understood as far as it goes."""

import pytest

from bot.parsing import sentences
from bot.parsing.sentences import Sentence, SignedAmount

REASONS = {
    "takeover": "Account taken over",
    "harm": "Signs of harmful play",
    "money_laundering": "Suspected money laundering",
}


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("anna42 because she called", Sentence("anna42", "she called")),
        ("anna42 BECAUSE of this because of that", Sentence("anna42", "of this because of that")),
        ("anna42", Sentence("anna42")),
        ("because", Sentence("")),
        ("", Sentence("")),
        ("justbecause it is", Sentence("justbecause it is")),
    ],
)
def test_a_sentence_is_parted_at_because(typed: str, understood: Sentence) -> None:
    assert sentences.parted(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("anna42 +50 EUR", SignedAmount("anna42", "+", "50 EUR")),
        ("anna42 -20.50 EUR bonus", SignedAmount("anna42", "-", "20.50 EUR", "bonus")),
        ("anna42 \N{MINUS SIGN}20", SignedAmount("anna42", "-", "20")),
        ("anna42 + €50 goodwill", SignedAmount("anna42", "+", "€50", "goodwill")),
        ("anna42 +EUR 50 cash", SignedAmount("anna42", "+", "EUR 50", "cash")),
        ("muel 4471 1984 +1 000 EUR", SignedAmount("muel 4471 1984", "+", "1 000 EUR")),
        ("anna42 +50 XYZ goodwill", SignedAmount("anna42", "+", "50 XYZ", "goodwill")),
        ("anna42 +50 EUR VIP", SignedAmount("anna42", "+", "50 EUR", "VIP")),
        ("anna42 +1e400", SignedAmount("anna42", "+", "1e400")),
        ("anna-maria", SignedAmount("anna-maria")),
        ("anna+tag@example.com", SignedAmount("anna+tag@example.com")),
        ("42 50 EUR", SignedAmount("42", "", "50 EUR")),
        ("anna42 1,000 goodwill", SignedAmount("anna42", "", "1,000", "goodwill")),
        ("anna42 €20", SignedAmount("anna42", "", "€20")),
        ("muel 4471 1984", SignedAmount("muel 4471 1984")),
        ("", SignedAmount("")),
    ],
)
def test_a_sum_is_found_by_its_sign(typed: str, understood: SignedAmount) -> None:
    assert sentences.summed(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("anna42 takeover", ("anna42", "takeover")),
        ("anna42 Account taken over", ("anna42", "takeover")),
        ("anna42 money laundering", ("anna42", "money_laundering")),
        ("muel 4471 takover", ("muel 4471", "takeover")),
        ("anna42", ("anna42", None)),
        ("harm", ("harm", None)),
        ("muel 4471 1984", ("muel 4471 1984", None)),
        ("", ("", None)),
    ],
)
def test_a_choice_is_read_off_the_end(typed: str, understood: tuple[str, str | None]) -> None:
    assert sentences.ending(typed, REASONS) == understood
