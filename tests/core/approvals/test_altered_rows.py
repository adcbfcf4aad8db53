"""Somebody with the database, and without the master key, changes a request or adds a vote: nothing moves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from core import approvals
from core.approvals import policy
from core.database import tables
from core.errors import Refused
from core.requests import Request
from tests.support.asking import adjustment, ask, block, cash, decide, desk, swept
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

UNSIGNED = {
    "deciding_permission": "only chooses who finds it in their list",
    "deciding_roles": "only chooses who finds it in their list",
    "overdue_at": "only says when an alarm was raised",
    "closed_at": "only says when it ended",
    "closed_by": "only says who ended it",
    "close_reason": "only says why it ended",
    "receipt": "is written when it takes effect",
    "changed_at": "only says when it changed",
    "state": "is compared with the records of what was decided",
}
"""Columns that no digest covers, and why that is right."""
OTHERS: dict[str, Any] = {
    "action": "block_player",
    "authors": ["carol"],
    "code": "ZZZZ",
    "facts": [],
    "kind": "protective",
    "payload": {"note": "It was somebody else who called."},
    "policy": {"rule": "anybody"},
    "requester_person": "carol",
    "ticket": "T-9999",
    "total_on": "2026-05-01",
}
"""What an attacker may write there, where it is not simply another number, time or word."""
REVIVED: dict[str, Any] = {"closed_at": None, "closed_by": None, "close_reason": None}
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_every_column_is_compared_or_moves_nothing() -> None:
    assert {*policy.SIGNED_COLUMNS, *UNSIGNED} == {*tables.requests.c.keys()}


async def test_a_row_changed_after_it_was_asked_is_carried_out_by_nobody(office: World) -> None:
    await desk(office, "bob", "carol")
    carol = await office.staff("carol")
    carried_out = []
    for number, name in enumerate(each for each in policy.SIGNED_COLUMNS if each != "id"):
        player_id = await office.player(f"player{number}", cash="100 EUR")
        request = await ask(office, "alice", adjustment(player_id, "1 EUR", source_ref=f"incident {number}"))
        changed = carol.staff_id if name == "requester_id" else other(name, getattr(request, name), player_id)
        await alter(office, request, **{name: changed})
        with pytest.raises(Refused):
            await decide(office, "bob", request, "approve")
        if await cash(office, player_id) != 10_000:
            carried_out.append(name)
        await alter(office, request, **{name: getattr(request, name)})
        assert (await decide(office, "bob", request, "approve")).state == "done", name
    assert carried_out == []


@ON_SQLITE
async def test_a_vote_that_nobody_cast_does_not_count(office: World) -> None:
    anna = await desk(office, "carol", "maya")
    request = await ask(office, "alice", adjustment(anna, "900 EUR"))
    maya = await office.staff("maya")
    await added(office, tables.votes, cast_by(maya, request))

    with pytest.raises(Refused) as refused:
        await decide(office, "carol", request, "approve")

    assert refused.value.code == "request_altered"
    assert await cash(office, anna) == 10_000


@ON_SQLITE
@pytest.mark.parametrize("ended", ["declined", "taken back", "expired", "done"])
async def test_what_was_over_is_not_approved_because_its_row_says_that_it_waits(office: World, ended: str) -> None:
    anna = await desk(office, "bob", "carol")
    request = await ask(office, "alice", adjustment(anna))
    await ends(office, request, ended)
    before = await cash(office, anna)
    await alter(office, request, state="pending", due_at=request.due_at, **REVIVED)

    with pytest.raises(Refused) as refused:
        await decide(office, "carol", request, "approve")

    assert refused.value.code == ("already_settled" if ended == "done" else "request_altered")
    assert await cash(office, anna) == before


@ON_SQLITE
async def test_what_was_confirmed_is_not_ended_because_its_row_says_that_nobody_confirmed_it(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    request = await ask(office, "alice", block(anna))
    await decide(office, "sam", request, "confirm")
    await alter(office, request, state="in_force", **REVIVED)
    await office.staff("zack", roles=("security",))

    with pytest.raises(Refused) as refused:
        await decide(office, "zack", request, "end", "it was not the player")

    assert refused.value.code == "request_altered"


@ON_SQLITE
async def test_a_request_that_nobody_asked_is_approved_by_nobody(office: World) -> None:
    anna = await desk(office, "bob", "carol")
    request = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", request, "decline", "not for this")
    [row] = await office.rows(tables.requests)
    forged = {"id": uuid4(), "code": "ZZZZ", "key": "another", "state": "pending", "subject": "another"}
    await added(office, tables.requests, {**row._mapping, **REVIVED, **forged})

    with pytest.raises(Refused) as refused:
        await decide(office, "carol", replace(request, id=forged["id"]), "approve")

    assert refused.value.code == "request_altered"
    assert await cash(office, anna) == 10_000


@ON_SQLITE
async def test_an_altered_request_is_taken_over_by_nobody(office: World) -> None:
    """What was changed would be what they ask for."""
    anna = await desk(office, "bob")
    zoe = await office.staff("zoe", roles=("support",))
    request = await ask(office, "alice", adjustment(anna))
    await alter(office, request, requester_person="mallory", requester_id=(await office.staff("mallory")).staff_id)

    with pytest.raises(Refused) as refused:
        async with office.work() as work:
            await approvals.take_over(work, request.id, actor=zoe)

    assert refused.value.code == "request_altered"


def other(name: str, value: Any, player_id: int) -> Any:
    """Give something else that this column may hold."""
    if name in OTHERS:
        return value | OTHERS[name] if isinstance(value, dict) else OTHERS[name]
    if name == "player_id":
        return player_id - 1
    if isinstance(value, int):
        return value + 1
    return f"{value}9" if isinstance(value, str) else value + timedelta(hours=1)


async def alter(office: World, request: Request, **values: Any) -> None:
    """Change the row, past the desk."""
    async with office.work() as work:
        await work.db.execute(update(tables.requests).where(tables.requests.c.id == request.id).values(**values))


async def added(office: World, table: Any, values: dict[str, Any]) -> None:
    async with office.work() as work:
        await work.db.execute(insert(table).values(**values))


def cast_by(actor: Any, request: Request) -> dict[str, Any]:
    """Write a vote as the table keeps it."""
    who = {"staff_id": actor.staff_id, "person": actor.person, "name": actor.name, "roles": sorted(actor.roles)}
    what = {"request_id": request.id, "version": request.version, "fingerprint": request.fingerprint}
    return {"id": uuid4(), "decision": "approve", "at": request.asked_at, **who, **what}


async def ends(office: World, request: Request, how: str) -> None:
    match how:
        case "declined":
            await decide(office, "bob", request, "decline", "not for this")
        case "done":
            await decide(office, "bob", request, "approve")
        case "expired":
            office.later(days=8)
            await swept(office)
            office.later(days=-8)
        case _:
            alice = await office.staff("alice")
            async with office.work() as work:
                await approvals.take_back(work, request.id, actor=alice)
