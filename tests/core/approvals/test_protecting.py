"""A block is in force when it is asked for, and a second person confirms or ends it."""

import pytest
from sqlalchemy import select

from core import approvals, outbox
from core.actions.unblock_player import UnblockPlayer
from core.approvals import (
    NeedsReason,
    OwnRequest,
    TooMany,
)
from core.database import tables
from core.errors import Refused
from tests.support.asking import ask, block, decide, desk, now, recorded
from tests.support.office import World


async def test_a_block_is_in_force_when_asked(office: World) -> None:
    anna = await desk(office, "sam")

    request = await ask(office, "alice", block(anna))

    assert request.state == "in_force"
    assert await recorded(office, request) == ["request.asked", "player.blocked"]


async def test_a_second_person_confirms_a_block(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna))

    with pytest.raises(OwnRequest):
        await decide(office, "alice", request, "confirm")
    confirmed = await decide(office, "sam", request, "confirm")

    assert confirmed.state == "confirmed"
    async with office.read() as db:
        assert (await db.execute(select(tables.player_blocks.c.ended_at))).scalar_one() is None


async def test_a_second_person_ends_a_block_with_a_reason(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna))

    with pytest.raises(NeedsReason):
        await decide(office, "sam", request, "end")
    ended = await decide(office, "sam", request, "end", "It was the player himself")

    assert ended.state == "ended"
    async with office.read() as db:
        assert (await db.execute(select(tables.player_blocks.c.ended_at))).scalar_one() is not None


async def test_what_the_player_asked_for_can_only_be_confirmed(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna, "player_request", asked_by="player"))

    with pytest.raises(Refused):
        await decide(office, "sam", request, "end", "changed his mind")
    assert (await now(office, request)).state == "in_force"
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"


async def test_an_unconfirmed_block_stays_and_alarms_once(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna))
    office.later(hours=5)

    async with office.work() as work:
        first, second = await approvals.expire(work), await approvals.expire(work)

    assert [one.state for one in first] == ["in_force"]
    assert second == []
    async with office.work() as work:
        topics = [held.topic for held in await outbox.claim(work, limit=50)]
    assert topics.count("overdue") == 1
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"


async def test_a_block_takes_a_pending_unblock_back(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    first = await ask(office, "alice", block(anna, "chargeback"))
    await office.staff("bob")
    async with office.read() as db:
        rows = (await db.execute(select(tables.player_blocks.c.id))).scalars().all()
    remedies = tuple(office.desk.office.reasons["chargeback"].remedies)
    unblock = await ask(
        office,
        "alice",
        UnblockPlayer(player_id=anna, blocks=tuple(rows), remedies=remedies, note="It was paid back in full."),
    )

    await ask(office, "alice", block(anna, "takeover"))

    assert first.state == "in_force"
    assert (await now(office, unblock)).state == "taken_back"


async def test_protective_acts_are_capped_by_the_hour(office: World) -> None:
    await desk(office, "sam")
    cap = office.desk.office.rules.block_player.per_person_per_hour
    for number in range(cap):
        await ask(office, "alice", block(await office.player(f"player{number}")))
    another = await office.player("another")

    with pytest.raises(TooMany):
        await ask(office, "alice", block(another))
    office.later(minutes=61)
    assert (await ask(office, "alice", block(another))).state == "in_force"
