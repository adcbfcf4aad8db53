"""A block is in force when it is asked for, and a second person confirms or ends it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.cards import unconfirmed_card
from core import approvals, background, outbox
from core.actions.unblock_player import UnblockPlayer
from core.approvals import (
    NeedsReason,
    OwnRequest,
    TooMany,
)
from core.database import tables
from core.errors import Refused
from core.people import PITBOSS
from tests.support.asking import ask, block, decide, desk, now, recorded, swept
from tests.support.office import World


async def test_a_block_is_in_force_when_asked(office: World) -> None:
    anna = await desk(office, "sam")

    request = await ask(office, "alice", block(anna))

    assert request.state == "in_force"
    assert await recorded(office, request) == ["request.asked", "player.blocked"]


@pytest.mark.every_wiring
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

    first, second = await swept(office), await swept(office)

    assert [one.state for one in first] == ["in_force"]
    assert second == []
    async with office.work() as work:
        topics = [held.topic for held in await outbox.claim(work, limit=50)]
    assert topics.count("overdue") == 1
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"


@pytest.mark.every_wiring
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


NOBODY = [
    ("money_laundering", "cora", "Compliance", "Compliance"),
    ("fraud", "fred", "Compliance, Fraud or Security", "Compliance"),
    ("takeover", "alice", "Compliance, Fraud or Security", "Compliance, Fraud or Security"),
]


@pytest.mark.parametrize(("reason", "who", "missing", "told"), NOBODY)
async def test_a_block_that_nobody_could_confirm_stands_and_alarms_saying_who_is_missing(
    office: World, reason: str, who: str, missing: str, told: str
) -> None:
    anna = await desk(office, "bob", "ada")
    actor = await office.staff(who)
    async with office.work() as work:
        intent = await approvals.what_if(work, block(anna, reason), actor=actor)

    request = await ask(office, who, block(anna, reason))

    assert (request.state, intent.lacking) == ("in_force", missing)
    assert (await recorded(office, request))[-1] == "request.unconfirmable"
    async with office.work() as work:
        topics = [held.topic for held in await outbox.claim(work, limit=50)]
        found = await background.overdue_request.function(work, PITBOSS, request_id=request.id)
    assert topics.count("overdue") == 1
    assert f"it needs {told}. It stays in force" in str(unconfirmed_card.draw(found.value.review).blocks)
    private = found.value.in_private
    assert (private is None) is (reason == "takeover")
    if private is not None:
        assert [one.actor.person for one in private.alarmed] == ["ada"]


async def test_where_a_second_person_comes_first_a_block_acts_at_once_if_nobody_could_be_that_person(
    office: World,
) -> None:
    file = office.desk.office
    rule = file.rules.block_player.model_copy(update={"first": "second_person"})
    rules = file.rules.model_copy(update={"block_player": rule})
    office.desk = replace(office.desk, office=file.model_copy(update={"rules": rules}))
    anna = await desk(office, "bob")

    alone = await ask(office, "alice", block(anna))
    await office.staff("sam")
    berta = await office.player("berta")

    assert alone.state == "in_force"
    assert (await ask(office, "alice", block(berta))).state == "pending"


async def test_a_block_nobody_could_confirm_is_confirmed_once_somebody_can_and_alarms_again_when_it_is_due(
    office: World,
) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", block(anna))
    office.later(hours=5)

    first, second = await swept(office), await swept(office)
    await office.staff("sam")

    assert ([one.id for one in first], second) == ([request.id], [])
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"
