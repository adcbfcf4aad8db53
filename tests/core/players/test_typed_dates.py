"""Birth dates are read in every usual writing, and never guessed."""

from datetime import date

import pytest

from core.errors import Invalid
from core.players import typed_dates

TODAY = date(2026, 5, 3)
BORN = date(1984, 3, 17)


@pytest.mark.parametrize(
    "typed",
    [
        "1984-03-17",
        "1984/3/17",
        "17.03.1984",
        "17.3.84",
        "17/3/1984",
        "3/17/1984",
        "17-03-1984",
        "17 March 1984",
        "  17th  of march, 1984 ",
        "March 17, 1984",
        "Mar 17th 84",
        "17mar1984",
        "1984 mar 17",
        "born on the 17th of March 1984",
        "17031984",
        "19840317",
        "170384",
        "\N{ARABIC-INDIC DIGIT ONE}7/3/1984",
        "\N{FULLWIDTH DIGIT ONE}7\N{FULLWIDTH FULL STOP}3.1984",
    ],
)
def test_a_birth_date_is_read_as_people_write_it(typed: str) -> None:
    assert typed_dates.birth_date(typed, today=TODAY) == BORN


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3.4.1984", date(1984, 4, 3)),
        ("4/4/1984", date(1984, 4, 4)),
        ("29 Feb 1984", date(1984, 2, 29)),
        ("1 Sept 08", date(2008, 9, 1)),
        ("1 May 27", date(1927, 5, 1)),
    ],
)
def test_what_can_be_read_in_one_way_only_is(typed: str, read: date) -> None:
    assert typed_dates.birth_date(typed, today=TODAY) == read


@pytest.mark.parametrize("typed", ["3/4/1984", "03-04-1984", "04 03 84", "03041984"])
def test_a_date_of_two_readings_is_asked_again_and_not_guessed(typed: str) -> None:
    with pytest.raises(Invalid, match="1984-03-04 or 1984-04-03"):
        typed_dates.birth_date(typed, today=TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "yesterday", "1984", "17 Mars", "1/2", "17 M 84", "17 March 1984 5", "9" * 200),
        *("31 February 1984", "17 March 1884", "17 March 2984", "4 May 2026"),
    ],
)
def test_what_is_no_birth_date_is_told_so_with_an_example(typed: str) -> None:
    with pytest.raises(Invalid, match="17 March 1984"):
        typed_dates.birth_date(typed, today=TODAY)
