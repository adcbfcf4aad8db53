"""`pitboss office`: a file is checked, compared with the one in use and explained before anybody starts with it."""

from pathlib import Path

import pytest

from core import office as offices
from tests.bot.test_commands import Pitboss, here, pitboss  # noqa: F401 - fixtures

SHIPPED = Path(offices.__file__).with_name("default.yml").read_text(encoding="utf-8")


@pytest.fixture
def file(here: Path) -> Path:  # noqa: F811 - a fixture
    path = here / "office.yml"
    path.write_text(SHIPPED.replace("up_to: 5000 EUR", "up_to: 4999999 EUR"), encoding="utf-8")
    return path


def test_a_sound_file_is_said_to_be_sound_and_problems_are_listed(pitboss: Pitboss, file: Path) -> None:  # noqa: F811
    sound = pitboss("office", "check", file)
    file.write_text(SHIPPED.replace("people: 3", "people: 0"), encoding="utf-8")
    wrong = pitboss("office", "check", file)

    assert (sound.exit_code, "is sound" in sound.output) == (0, True)
    assert wrong.exit_code == 1
    assert "The office file has 1 problem" in wrong.output
    assert "0 is too small" in wrong.output


def test_differences_to_the_one_in_use_are_listed(pitboss: Pitboss, file: Path) -> None:  # noqa: F811
    told = pitboss("office", "diff", file)

    assert told.exit_code == 0
    assert "rules.adjust_balance.give.large.up_to: EUR 5000.00 → EUR 4999999.00" in told.output


def test_the_file_that_is_in_use_does_not_differ(pitboss: Pitboss) -> None:  # noqa: F811
    assert "says the same as the one in use" in pitboss("office", "diff").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("adjust_balance give 600 EUR", "tier large (up to EUR 5,000.00): Finance and Manager, within 24 hours"),
        ("adjust_balance give 5001 EUR", "tier largest (more)"),
        ("adjust_balance give 10 JPY", "JPY has no rate, so the strictest tier holds"),
        ("adjust_balance", "Take, tier any (more)"),
        ("reverse_adjustment", "had no part in the original"),
        ("unblock_player takeover", "Account taken over (takeover): Security, within 24 hours"),
        ("unblock_player", "Signs of harmful play (harm): Compliance"),
        ("block_player", "In force at once; to confirm: Compliance, Fraud or Security, within 4 hours"),
        ("grant_role", "Manager, within 3 days"),
        ("thaw", "No rule of the office file decides about thaw"),
    ],
)
def test_an_action_is_explained(pitboss: Pitboss, words: str, told: str) -> None:  # noqa: F811
    said = pitboss("office", "explain", *words.split())

    assert said.exit_code == 0
    assert told in said.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("ajust", "“ajust” is no action. There are block_player"),
        ("unblock_player boredom", "“boredom” is no reason of the office file"),
        ("adjust_balance give lots", "pitboss office explain adjust_balance give 600 EUR"),
    ],
)
def test_what_cannot_be_explained_is_said(pitboss: Pitboss, words: str, told: str) -> None:  # noqa: F811
    said = pitboss("office", "explain", *words.split())

    assert said.exit_code == 1
    assert told in " ".join(said.output.split())
