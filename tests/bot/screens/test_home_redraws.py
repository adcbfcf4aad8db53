"""When a Home that somebody has open is drawn again."""

from datetime import timedelta

import pytest

from core import staff
from core.database import tables
from core.staff import home_updates
from tests.bot.screens.test_home import ask, followed, home
from tests.support import house, stories
from tests.support.desk import Desk
from tests.support.desk_players import player


async def test_home_is_queued_once_however_much_changes(desk: Desk) -> None:
    await home(desk, "sam")
    sam = await desk.staff_id("sam")

    async with desk.work() as work:
        for _ in range(3):
            await staff.redraw_home(work, sam, None)

    rows = await house.world(desk).rows(tables.outbox, tables.outbox.c.topic == "home")
    assert [row.subject for row in rows if row.done_at is None] == [f"home:{sam}"]


async def test_only_homes_that_somebody_opened_lately_are_redrawn(desk: Desk) -> None:
    await home(desk, "sam")
    opened, unopened = await desk.staff_id("sam"), await desk.staff_id("fred")

    async with desk.work() as work:
        await staff.redraw_home(work, opened, unopened)
    await desk.settled()
    desk.advance(hours=13)
    async with desk.work() as work:
        await staff.redraw_home(work, opened)

    rows = await house.world(desk).rows(tables.outbox, tables.outbox.c.topic == "home")
    assert [row.subject for row in rows] == [f"home:{opened}"]


async def test_home_is_drawn_at_once_and_then_at_most_every_ten_seconds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_updates, "PAUSE", timedelta(seconds=10))
    await home(desk, "sam")
    first = await ask(desk, "alice", await player(desk, "anna42"))
    await followed(desk)
    second, third = [await ask(desk, "alice", await player(desk, name)) for name in ("bert43", "carl44")]
    await followed(desk)

    at_once = desk.sam.home.text
    assert first.code in at_once
    assert second.code not in at_once

    desk.advance(seconds=10)
    await followed(desk)
    later = desk.sam.home.text
    assert second.code in later
    assert third.code in later


async def test_a_home_that_slack_does_not_take_now_is_drawn_later(desk: Desk) -> None:
    await home(desk, "sam")
    desk.slack.faults.set(fail_500=True, only="views.publish")

    request = await ask(desk, "alice", await player(desk, "anna42"))
    await followed(desk)
    assert request.code not in desk.sam.home.text

    desk.slack.faults.clear()
    await stories.recovered(desk, minutes=2)
    assert request.code in desk.sam.home.text
