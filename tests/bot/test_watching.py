"""Signals about colleagues reach those the office file names, in private, and never whom they are about."""

from datetime import timedelta

from sqlalchemy import insert

from bot.workflows import staff_monitoring
from core import audit, staff
from core.database import tables
from tests.support import stories
from tests.support.desk import Desk


async def many_lookups(desk: Desk, who: str, peer: str) -> None:
    async with desk.work() as work:
        [member] = await staff.by_account(work.db, desk.person(who).id, office=work.office, now=work.now)
        today = work.office.day(work.now)
        rows = [{"person": peer, "day": today - timedelta(days=ago), "lookups": 6} for ago in range(2, 8)]
        await work.db.execute(insert(tables.lookup_days), rows)
        for player_id in range(1, 41):
            entry = audit.Entry(actor=member.actor, action="player.viewed", module="players", player_id=player_id)
            await audit.record(work, entry)
    await staff_monitoring.watch(desk.services)
    await desk.settled()


async def test_two_are_told_in_private_and_the_colleague_is_not(desk: Desk) -> None:
    await many_lookups(desk, "carol", "bob")

    for who in ("cora", "maya"):
        told = await desk.person(who).wait_for("Staff monitoring", dm=True)
        assert "looked up 40 players in a day" in told.shown
        assert desk.carol.id in told.shown
        assert told.text == staff_monitoring.NOTICE
    for who in ("carol", "sam", "bob", "ada"):
        assert not desk.person(who).sees("Staff monitoring", dm=True)
    assert not desk.sam.sees("looked up 40", in_="security")


async def test_one_who_watches_is_not_told_of_themselves(desk: Desk) -> None:
    await stories.granted(desk, "sam", "compliance")
    await many_lookups(desk, "cora", "sam")

    assert await desk.maya.wait_for("Staff monitoring", dm=True)
    assert not desk.cora.sees("Staff monitoring", dm=True)
    assert "Watching" not in (await desk.cora.command("/alerts all")).message.shown
    assert "far more players" not in (await desk.cora.command("/alerts")).message.shown
