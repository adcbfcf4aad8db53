"""How alike a typed name is to a player's, and what is said of it."""

import pytest

from core import foldings
from core.search import matching
from core.search.likeness import Spelling, likeness


def rate(typed: str, first: str | None, last: str | None) -> float:
    return likeness(foldings.typed_words(typed), Spelling.of(first, last))


@pytest.mark.parametrize(
    "typed",
    ["Anna Maria Calleja", "calleja anna maria", "annamaria calleja", "anna-maria calleja", "calleja annamaria"],
)
def test_the_same_name_in_any_order_is_the_same(typed: str) -> None:
    assert rate(typed, "Anna Maria", "Calleja") == 1


@pytest.mark.parametrize(
    ("closer", "farther"),
    [
        ("ana calleja", "eva calleja"),
        ("anna callef", "anna bauer"),
        ("calleja", "calle"),
        ("maria calleja anna", "maria bauer anna"),
        ("anna call eja", "anna call"),
    ],
)
def test_fewer_wrong_signs_are_more_alike(closer: str, farther: str) -> None:
    assert rate(closer, "Anna Maria", "Calleja") > rate(farther, "Anna Maria", "Calleja")


@pytest.mark.parametrize(("first", "last"), [(None, None), ("", ""), (None, "Calleja"), ("李", None), ("🎰", "%_'")])
@pytest.mark.parametrize("typed", ["", "🎰", "%_'", "calleja", "李", "a" * 200, "\u202eanna"])
def test_any_name_is_compared(typed: str, first: str | None, last: str | None) -> None:
    assert 0 <= rate(typed, first, last) <= 1


@pytest.mark.parametrize(
    ("typed", "name", "how"),
    [
        ("callef", "Mark Calleja", "similar name: Callef → Calleja"),
        ("mark callef", "Mark Calleja", "similar name: Callef → Calleja"),
        ("Marc Callef", "Mark Calleja", "similar name: Marc → Mark, Callef → Calleja"),
        ("zzz callef", "Mark Calleja", "similar name: Zzz Callef → Mark Calleja"),
        ("calleja mark", "Mark Calleja", "name: Mark Calleja"),
        ("muller", "Eva Müller", "name: Müller"),
        ("mcdonald", "Mc Donald", "similar name: Mcdonald → Donald"),
    ],
)
def test_how_a_name_matched_names_the_words_that_differ(typed: str, name: str, how: str) -> None:
    assert matching.how(typed, name) == how


@pytest.mark.parametrize(
    ("one", "other"),
    [("philip", "filip"), ("catherine", "kathryn"), ("schmidt", "schmitt")],
)
def test_words_that_sound_alike_have_one_sound(one: str, other: str) -> None:
    assert foldings.sound(one) == foldings.sound(other) != foldings.sound(f"{one}r")


@pytest.mark.parametrize("word", ["", "李", "😀", "12", "anna42"])
def test_words_of_other_letters_have_no_sound(word: str) -> None:
    assert foldings.sound(word) == ""
