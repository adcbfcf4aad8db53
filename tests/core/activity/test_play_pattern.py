"""Sessions, breaks, hours and games of a player."""

from datetime import UTC, datetime, timedelta

import pytest

from core.activity import Period, Type, play_pattern, player_summary
from tests.support.counted import folded
from tests.support.gaming import DESK, NOW, Platform, event, money

BEGIN = datetime(2026, 5, 2, 20, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return BEGIN + timedelta(minutes=minutes)


def test_sessions_and_breaks_are_added_up() -> None:
    told = play_pattern.figures([(at(0), at(60)), (at(70), at(100)), (at(200), at(210)), (at(300), None)])

    assert told is not None
    assert (told.count, told.open, told.total) == (3, 1, timedelta(minutes=100))
    assert (told.median, told.longest) == (timedelta(minutes=30), timedelta(minutes=60))
    assert told.stretch == timedelta(minutes=100)
    assert (told.short_breaks, told.shortest_break) == (1, timedelta(minutes=10))


@pytest.mark.parametrize(
    ("sessions", "stretch", "short"),
    [
        ([(0, 60), (30, 50)], 60, 0),
        ([(0, 60), (60, 90)], 90, 0),
        ([(0, 60), (74, 90)], 90, 1),
        ([(0, 60), (75, 90)], 60, 0),
        ([(0, 200), (10, 20), (100, 110)], 200, 0),
    ],
)
def test_sessions_that_overlap_are_one_and_a_short_break_ends_no_stretch(
    sessions: list[tuple[int, int]], stretch: int, short: int
) -> None:
    told = play_pattern.figures([(at(begin), at(end)) for begin, end in reversed(sessions)])

    assert told is not None
    assert (told.stretch, told.short_breaks) == (timedelta(minutes=stretch), short)


@pytest.mark.parametrize("sessions", [[], [(at(0), None)], [(at(5), at(5))], [(at(5), at(0))]])
def test_what_has_no_length_is_no_session(sessions: list[tuple[datetime, datetime | None]]) -> None:
    assert play_pattern.figures(sessions) is None


async def test_hours_are_those_of_the_offices_zone_and_games_say_what_came_back(platform: Platform) -> None:
    night = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)  # Sunday 00:30 in Malta, the night when the clocks change
    later = [night + timedelta(minutes=number) for number in range(3)]
    told = [
        event(f"bet {number}", Type.BET, {"bet": f"b{number}", "game": "Roulette", "amount": money(100)}, at=each)
        for number, each in enumerate(later)
    ]
    two, three = night + timedelta(hours=2), night + timedelta(hours=3)
    told.append(event("late", Type.BET, {"bet": "late", "amount": money(500)}, at=two))
    told.append(event("won", Type.WIN, {"bet": "b1", "game": "Roulette", "amount": money(250)}, at=three))
    await platform.tell(*told)

    async with platform.database.read() as db:
        period = Period(night.date(), night.date() + timedelta(days=1))
        found = await play_pattern.read(db, player_id=1, period=period, office=DESK.office)

    assert found.hours is not None
    assert (found.hours.type, found.hours.total, found.hours.busiest) == (Type.BET, 4, (6, 0))
    assert found.hours.counts[6][3] == 1  # two hours later the wall's clock shows three more
    assert [(one.game, one.bets) for one in found.games] == [("", 1), ("Roulette", 3)]
    assert str(found.games[1].won[0]) == "EUR 2.50"


async def test_weeks_begin_on_monday_and_the_last_one_goes_on(platform: Platform) -> None:
    await platform.tell(
        event("1", Type.DEPOSIT, {"amount": money(3_000)}, at=NOW - timedelta(days=8)),
        event("2", Type.DEPOSIT, {"amount": money(500)}, at=NOW),
    )
    await folded(platform)

    async with platform.database.read() as db:
        told = await player_summary.weeks(db, player_id=1, office=DESK.office, now=NOW)

    assert len(told.steps) == player_summary.WEEKS
    assert {step.period.first.weekday() for step in told.steps} == {0}
    assert told.steps[-1].period.last == DESK.office.day(NOW)
    assert sum(step.count(Type.DEPOSIT) for step in told.steps) == 2
