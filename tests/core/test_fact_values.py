"""Facts keep typed values, as JSON too, and still read the plain text of earlier versions."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.kit import values
from core import phrases
from core.action import Fact
from core.activity.periods import Period
from core.approvals import policy
from core.fact_values import Change
from core.money import Money
from core.office import Scope
from core.phrases import Country, Phrase, PlayerRef
from core.players import PlayerStanding, Verification

AT = datetime(2026, 5, 3, 14, 3, 22, tzinfo=UTC)
EUR = Money(123_450, "EUR")
MOMENT = values.moment(datetime(2026, 5, 3, 14, 3, 22, tzinfo=UTC))

VALUES: list[tuple[Any, str]] = [
    ("as typed {not} a place", "as typed {not} a place"),
    (1_234, "1,234"),
    (True, "yes"),
    (EUR, "EUR 1,234.50"),
    (AT, MOMENT),
    (date(2026, 5, 3), "3 May 2026"),
    (timedelta(hours=2, minutes=21), "2 hours 21 minutes"),
    (Country("mt"), "Malta"),
    (PlayerRef(42), "player 42"),
    (Period(date(2026, 5, 1), date(2026, 5, 3)), "1 May 2026 to 3 May 2026"),
    (PlayerStanding({Scope.BET: AT, Scope.DEPOSIT: None}), f"Cannot: deposit; bet (until {MOMENT})."),
    (Verification(2, "verified", date(2027, 5, 3)), "verified, level 2, until 3 May 2027"),
    (Change(EUR, -EUR), "EUR 1,234.50 → EUR -1,234.50"),
    ((EUR, Phrase("held since {at}", at=AT)), f"EUR 1,234.50, held since {MOMENT}"),
    (Phrase("“{why}” costs {amount}", why="{amount}", amount=EUR), "“{amount}” costs EUR 1,234.50"),
]


@pytest.mark.parametrize(("value", "shown"), VALUES)
def test_a_value_comes_back_from_json_as_it_was_and_is_shown_as_people_read_it(value: Any, shown: str) -> None:
    fact = Fact(key="k", label="L", value=value)

    back = Fact.model_validate(fact.model_dump(mode="json"))

    assert (type(back.value), back.value) == (type(value), value)
    assert values.text(back.value).endswith(shown)


def test_the_text_of_an_earlier_version_is_read_as_text() -> None:
    stored = {"key": "balance", "label": "Cash balance", "value": "EUR 120.00 → EUR 170.00", "material": False}

    assert Fact.model_validate(stored).value == "EUR 120.00 → EUR 170.00"


@pytest.mark.parametrize("value", [object(), 1.5, (EUR, None), {"unheard_of": 1}, {"money": {"amount_minor": 1}}])
def test_what_screens_could_not_write_is_no_value_of_a_fact(value: Any) -> None:
    with pytest.raises((ValidationError, TypeError)):
        Fact(key="k", label="L", value=value)


def test_a_vote_is_tied_to_the_value_and_not_to_how_it_is_shown() -> None:
    stands = [
        PlayerStanding({Scope.BET: AT, Scope.DEPOSIT: None}),
        PlayerStanding({Scope.DEPOSIT: None, Scope.BET: AT}),
    ]
    first, same = ([Fact(key="s", label="Status", value=each, material=True)] for each in stands)
    other = [Fact(key="s", label="Status", value=PlayerStanding({}), material=True)]

    digests = [policy.material_digest(facts) for facts in (first, same, other)]

    assert digests[0] == digests[1] != digests[2]


def test_a_phrase_in_a_column_of_text_comes_back_with_its_values() -> None:
    phrase = Phrase("{code}: the call promised for {at} is due.", code='{"phrase": "T-1"}', at=AT)

    back = phrases.restored(phrases.stored(phrase))

    assert (back, values.text(back)) == (phrase, values.text(phrase))
    assert phrases.restored(phrases.stored("Closed <t:long> ago.")) == "Closed <t:long> ago."


def test_a_phrase_is_text_where_nobody_writes_its_values() -> None:
    phrase = Phrase("{player} holds {held}, not {more}", player=PlayerRef(42), held=EUR)

    assert phrase == "player 42 holds EUR 1234.50, not {more}"
    assert values.text(phrase) == "player 42 holds EUR 1,234.50, not {more}"


def test_core_holds_no_markup_of_slack() -> None:
    core = Path(__file__).parents[2] / "core"

    assert [path for path in core.rglob("*.py") if re.search("<t:|<!date|<@", path.read_text())] == []
