"""A desk that is up: collecting what it left in circles stops nobody for long."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from bot.startup import settle

MADE = 60_000
AT_ONCE_MOST = 12_000
"""Objects taken apart at one time: some milliseconds."""


@pytest.fixture
def taken_apart() -> Iterator[list[int]]:
    """How many objects each run of the collector took apart."""
    before, counted = gc.get_threshold(), list[int]()

    def count(phase: str, told: dict[str, Any]) -> None:
        if phase == "stop":
            counted.append(told["collected"])

    gc.callbacks.append(count)
    yield counted
    gc.callbacks.remove(count)
    gc.set_threshold(*before)


def test_what_many_forms_leave_is_collected_in_small_portions(taken_apart: list[int]) -> None:
    settle()
    taken_apart.clear()

    for _ in range(MADE):
        circle: list[Any] = []
        circle.append(circle)

    assert sum(taken_apart) > MADE / 2
    assert max(taken_apart) <= AT_ONCE_MOST
