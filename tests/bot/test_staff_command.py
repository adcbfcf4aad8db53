"""``pitboss staff``: the first people of a desk, and whom the command line refuses to add."""

import pytest

from tests.bot.test_commands import Pitboss, here, pitboss

__all__ = ["here", "pitboss"]


def test_the_first_administrator_is_recorded_and_alarms_and_two_hire_after_that(pitboss: Pitboss) -> None:
    added = pitboss("staff", "add", "U0ADA", "T0ABC", "--person", "ada", "--role", "administrator", "--name", "Ada A.")
    second = pitboss("staff", "add", "U0MAYA", "T0ABC", "--person", "maya", "--role", "manager")
    listed = pitboss("staff", "list")
    recorded = pitboss("audit", "list", "--staff", "command_line")

    assert (added.exit_code, "Administrator" in added.stdout) == (0, True)
    assert "U0ADA T0ABC" in listed.stdout
    assert "staff.added_by_command_line" in recorded.stdout
    assert ["/pitboss hire" in each.stdout for each in (added, second)] == [False, True]


def test_nobody_is_added_by_the_command_line_while_two_people_can_hire(pitboss: Pitboss) -> None:
    pitboss("staff", "add", "U0ADA", "T0ABC", "--person", "ada", "--role", "administrator")
    pitboss("staff", "add", "U0MAYA", "T0ABC", "--person", "maya", "--role", "manager")
    third = ("staff", "add", "U0ZOE", "T0ABC", "--person", "zoe", "--role", "administrator")

    refused = pitboss(*third)
    pitboss("staff", "freeze", "ada", "--because", "a doubt")
    still_refused = pitboss(*third)
    pitboss("staff", "leave", "ada", "--because", "she moved on")
    added = pitboss(*third)

    assert ["/pitboss hire" in each.stderr for each in (refused, still_refused)] == [True, True]
    assert [each.exit_code for each in (refused, still_refused, added)] == [1, 1, 0]
    assert "staff.added_by_command_line" in pitboss("audit", "list", "--staff", "command_line").stdout


def test_somebody_is_kept_to_one_brand(pitboss: Pitboss) -> None:
    who = ("U0ZOE", "T0ABC", "--person", "zoe", "--role", "support")

    added = pitboss("staff", "add", *who, "--brand", "lucky7")

    assert (added.exit_code, "for the brand lucky7 alone" in added.stdout) == (0, True)
    assert "lucky7" in pitboss("staff", "list").stdout
    assert "staff.kept_to_brand" in pitboss("audit", "list", "--staff", "command_line").stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("U0ADA", "T0ABC", "--person", "ada", "--role", "boss"), "There is no role 'boss'."),
        (("ada", "T0ABC", "--person", "ada", "--role", "support"), "looks like U0123ABCD"),
    ],
)
def test_staff_that_cannot_be_is_refused_and_nothing_is_half_done(
    pitboss: Pitboss, words: tuple[str, ...], why: str
) -> None:
    told = pitboss("staff", "add", *words)

    assert (told.exit_code, why in told.stderr) == (1, True)
    assert "Nobody works here yet" in pitboss("staff", "list").stdout


def test_one_person_is_not_given_roles_that_clash(pitboss: Pitboss) -> None:
    pitboss("staff", "add", "U0ADA", "T0ABC", "--person", "ada", "--role", "administrator")

    told = pitboss("staff", "add", "U0OTHER", "T0ABC", "--person", "ada", "--role", "finance")

    assert told.exit_code == 1
    assert "U0OTHER" not in pitboss("staff", "list").stdout
