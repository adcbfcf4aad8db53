"""Sums of days on several machines are those of one machine."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.activity import company_totals, differing_days, spread_presence
from core.activity.periods import Period
from core.database import connections
from tests.support.counted import folded
from tests.support.gaming import NOW, Platform, login

ON_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
DAYS = st.sets(st.integers(min_value=1, max_value=12), max_size=8)


def on(number: int) -> date:
    return date(2026, 1, number)


def steps(days: Iterable[date]) -> Counter[tuple[date, date | None]]:
    """Count each day with the one before it, as kept for one player."""
    ordered = sorted(days)
    return Counter(zip(ordered, [None, *ordered], strict=False))


@given(DAYS, DAYS)
def test_new_days_add_what_counting_anew_would(kept: set[int], told: set[int]) -> None:
    before, new = {on(each) for each in kept}, {on(each) for each in told - kept}
    beside = {
        (7, day): (
            max((each for each in before if each < day), default=None),
            min((each for each in before if each > day), default=None),
        )
        for day in new
    }

    counted = steps(before)
    for _, day, previous, number in spread_presence.edges([(7, day) for day in new], beside):
        counted[day, previous] += number

    assert +counted == steps(before | new)
    assert min(counted.values(), default=0) >= 0


@ON_POSTGRESQL
async def test_days_and_players_are_counted_the_same(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    await platform.register("ben")
    days = [NOW - timedelta(days=each) for each in (9, 4, 2)]
    await platform.tell(*(login(f"a{at}", at=at) for at in days), login("b", player="ben", at=days[1]))
    await folded(platform)
    await platform.tell(login("late", at=NOW - timedelta(days=6)), login("ben late", player="ben", at=days[0]))
    period = Period((NOW - timedelta(days=12)).date(), NOW.date())

    async def active() -> int:
        async with platform.work() as work:
            return await company_totals.active_players(work.db, period=period, office=work.office)

    once = await active()
    monkeypatch.setattr(connections, "is_distributed", lambda _: True)
    assert await active() == once
    await folded(platform)
    async with platform.work() as work:
        differing = await differing_days(work.db)

    assert (once, await active()) == (2, 2)
    assert list(differing) == []
