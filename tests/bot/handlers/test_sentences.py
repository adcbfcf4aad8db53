"""What people type after a command is understood as far as it goes."""

import pytest

from bot.slack import typed_text
from bot.slack.typed_text import Sentence

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
        ("anna42 becuase she called", Sentence("anna42", "she called")),
        ("anna42 because: she called", Sentence("anna42", "she called")),
        ("because", Sentence("")),
        ("", Sentence("")),
        ("justbecause it is", Sentence("justbecause it is")),
    ],
)
def test_a_sentence_is_parted_at_because(typed: str, understood: Sentence) -> None:
    assert typed_text.parted(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("anna42 takeover", ("anna42", "takeover")),
        ("anna42 Account taken over", ("anna42", "takeover")),
        ("anna42 money laundering", ("anna42", "money_laundering")),
        ("muel 4471 takover", ("muel 4471", "takeover")),
        ("anna42 acount taken ovr", ("anna42", "takeover")),
        ("anna42", ("anna42", None)),
        ("harm", ("harm", None)),
        ("muel 4471 1984", ("muel 4471 1984", None)),
        ("", ("", None)),
    ],
)
def test_a_choice_is_read_off_the_end(typed: str, understood: tuple[str, str | None]) -> None:
    assert typed_text.ending(typed, REASONS) == understood
