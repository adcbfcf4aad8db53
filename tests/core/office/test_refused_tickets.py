"""How tickets are worked is refused where no clock could run by it; an older file without it still loads."""

import pytest
import yaml

from core import office
from core.office import Category, Priority
from tests.support.office_files import SHIPPED, Case, Change, changed, refused_once

REFUSED: list[Case] = [
    (
        "hours in words",
        lambda f: f["tickets"]["hours"].update(monday=["nine to five"]),
        "tickets.hours.monday[0]",
        "'nine to five' are not valid opening hours; use e.g. 08:00-20:00",
    ),
    (
        "hours that end before they begin",
        lambda f: f["tickets"]["hours"].update(monday=["20:00-04:00"]),
        "tickets.hours.monday[0]",
        "split a night between the two days",
    ),
    (
        "an hour that no clock shows",
        lambda f: f["tickets"]["hours"].update(monday=["08:00-24:30"]),
        "tickets.hours.monday[0]",
        "by 24:00",
    ),
    (
        "hours that overlap",
        lambda f: f["tickets"]["hours"].update(monday=["12:00-14:00", "08:00-13:00"]),
        "tickets.hours.monday",
        "overlap; join them",
    ),
    (
        "no hours at all",
        lambda f: f["tickets"].update(hours={"monday": []}),
        "tickets.hours",
        "no day has opening hours",
    ),
    (
        "a day that is none",
        lambda f: f["tickets"]["hours"].update(mondy=["08:00-20:00"]),
        "tickets.hours.mondy",
        "did you mean 'monday'?",
    ),
    ("a priority left out", lambda f: f["tickets"]["targets"].pop("low"), "tickets.targets", "lacks low"),
    (
        "no time to answer",
        lambda f: f["tickets"]["targets"]["low"].update(first_response="0m"),
        "tickets.targets.low.first_response",
        "must be greater than zero",
    ),
    (
        "a warning when it is over",
        lambda f: f["tickets"].update(warn_after_percent=100),
        "tickets.warn_after_percent",
        "too large; write 99 or less",
    ),
    (
        "an unknown category",
        lambda f: f["tickets"]["queues"].update(bonuses="Support"),
        "tickets.queues.bonuses",
        "did you mean 'bonus'?",
    ),
    (
        "an unknown key",
        lambda f: f["tickets"].update(closes="7d"),
        "tickets.closes",
        "did you mean 'closes_after'?",
    ),
]


@pytest.mark.parametrize(
    ("change", "place", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_how_tickets_are_worked_is_refused(change: Change, place: str, words: str) -> None:
    refused_once(change, place, words)


def test_file_that_says_nothing_of_tickets_still_loads() -> None:
    older = yaml.safe_load(SHIPPED)
    del older["tickets"]

    tickets = office.load(yaml.safe_dump(older, sort_keys=False)).tickets

    assert tickets.targets[Priority.URGENT].around_the_clock
    assert tickets.queue(Category.PAYMENT) == "Payments"
    assert tickets.queue(Category.BONUS) == "Support"


def test_words_are_matched_whole_except_where_a_star_stands() -> None:
    said = office.load(changed(lambda f: f["tickets"].update(urgent_words=["die", "suicid*"], harm_words=[]))).tickets

    assert said.raised("a diet of suicidal thoughts") is Priority.URGENT
    assert said.raised("he said: DIE!") is Priority.URGENT
    assert said.raised("a diet, an addict") is None
