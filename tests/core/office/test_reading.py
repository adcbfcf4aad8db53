"""The file is read as plain YAML, and all that is wrong is told at once."""

from decimal import Decimal
from itertools import pairwise

import pytest

from core import office
from tests.support.office_files import SHIPPED, problems


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


def test_a_key_that_stands_twice_is_refused_with_both_lines() -> None:
    (told,) = problems(SHIPPED.replace("authority: here", "authority: here\nname: Another"))

    assert told.startswith("name: is given twice, on lines 5 and ")


def test_what_is_no_yaml_is_refused_with_line_and_column() -> None:
    assert problems("name: [a\nzone: UTC\n")[0].startswith("line 2, column 5: this is not YAML")
    assert problems("name: a\n\tzone: UTC\n")[0].startswith("line 2, column 1: this is not YAML")


def test_characters_no_yaml_may_have_are_refused() -> None:
    assert problems("name: \x00")[0].startswith("this is not YAML")


@pytest.mark.parametrize("written", [r'"Player \0 desk"', r'"Player \ud800 desk"'])
def test_a_broken_character_is_refused_where_it_stands(written: str) -> None:
    told = problems(SHIPPED.replace("name: Player desk", f"name: {written}"))

    assert told[0].startswith("name: has a broken character"), told


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!own", "!!binary"])
def test_tags_are_refused_and_never_carried_out(tag: str) -> None:
    told = problems(SHIPPED.replace("name: Player desk", f"name: {tag} [echo]"))

    assert any("is not allowed here; write the plain value" in problem for problem in told)


def test_a_yaml_bomb_is_refused_unread() -> None:
    names = "abcdefghi"
    bomb = 'a: &a ["lol"]\n' + "".join(
        f"{upper}: &{upper} [{', '.join([f'*{lower}'] * 9)}]\n" for lower, upper in pairwise(names)
    )

    (told,) = problems(bomb)

    assert told == "line 1, column 4: anchors and aliases (& and *) are not allowed; repeat the value"


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 50_000, "{a: " * 50_000])
def test_bottomless_nesting_is_refused(text: str) -> None:
    assert "nested deeper than 16 levels" in problems(text)[0]


def test_a_file_too_long_is_refused_unread() -> None:
    assert "longer than" in problems("#" * 300_000)[0]


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}", "---\n"])
def test_an_empty_file_is_told_what_it_lacks(text: str) -> None:
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
def test_a_file_that_is_no_table_is_refused(text: str) -> None:
    assert problems(text) == ("the file: must be keys with values below it (line 1)",)


def test_two_documents_in_one_file_are_refused() -> None:
    assert "this is not YAML" in problems(f"{SHIPPED}\n---\n{SHIPPED}")[0]


def test_a_key_that_is_no_word_is_refused() -> None:
    told = problems(SHIPPED.replace("channels: {}", "channels: {[a, b]: C0123}"))

    assert told[0].startswith("channels: a key on line ")


def test_numbers_keep_every_digit() -> None:
    desk = office.load(SHIPPED.replace("USD: 0.86", "USD: 0.12345678901234567890123"))

    assert desk.rates["USD"] == Decimal("0.12345678901234567890123")
