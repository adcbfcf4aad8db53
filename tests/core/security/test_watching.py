"""Who watches the desk: far more lookups than others of the role are told once, and not of those who do their work."""

from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from core import audit, security
from core.database import tables
from core.office import DeskWatch
from core.people import PITBOSS
from core.security import Shelf, staff_monitoring
from tests.support.office import World

RULE = DeskWatch(lookups_least=30, lookups_times=5)
USUAL = [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("mine", "others", "usual"),
    [
        (31, USUAL, 6.0),
        (30, USUAL, None),  # five times the median is not more than five times
        (29, [1, 1, 1, 1, 1], None),  # under the least
        (30, [1, 1, 1, 1, 1], 1.0),
        (500, [4, 5, 6, 7], None),  # not enough history
        (500, [], None),
        (31, [6, 6, 6, 6, 900], 6.0),  # one busy colleague hides nobody
    ],
)
def test_far_more_than_usual_is_a_signal(mine: int, others: list[int], usual: float | None) -> None:
    signal = staff_monitoring.judged(mine, lambda: staff_monitoring.median_without(sorted(others), ()), rule=RULE)

    assert (signal.usual if signal else None) == usual


@given(others=st.lists(st.integers(0, 9), min_size=5), own=st.lists(st.integers(0, 9)))
def test_ones_own_days_are_left_out_of_what_is_usual(others: list[int], own: list[int]) -> None:
    assert staff_monitoring.median_without(sorted(others + own), own) == median(others)


def test_what_is_usual_is_put_in_order_once_for_a_role_however_many_have_it() -> None:
    people = [replace(PITBOSS, person=f"p{number}", roles=frozenset({"support"})) for number in range(300)]
    looked_at: list[str] = []

    class Days(dict[str, dict[date, int]]):
        def get(self, person: str, default: Any = None) -> Any:
            looked_at.append(person)
            return super().get(person, default)

    usual = staff_monitoring.Usual(people, Days({each.person: {date(2026, 5, 1): 7} for each in people}))

    assert {usual.of_others(each) for each in people} == {7.0}
    assert len(looked_at) == 2 * len(people)


async def looked(office: World, who: str, players: int, *, times: int = 1) -> None:
    """Look so many players up, each so often."""
    actor = await office.staff(who)
    async with office.work() as work:
        for number in range(players * times):
            player_id = number % players + 1
            entry = audit.Entry(actor=actor, action="player.viewed", module="players", player_id=player_id)
            await audit.record(work, entry)


async def worked(office: World, who: str, *lookups: int, roles: tuple[str, ...] | None = None) -> None:
    """Let somebody have worked on the days before, with so many lookups each."""
    actor = await office.staff(who, roles=roles)
    today = office.desk.office.day(office.now)
    rows = [
        {"person": actor.person, "day": today - timedelta(days=ago), "lookups": count}
        for ago, count in enumerate(lookups, start=2)
    ]
    async with office.work() as work:
        await work.db.execute(insert(tables.lookup_days), rows)


async def watched(office: World) -> int:
    async with office.work() as work:
        return await staff_monitoring.watch(work, PITBOSS)


async def alerts(office: World) -> list[Any]:
    return await office.rows(tables.alerts, tables.alerts.c.rule == staff_monitoring.RULE)


async def test_who_looks_up_far_more_than_their_role_is_told_of_once(office: World) -> None:
    carol = await office.staff("carol")
    await worked(office, "bob", *USUAL)
    await looked(office, "carol", 40)

    first, second = await watched(office), await watched(office)

    [alert] = await alerts(office)
    assert (first, second) == (1, 0)
    assert (alert.subject, alert.visibility) == (f"staff:{carol.person}", "compliance")
    assert "looked up 40 players in a day; 6 is usual" in alert.sentence
    assert "arol" not in alert.sentence
    assert len(await office.rows(tables.outbox, tables.outbox.c.topic == "watch")) == 1


async def test_nobody_reads_of_themselves_from_a_second_account(office: World) -> None:
    accounts = [await office.staff("cora"), await office.staff("cora2", roles=("compliance",), person="cora")]
    nora = await office.staff("nora", roles=("compliance",))
    await worked(office, "nora", *USUAL)
    await looked(office, "cora2", 40)

    assert await watched(office) == 1

    async with office.read() as db:
        of_cora = [await security.page_of(db, Shelf.ALL, actor=one, now=office.now) for one in accounts]
        of_nora = await security.page_of(db, Shelf.ALL, actor=nora, now=office.now)
    assert [(page.items, page.total) for page in of_cora] == [((), 0), ((), 0)]
    assert [one.rule for one in of_nora.items] == [staff_monitoring.RULE]


async def test_the_same_player_again_is_not_another_lookup(office: World) -> None:
    await worked(office, "bob", *USUAL)
    await looked(office, "carol", 10, times=6)

    assert await watched(office) == 0


async def test_late_lookups_of_yesterday_still_count(office: World) -> None:
    await worked(office, "bob", *USUAL)
    await looked(office, "carol", 40)
    office.later(hours=14)

    assert await watched(office) == 1


async def test_another_role_is_no_measure(office: World) -> None:
    await worked(office, "alice", *USUAL)
    await looked(office, "carol", 40)

    assert await watched(office) == 0


async def test_what_is_counted_is_kept_by_day(office: World) -> None:
    await looked(office, "bob", 3)
    await watched(office)

    await looked(office, "bob", 5)
    await watched(office)

    [row] = await office.rows(tables.lookup_days)
    assert (row.person, row.lookups) == ("bob", 5)


async def test_each_screen_that_shows_a_player_counts(office: World) -> None:
    sam = await office.staff("sam")
    players = [await office.player(f"player{number}") for number in range(40)]
    await worked(office, "otto", *USUAL, roles=("security",))
    for player_id in players:
        async with office.work() as work:
            await security.check(work, sam, player_id)

    assert await watched(office) == 1

    [alert] = await alerts(office)
    assert "looked up 40 players in a day" in alert.sentence
