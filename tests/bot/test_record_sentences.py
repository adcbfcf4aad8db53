"""Every record reads as a sentence: who did what, or tried to."""

import pytest

from bot.cards.record_sentences import Told, sentence
from bot.cards.record_verbs import VERBS
from bot.reference import records
from core import actions

BLOCK = {"action": "block_player"}
SENTENCES = {
    "Sam confirmed the block of player 1 (K7QD)": Told("Sam", "request.confirmed", "success", "request K7QD", 1, BLOCK),
    "Alice looked at player 42": Told("Alice", "player.viewed", "success", "player 42", 42, {"by": "id"}),
    "Alice tried to look at player 42 and was refused": Told("Alice", "player.viewed", "refused", "player 42", 42),
    "Alice was asked why they look at player 42": Told("Alice", "purpose.asked", "refused", "player 42", 42),
    "Alice tried to search for a player, which failed": Told("Alice", "player.searched", "failed"),
    "Sam closed the alert “Failed logins” about player 4": Told(
        "Sam", "alert.closed", "success", "alert 01", 4, {"rule": "failed_logins"}
    ),
    "Ada granted bob the role vip manager": Told(
        "Ada", "staff.role_granted", "success", "staff 01", None, {"person": "bob", "role": "vip_manager"}
    ),
    "Olga read the record about ticket T-1001": Told("Olga", "audit.read", "success", "ticket T-1001"),
    "Olga read the record": Told("Olga", "audit.read", "success"),
    "Sam froze the action “Adjust balance”": Told(
        "Sam", "action.frozen", "success", facts={"action": "adjust_balance"}
    ),
}


def test_every_action_of_the_record_has_a_sentence() -> None:
    assert records.recorded().keys() - VERBS.keys() == set(), "write their sentences in bot/cards/record_verbs.py"
    assert VERBS.keys() - records.recorded().keys() == set(), "nothing is recorded under these names any more"


@pytest.mark.parametrize(("expected", "told"), SENTENCES.items())
def test_sentences(expected: str, told: Told) -> None:
    assert sentence(told) == expected


@pytest.mark.parametrize("outcome", ["success", "refused", "failed"])
def test_a_record_that_says_nothing_but_its_action_still_reads(outcome: str) -> None:
    for action in VERBS:
        words = sentence(Told("Alice", action, outcome))
        assert words.startswith("Alice ")
        assert not {"{", "}", "/", "  "} & {*words, words[-2:]}
        assert "_" not in words


def test_a_sentence_of_an_action_from_another_version_is_its_name() -> None:
    assert sentence(Told("Alice", "player.sold", "success")) == "Alice: player sold"
    assert sentence(Told("Sam", "request.confirmed", "success", "request K7QD", 1, {"action": "sell_player"})) == (
        "Sam confirmed the sell player of player 1 (K7QD)"
    )


def test_every_action_one_may_ask_for_is_called_something() -> None:
    assert {one.name: one.called() for one in actions.ALL}["block_player"] == "block"
    assert all(one.called() for one in actions.ALL)
