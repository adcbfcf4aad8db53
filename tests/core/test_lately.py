"""What one person did lately, who may read it, and the small questions the desk's screens ask."""

import json
from datetime import timedelta

import pytest

from core import audit, office, operations, outbox, requests, staff
from core.people import PITBOSS, Actor, Permission, Visibility
from core.search import listing
from tests.support import notes
from tests.support.asking import adjustment, ask
from tests.support.office import World

STAFF, SECURITY, COMPLIANCE = Visibility
OFFICE = office.default()
LOOKING = operations.look_up_actions()


async def viewed(world: World, actor: Actor, *player_ids: int, action: str = "player.viewed") -> None:
    for player_id in player_ids:
        world.later(seconds=1)
        async with world.work() as work:
            await audit.record(work, audit.Entry(actor=actor, action=action, module="players", player_id=player_id))


async def test_players_viewed_are_each_once_and_newest_first(office: World) -> None:
    alice, bob = await office.staff("alice"), await office.staff("bob")
    await viewed(office, alice, 1, 2, 3, 1, 4, 5, 6)
    await viewed(office, bob, 9)
    await viewed(office, alice, 8, action="player.revealed")

    async with office.read() as db:
        assert await audit.players_viewed(db, "alice", actions=LOOKING, now=office.now) == [6, 5, 4, 1, 3]
        assert await audit.players_viewed(db, "bob", actions=LOOKING, now=office.now, limit=1) == [9]
        assert await audit.players_viewed(db, "nobody", actions=LOOKING, now=office.now) == []


async def test_players_viewed_are_found_behind_any_number_of_other_acts(office: World) -> None:
    alice = await office.staff("alice")
    await viewed(office, alice, 1, 2)
    async with office.work() as work:
        for _ in range(250):
            await audit.record(work, audit.Entry(actor=alice, action="ticket.opened", module="tickets", player_id=7))

    async with office.read() as db:
        assert await audit.players_viewed(db, "alice", actions=LOOKING, now=office.now) == [2, 1]
        later = office.later(days=31)
        assert await audit.players_viewed(db, "alice", actions=LOOKING, now=later) == []


async def test_acts_are_counted_since_a_time_and_of_one_person(office: World) -> None:
    alice = await office.staff("alice")
    await viewed(office, alice, 1, 2)
    since = office.later(minutes=1)
    await viewed(office, alice, 3)
    await viewed(office, await office.staff("bob"), 4)

    async with office.work() as work:
        assert await audit.count_since(work, "alice", since, action="player.viewed") == 1
        assert await audit.count_since(work, "alice", since - timedelta(hours=1), action="player.viewed") == 3
        assert await audit.count_since(work, "alice", since, action="player.searched") == 0


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        ({}, set()),
        (None, set()),
        ({"visibility": "staff"}, {STAFF}),
        ({"visibility": "compliance"}, {COMPLIANCE}),
        ({"asked": {"reason": "money_laundering"}}, {COMPLIANCE}),
        ({"facts": [{"visibility": "staff"}, {"visibility": "security"}]}, {STAFF, SECURITY}),
        ([{"reason": "takeover"}, {"reason": "somebody said so"}], {STAFF}),
    ],
)
def test_record_is_open_to_whoever_may_see_all_it_says(said: object, needed: set[Visibility]) -> None:
    everything = frozenset(Visibility)

    levels = audit.levels(said, office=OFFICE)

    assert audit.open_to(levels, everything)
    assert audit.open_to(levels, frozenset(needed))
    for one in needed:
        assert not audit.open_to(levels, everything - {one}), json.dumps(said)


async def test_matches_come_in_the_order_asked_for_and_masked(office: World) -> None:
    first, second = await office.player("anna"), await office.player("bjorn")

    async with office.read() as db:
        matches = await listing.matches(db, [second, 999, first], actor=PITBOSS, today=office.now.date())

    assert [one.player_id for one in matches] == [second, first]
    assert matches[0].apart
    assert matches[0].apart.name == "Bjorn M."


async def test_holders_of_a_permission_are_found_and_who_is_frozen_is_not(office: World) -> None:
    for name in ("alice", "sam", "fred", "mallory"):
        await office.staff(name)
    async with office.work() as work:
        frozen = (await staff.named(work.db, "fred", office=work.office, now=work.now))[0]
        await staff.freeze(work, PITBOSS, staff_id=frozen.id, why="Left his laptop in a train.")
        found = await staff.holding(work.db, Permission.BLOCK_CONFIRM, office=work.office, now=work.now)
        few = await staff.holding(work.db, Permission.PLAYER_VIEW, office=work.office, now=work.now, limit=1)

    assert [one.actor.person for one in found] == ["sam"]
    assert [one.actor.person for one in few] == ["alice"]


async def test_open_requests_are_counted(office: World) -> None:
    anna, bjorn = await office.player("anna"), await office.player("bjorn")
    await office.staff("bob")
    for player_id in (anna, bjorn):
        await ask(office, "alice", adjustment(player_id))

    async with office.read() as db:
        assert await requests.count_open(db, now=office.now) == 2


@pytest.mark.every_wiring
async def test_what_was_given_up_is_told_newest_first(office: World) -> None:
    for number in range(3):
        office.later(seconds=1)
        async with office.work() as work:
            await notes.send(work, f"request:{number}")
            [claimed] = await outbox.claim(work)
            await outbox.give_up(work, claimed, error=f"error {number}")

    async with office.read() as db:
        told = await outbox.given_up(db, limit=2)

    assert [(one.subject, one.error) for one in told] == [("request:2", "error 2"), ("request:1", "error 1")]
