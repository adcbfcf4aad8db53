"""Rights, authors and content are read again when it counts: what was so when somebody began is not enough."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import update

from bot.process import transactions
from core import approvals, leavers, staff
from core.approvals import Decision, OwnRequest, votes
from core.database import tables
from core.errors import NotAllowed, Refused
from core.freezes import Frozen
from core.people import PITBOSS, Actor
from core.requests import Request
from core.work import Work
from tests.support.asking import adjustment, ask, ballot, block, cash, cast, decide, desk, opened, recorded
from tests.support.edge import Edge
from tests.support.office import World

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
Loses = Callable[[World, Actor], Awaitable[None]]


async def revoked(office: World, actor: Actor) -> None:
    async with office.work() as work:
        for role in actor.roles:
            await staff.revoke(work, PITBOSS, staff_id=actor.person, role=role)


async def stopped(office: World, actor: Actor) -> None:
    async with office.work() as work:
        await staff.freeze(work, PITBOSS, staff_id=actor.staff_id, why="a doubt")


async def left(office: World, actor: Actor) -> None:
    assert actor.staff_id
    async with office.work() as work:
        await leavers.leave(work, PITBOSS, staff_id=actor.staff_id, why="gone")


async def moved(office: World, actor: Actor) -> None:
    assert actor.staff_id
    async with office.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=actor.staff_id, brand="another")


EACH_LOSS = pytest.mark.parametrize("loses", [revoked, stopped, left], ids=["revoked", "frozen", "left"])


@ON_SQLITE
@EACH_LOSS
async def test_a_vote_of_somebody_who_lost_the_right_while_it_waited_moves_nothing(office: World, loses: Loses) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    bob, filled = await office.staff("bob"), ballot(await opened(office, "bob", request), Decision.APPROVE)
    await loses(office, bob)

    with pytest.raises((NotAllowed, Frozen)):
        async with office.work() as work:
            await approvals.vote(work, filled, actor=bob)

    assert await cash(office, anna) == 10_000


@ON_SQLITE
@EACH_LOSS
@pytest.mark.parametrize("deed", ["ask", "take back", "take over"])
async def test_nothing_is_asked_or_taken_by_somebody_who_lost_the_right_meanwhile(
    office: World, loses: Loses, deed: str
) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    await office.staff("zoe", roles=("support",))
    who = await office.staff("alice" if deed == "take back" else "zoe")
    await loses(office, who)
    if deed == "take over":
        await revoked(office, await office.staff("alice"))

    async def does(work: Work) -> Any:
        if deed == "ask":
            return await approvals.ask(work, block(anna), actor=who, key="late")
        verb = approvals.take_back if deed == "take back" else approvals.take_over
        return await verb(work, request.id, actor=who)

    if deed == "take back" and loses is revoked:
        async with office.work() as work:
            assert (await does(work)).state == "taken_back", "what protects money stays possible"
        return
    with pytest.raises((NotAllowed, Frozen)):
        async with office.work() as work:
            await does(work)


@ON_SQLITE
@pytest.mark.parametrize("who", ["carol", "alice"])
@pytest.mark.parametrize("loses", [revoked, stopped, left, moved], ids=["revoked", "frozen", "left", "another brand"])
async def test_a_right_lost_between_two_votes_takes_the_first_vote_or_the_request_with_it(
    office: World, loses: Loses, who: str
) -> None:
    anna = await desk(office, "carol", "maya")
    request = await ask(office, "alice", adjustment(anna, "900 EUR"))
    await decide(office, "carol", request, "approve")
    await loses(office, await office.staff(who))

    if who == "alice":
        with pytest.raises(Refused):
            await decide(office, "maya", request, "approve")
    else:
        assert (await decide(office, "maya", request, "approve")).state == "pending"

    assert await cash(office, anna) == 10_000


@ON_SQLITE
async def test_whoever_asked_first_never_decides_about_what_a_colleague_took_over(office: World) -> None:
    anna = await desk(office, "bob", "carol")
    await office.staff("zoe", roles=("support",))
    request = await ask(office, "bob", adjustment(anna, "400 EUR"))
    await revoked(office, await office.staff("bob"))
    zoe = await office.staff("zoe")
    async with office.work() as work:
        request = await approvals.take_over(work, request.id, actor=zoe)
        await staff.grant(work, staff.Grant(staff_id=(await office_id(work, "bob")), role="finance", by=PITBOSS))

    for decision in (Decision.APPROVE, Decision.DECLINE):
        with pytest.raises(OwnRequest, match="before somebody took it over"):
            await decide(office, "bob", request, decision, "a good reason")
    assert not (await opened(office, "bob", request)).may_decide
    bob = await office.staff("bob")
    async with office.work() as work:
        assert not (await approvals.decidable(work, actor=bob)).items
    assert (await decide(office, "carol", request, "approve")).state == "done"


async def office_id(work: Work, person: str) -> Any:
    return (await staff.colleague(work, person)).id


@ON_SQLITE
@pytest.mark.parametrize("also_the_fingerprint", [False, True])
async def test_content_changed_in_the_database_between_two_votes_moves_nothing_and_alarms(
    office: World, *, also_the_fingerprint: bool
) -> None:
    anna = await desk(office, "carol", "maya")
    request = await ask(office, "alice", adjustment(anna, "900 EUR"))
    await decide(office, "carol", request, "approve")
    await change(office, request, amount={"amount_minor": 490_000, "currency": "EUR"}, printed=also_the_fingerprint)
    filled = ballot(await opened(office, "maya", request), Decision.APPROVE)

    with pytest.raises(Refused, match="was changed in the database") as refused:
        await by_the_door(office, "maya", filled)

    assert refused.value.code == "request_altered"
    assert await cash(office, anna) == 10_000
    [record] = await office.rows(tables.records, tables.records.c.action == "request.altered")
    assert record.outcome == "refused"
    assert await office.rows(tables.outbox, tables.outbox.c.topic == "alarm")
    assert (await decide(office, "maya", request, "decline", "this was not asked")).state == "declined"


@ON_SQLITE
@pytest.mark.parametrize("content", [{"amount": "much"}, {"player_id": None}], ids=["no amount", "nobody"])
async def test_content_that_is_no_action_any_more_can_still_be_declined(office: World, content: dict[str, Any]) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    filled = ballot(await opened(office, "bob", request), Decision.APPROVE)
    refusing = ballot(await opened(office, "bob", request), Decision.DECLINE, "this was not asked")
    await change(office, request, **content)

    with pytest.raises(Refused, match="was changed in the database"):
        await cast(office, "bob", filled)

    assert (await cast(office, "bob", refusing)).state == "declined"


@ON_SQLITE
@pytest.mark.parametrize("other", ["another amount", "another action", "another person"])
async def test_the_key_of_a_submission_stands_for_that_one_alone(office: World, other: str) -> None:
    anna = await desk(office, "bob", "sam")
    await office.staff("zoe", roles=("support",))
    request = await ask(office, "alice", adjustment(anna), key="view 1")
    assert (await ask(office, "alice", adjustment(anna), key="view 1")).id == request.id
    wish = {"another amount": adjustment(anna, "30 EUR"), "another action": block(anna)}.get(other, adjustment(anna))

    with pytest.raises(Refused) as refused:
        await ask(office, "zoe" if other == "another person" else "alice", wish, key="view 1")

    assert refused.value.code == "key_reused"
    assert request.code in refused.value.message
    assert await recorded(office, request) == ["request.asked"]


async def change(office: World, request: Request, *, printed: bool = False, **fields: Any) -> None:
    """Change what a request asks for in the table, past the desk."""
    payload = request.payload | fields
    values: dict[str, Any] = {"payload": payload}
    if printed:
        values["fingerprint"] = approvals.policy.fingerprint(request.action, payload, request.version)
    async with office.work() as work:
        which = tables.requests.c.id == request.id
        await work.db.execute(update(tables.requests).where(which).values(values))


async def by_the_door(office: World, who: str, filled: approvals.Ballot) -> Any:
    """Vote as the edge lets people vote, with what it records of a refusal."""
    told = {"request_id": filled.request_id, "ballot": filled}
    return await transactions.do(Edge(office), await office.staff(who), votes.cast, None, **told)
