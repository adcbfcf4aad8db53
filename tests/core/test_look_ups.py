"""A player seen on any screen is a look-up: it counts for monitoring, and is one of the last that somebody saw."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from bot.process import transactions
from core import audit, operations
from core.database import tables
from core.operations import Declared, Query, Recorded
from core.people import PITBOSS
from core.players import PurposeNeeded
from core.security import staff_monitoring
from tests.core.test_every_operation import EVERY, SAMPLES
from tests.support.edge import Edge
from tests.support.office import World

LOOKS = sorted(
    name
    for name, each in EVERY.items()
    if each.declaration.looks_at_player and each.declaration.recorded is Recorded.EACH
)
"""By whose samples one player is seen."""


def looked(name: str) -> Query[..., object]:
    declared: Declared[..., object] = EVERY[name]
    assert isinstance(declared, Query), f"{name} shows a player without a guard before it"
    return declared


@pytest.mark.every_wiring
@pytest.mark.parametrize("name", LOOKS)
async def test_every_look_at_a_player_counts_as_a_look_up(office: World, name: str) -> None:
    arguments = await SAMPLES[name].make(office)
    olga = await office.staff("olga", roles=("manager", "security", "support", "compliance"))

    await transactions.see(Edge(office), olga, looked(name), **arguments)

    async with office.work() as work:
        await staff_monitoring._count(work, work.office.day(work.now), {"olga"})
    [day] = await office.rows(tables.lookup_days)
    assert (day.person, day.lookups) == ("olga", 1)
    async with office.read() as db:
        assert len(await audit.players_viewed(db, "olga", actions=operations.look_up_actions(), now=office.now)) == 1


@pytest.mark.parametrize("name", LOOKS)
async def test_every_look_at_a_delicate_player_asks_the_purpose_first_or_names_nobody(office: World, name: str) -> None:
    arguments = await SAMPLES[name].make(office)
    async with office.work() as work:
        await work.db.execute(update(tables.players).values(vip=True))
    olga = await office.staff("olga", roles=("manager", "security", "support", "compliance"))

    try:
        shown = await transactions.see(Edge(office), olga, looked(name), **arguments)
    except PurposeNeeded:
        shown = None

    if shown is not None:
        assert "anna" not in repr(shown).casefold()
        return
    asked = max(await office.rows(tables.records), key=lambda record: record.id)
    assert (asked.action, asked.outcome) == ("purpose.asked", "refused")
    async with office.read() as db:
        assert await audit.players_viewed(db, "olga", actions=operations.look_up_actions(), now=office.now) == []


@pytest.mark.parametrize("name", ["activity.player_activity.look_up", "approvals.form_player.consider"])
async def test_forty_players_looked_up_anywhere_raise_the_alert(office: World, name: str) -> None:
    sample = await SAMPLES[name].make(office)
    carol, bob = await office.staff("carol", roles=("support",)), await office.staff("bob", roles=("support",))
    today = office.desk.office.day(office.now)
    usual = [{"person": bob.person, "day": today - timedelta(days=ago), "lookups": 5} for ago in range(2, 9)]
    async with office.work() as work:
        await work.db.execute(insert(tables.lookup_days), usual)
    for number in range(40):
        player_id = await office.player(f"p{number:02}")
        named = {"text": f"p{number:02}"} if "text" in sample else {"player_id": player_id}
        await transactions.see(Edge(office), carol, looked(name), **{**sample, **named})

    async with office.work() as work:
        assert await staff_monitoring.watch(work, PITBOSS) == 1
