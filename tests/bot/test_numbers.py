"""The kit alone writes amounts and numbers: whole, with the decimals of their currency, the sign in one place."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import kit
from bot.cards import digest_text
from core.digests import SECONDS, Figure, Section, Series, Trend
from core.money import Money, digits
from core.money.amounts import DIGITS
from core.people import Visibility

CARDS = Path(kit.__file__).parents[1] / "cards"
AMOUNTS = st.builds(Money, st.integers(-(10**14), 10**14), st.sampled_from(sorted({"EUR", "SEK", *DIGITS})))
FORMATS = re.compile(r"\{[^{}\"']*:(?:,|[,.0-9]*[gfen%])\}")
"""A number formatted on the spot."""


@given(AMOUNTS)
def test_chart_points_and_words_say_the_amount_exactly(amount: Money) -> None:
    exact = Decimal(amount.amount_minor).scaleb(-digits(amount.currency))

    assert Decimal(str(kit.point(amount))) == exact
    assert Decimal(kit.bare(amount).replace(",", "")) == exact
    assert kit.money(amount) == f"{amount.currency} {kit.bare(amount)}"
    assert Decimal(kit.number(kit.point(amount)).replace(",", "")) == exact


@pytest.mark.parametrize(
    ("values", "unit", "told"),
    [
        ((124_254_000, 1_972_099), "EUR", "1 May 1,242,540.00, 2 May 19,720.99"),
        ((1_234, 1), "KWD", "1 May 1.234, 2 May 0.001"),
        ((1_234_567, 0), "JPY", "1 May 1,234,567, 2 May 0"),
        ((1_242_540, 3), "", "1 May 1,242,540, 2 May 3"),
        ((1242540.5, 100.0), "", "1 May 1,242,540.5, 2 May 100"),
    ],
)
def test_trend_in_words_rounds_nothing(values: tuple[float, ...], unit: str, told: str) -> None:
    trend = Trend(title="By day", days=("1 May", "2 May"), series=(Series(name="In", values=values, unit=unit),))

    assert digest_text.trend(trend) == f"By day (In): {told}"


@pytest.mark.parametrize(
    ("now", "before", "unit", "told"),
    [
        (-4_500, 0, "EUR", "EUR -45.00 (EUR 0.00 before, EUR -45.00)"),
        (2_000, 4_100, "EUR", "EUR 20.00 (EUR 41.00 before, EUR -21.00)"),
        (4_100, -2_000, "EUR", "EUR 41.00 (EUR -20.00 before, EUR +61.00)"),
        (1_000, 3, "", "1,000 (3 before, +997)"),
        (3, 1_000, "", "3 (1,000 before, -997)"),
        (3, 3, "", "3 (as before)"),
        (3_629, 3_600, SECONDS, "1 h 00 min (as before)"),
        (3_660, 3_600, SECONDS, "1 h 01 min (1 h 00 min before, +1 min)"),
        (42, 30, SECONDS, "42 s (30 s before, +12 s)"),
        (42, 119, SECONDS, "1 min (2 min before, -1 min)"),
        (90, None, SECONDS, "2 min"),
        (0, 45, SECONDS, "0 min (45 s before, -45 s)"),
    ],
)
def test_change_has_its_sign_in_one_place_and_one_unit(now: int, before: int | None, unit: str, told: str) -> None:
    assert digest_text.number(Figure(label="Net", now=now, before=before, unit=unit)) == told


def test_no_label_stands_twice_without_its_difference() -> None:
    lines = [Figure(label="Failed logins", now=each, needs=needs) for each, needs in enumerate(Visibility)]
    section = Section(title="Alerts", lines=(*lines, Figure(label="Deposits", now=1, unit="EUR")))

    assert [label for label, _ in digest_text.labelled(section)] == [
        "Failed logins (all staff)",
        "Failed logins (security and fraud only)",
        "Failed logins (compliance only)",
        "Deposits",
    ]


@pytest.mark.parametrize("card", sorted(CARDS.glob("*.py")), ids=lambda path: path.stem)
def test_no_card_formats_a_number_itself(card: Path) -> None:
    assert FORMATS.findall(card.read_text()) == []
