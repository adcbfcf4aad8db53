"""Which words of somebody who declines offer an amount, and which only mention it."""

import pytest

from core.actions import offers
from core.money import parse

OFFERED = (
    "Not 50 EUR nor 20. I would agree to 12.50, not more.",
    "12.50 EUR is what we owe her",
    "Ask for EUR 12.50 instead.",
    "I can give €12.50",
    "No more than 12.50 EUR",
    "at most 12.50 euros",
    "Too much; make it 12.50",
    "12.50 would be fine.",
    "Up to 12.50",
    "The rule says 30 % of it, so 12.50 EUR",
)
MENTIONED = (
    "He already got 12.50 EUR last week",
    "not even 12.50 EUR",
    "I would not agree to 12.50",
    "See case 12.50",
    "Closed at 12.50, ask again later",
    "Her share is 12.50 %",
    "Only 12.50% of the stake",
    "Incident #12.50, nothing to give",
    "The balance was 12.50 EUR",
    "12.50 SEK would be fine",
    "Up to SEK 12.50",
    "T-12.50",
    "I looked for 12.50 minutes",
    "never more than 12.50 EUR a month were lost",
    "He lost 12.50 EUR",
    "",
)


@pytest.mark.parametrize("reason", OFFERED)
def test_an_amount_that_would_be_agreed_to_is_an_offer(reason: str) -> None:
    assert offers.names(reason, parse("12.50 EUR"))


@pytest.mark.parametrize("reason", MENTIONED)
def test_an_amount_that_is_only_mentioned_is_none(reason: str) -> None:
    assert not offers.names(reason, parse("12.50 EUR"))


def test_small_whole_numbers_of_times_ids_and_shares_offer_nothing() -> None:
    reason = "At 14:30 on 3/5 I read K7QD 2 times; 5 % of T-1012 is fine by rule 9, call back in 10 minutes."

    assert [each for each in range(1, 60) if offers.names(reason, parse(f"{each} EUR"))] == []
