"""Whether a limit would loosen what a player has: compared with every limit of its kind, over every period."""

import pytest

from core.money import Money
from core.players.limits import LimitKind, LimitPeriod, OwnLimit, WantedLimit, loosened

WORDS = {"day": LimitPeriod.DAY, "week": LimitPeriod.WEEK, "month": LimitPeriod.MONTH}


def standing(*told: str) -> list[OwnLimit]:
    """Read ``deposit 100 EUR daily``."""
    parts = [one.split() for one in told]
    return [OwnLimit(kind, period[0] if period else "", eur(amount, code)) for kind, amount, code, *period in parts]


def eur(amount: str, code: str = "EUR") -> Money:
    return Money(int(amount) * 100, code)


def wanted(amount: str, period: str) -> WantedLimit:
    return WantedLimit(LimitKind.DEPOSIT, WORDS[period], eur(amount))


@pytest.mark.parametrize(
    ("amount", "period", "told"),
    [
        ("50", "day", ()),  # any limit is less than none
        ("99", "day", ("deposit 100 EUR day",)),
        ("99", "day", ("deposits 100 EUR daily",)),
        ("600", "week", ("deposit 100 EUR day",)),
        ("700", "week", ("deposit 100 EUR day",)),
        ("100", "week", ("deposit 100 EUR day",)),
        ("2800", "month", ("deposit 100 EUR day",)),
        ("500", "day", ("loss 100 EUR day", "stake 10 EUR day")),  # other kinds go on holding down what they do
        ("100", "day", ("deposit 700 EUR week",)),
        ("100", "week", ("deposit 100 EUR",)),
    ],
)
def test_a_limit_below_every_other_of_its_kind_is_a_lowering(amount: str, period: str, told: tuple[str, ...]) -> None:
    assert loosened(standing(*told), wanted(amount, period)) is None


@pytest.mark.parametrize(
    ("amount", "period", "told"),
    [
        ("100", "day", ("deposit 100 EUR day",)),  # the same again
        ("101", "day", ("deposit 100 EUR day",)),
        ("101", "day", ("DEPOSITS 100 EUR Daily",)),
        ("701", "week", ("deposit 100 EUR day",)),
        ("3000", "month", ("deposit 100 EUR day",)),  # February has 28 days
        ("101", "day", ("deposit 700 EUR week",)),
        ("100", "day", ("deposit 3000 EUR month",)),  # July has 31
        ("1", "day", ("deposit 100 USD day",)),
        ("1", "day", ("deposit 0 EUR day",)),
        ("101", "week", ("deposit 100 EUR",)),
        ("101", "week", ("deposit 100 EUR rolling",)),
        ("50", "day", ("deposit 100 EUR day", "deposit 300 EUR week")),
    ],
)
def test_a_raise_in_disguise_is_seen(amount: str, period: str, told: tuple[str, ...]) -> None:
    assert loosened(standing(*told), wanted(amount, period)) is not None


@pytest.mark.parametrize("other", WORDS)
@pytest.mark.parametrize("period", WORDS)
def test_what_is_no_raise_lets_nothing_more_through_in_a_day(period: str, other: str) -> None:
    days = {"day": 1, "week": 7, "month": 28}  # the shortest month lets the most through in a day

    for amount in range(1, 24_000, 37):
        if loosened(standing(f"deposit 700 EUR {other}"), wanted(str(amount), period)) is None:
            assert amount * days[other] <= 700 * days[period]
