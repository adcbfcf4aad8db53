"""Saying how a player's name matched what was typed."""

from collections.abc import Sequence
from typing import TypeAlias

from core import foldings
from core.search.likeness import similarity

Word: TypeAlias = tuple[str, str]
"""A word as it is written, and folded."""
SAME_WORD = 0.5
"""How alike two words must be (0 to 1) to be told as one."""


def how(typed: str, name: str) -> str:
    """Say which words differ: ``similar name: Callef → Calleja``; the whole names where no word fits another."""
    mine, theirs = _words(typed), _words(name)
    there = {folded for _, folded in theirs}
    told = [(word, _nearest(word, theirs)) for word in mine if word[1] not in there]
    if not told:
        return f"name: {name if len(mine) > 1 else _written(mine[0], theirs)}"
    if any(near is None for _, near in told):
        told = [((typed, foldings.name(typed)), (name, foldings.name(name)))]
    return "similar name: " + ", ".join(f"{_capital(word[0])} → {near[0]}" for word, near in told if near)


def _nearest(word: Word, others: Sequence[Word]) -> Word | None:
    best = max(others, key=lambda other: similarity(word[1], other[1]), default=None)
    return best if best and similarity(word[1], best[1]) >= SAME_WORD else None


def _written(word: Word, others: Sequence[Word]) -> str:
    return next((written for written, folded in others if folded == word[1]), word[0])


def _words(text: str) -> list[Word]:
    return [(word, folded) for word in text.split() if (folded := foldings.name(word))]


def _capital(typed: str) -> str:
    return typed.title() if typed.islower() else typed
