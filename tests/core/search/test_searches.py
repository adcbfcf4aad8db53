"""A search is recorded and counted the same wherever it begins; an exact key is never counted."""

import json
from typing import Any

import pytest

from bot.process import transactions
from core import activity, approvals, audit, players, search, tickets
from core.actions.block_player import BlockPlayer
from core.database import tables
from core.errors import Refused
from core.operations import Query
from core.people import Actor
from tests.support.edge import Edge
from tests.support.office import World
from tests.support.searching import samuel

BEGINS: dict[str, tuple[Query[..., Any], dict[str, Any]]] = {
    "/player": (search.look_up, {}),
    "a sentence": (search.find, {}),
    "/ticket": (tickets.consider_new, {}),
    "/activity": (activity.look_up, {"period": "7d"}),
    "/block": (approvals.consider, {"action": BlockPlayer}),
}
EXACT, PARTS, NOBODY, LITTLE = "Sam84", "muel 4471 1984", "nobo 4471 1984", "nobody@example.com"
everywhere = pytest.mark.parametrize("where", BEGINS)


async def searched(office: World, actor: Actor, where: str, text: str) -> Any:
    query, more = BEGINS[where]
    return await transactions.see(Edge(office), actor, query, text=text, **more)


async def recorded(office: World, action: str = "player.searched") -> list[tuple[str, Any]]:
    rows = sorted(await office.rows(tables.records, tables.records.c.action == action), key=lambda row: row.id)
    return [(row.outcome, json.loads(row.content)["facts"]) for row in rows]


async def spent(office: World, actor: Actor) -> None:
    async with office.work() as work:
        for _ in range(work.office.limits.searches_per_hour):
            await audit.record(work, audit.Entry(actor=actor, action="player.searched", module="players"))


@everywhere
async def test_what_narrows_to_one_player_is_recorded_as_a_search(office: World, where: str) -> None:
    sam, alice = await samuel(office), await office.staff("alice")

    await searched(office, alice, where, PARTS)

    assert await recorded(office) == [("success", {"players": [sam], "by": "parts"})]


@everywhere
async def test_exact_key_counts_as_no_search_and_is_never_too_many(office: World, where: str) -> None:
    await samuel(office)
    alice = await office.staff("alice")
    await spent(office, alice)
    before = await recorded(office)

    await searched(office, alice, where, EXACT)

    assert await recorded(office) == before


@everywhere
@pytest.mark.parametrize("text", [NOBODY, LITTLE])
async def test_search_that_finds_nobody_counts(office: World, where: str, text: str) -> None:
    alice = await office.staff("alice")
    try:
        await searched(office, alice, where, text)
    except search.TooLittle:
        assert text == LITTLE

    assert len(await recorded(office)) == 1


@everywhere
@pytest.mark.parametrize("text", [PARTS, NOBODY, LITTLE])
async def test_all_but_an_exact_key_has_an_end(office: World, where: str, text: str) -> None:
    await samuel(office)
    alice, most = await office.staff("alice"), office.desk.office.limits.searches_per_hour
    await spent(office, alice)

    try:
        told = str((await searched(office, alice, where, text)).problem)
    except Refused as refusal:
        told = refusal.message

    assert f"You searched {most} times within an hour" in told
    assert len(await recorded(office)) == most + 1


async def test_delicate_player_is_listed_by_parts_and_asked_about_when_opened(office: World) -> None:
    sam, alice = await samuel(office, vip=True), await office.staff("alice")

    found = await searched(office, alice, "/player", PARTS)
    with pytest.raises(Refused, match="Say first"):
        await transactions.see(Edge(office), alice, players.card, sam, by="list")

    assert [one.player_id for one in found.matches] == [sam]
    assert await recorded(office) == [("success", {"players": [sam], "by": "parts"})]
    assert [outcome for outcome, _ in await recorded(office, "purpose.asked")] == ["refused"]


@everywhere
async def test_parts_open_no_player_at_any_door(office: World, where: str) -> None:
    sam, alice = await samuel(office), await office.staff("alice")

    found = await searched(office, alice, where, PARTS)

    offered = found.matches if isinstance(found, search.Several) else found.offered
    assert [(one.player_id, one.apart) for one in offered] == [(sam, None)]
    assert await recorded(office, "player.viewed") == []


async def test_exact_key_found_for_a_sentence_is_recorded_as_found(office: World) -> None:
    await samuel(office)

    await searched(office, await office.staff("alice"), "a sentence", EXACT)

    assert await recorded(office, "player.found") == [("success", {"by": "username"})]
