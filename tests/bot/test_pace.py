"""How many events one transaction takes in: as many as hold their players for a quarter of a second at most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.process.pace import FIRST, HELD_MOST_SECONDS, LEAST, MOST, Pace


@pytest.mark.parametrize("per_event", [0.00001, 0.0001, 0.0004, 0.001, 0.004])
def test_parts_come_to_fit_the_time_whatever_an_event_costs(per_event: float) -> None:
    pace = Pace()

    for _ in range(5):
        pace.learn(pace.events, pace.events * per_event)

    assert pace.events * per_event <= HELD_MOST_SECONDS
    assert pace.events >= min(MOST, HELD_MOST_SECONDS / per_event / 2)


def test_a_short_part_that_was_quick_makes_no_long_one() -> None:
    pace = Pace()

    pace.learn(3, 0.0001)

    assert pace.events == FIRST


@given(events=st.integers(0, 5_000), seconds=st.floats(0, 1_000))
def test_parts_have_bounds(events: int, seconds: float) -> None:
    pace = Pace()

    pace.learn(events, seconds)

    assert LEAST <= pace.events <= MOST
