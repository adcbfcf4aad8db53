"""The life of a request: every pair of states is tried, and every row of the table is lived through once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import update

from core import actions, approvals, requests, staff
from core.actions.block_player import Lasts
from core.approvals import AlreadyDecided, AnswerKind, lifecycle
from core.approvals.lifecycle import OWN, TRANSITIONS, Cause, Move, Transition, TransitionError
from core.database import tables
from core.people import PITBOSS
from core.requests import OPEN_STATES, Request, State
from tests.support.asking import adjustment, ask, block, decide, desk, now, recorded, swept
from tests.support.office import World
from tests.support.ordering import connect, order_of, says
from tests.support.protecting import unblock

ALLOWED = {
    State.PENDING: {
        State.PENDING,
        State.IN_FORCE,
        State.DONE,
        State.FAILED,
        State.DECLINED,
        State.TAKEN_BACK,
        State.EXPIRED,
    },
    State.IN_FORCE: {State.IN_FORCE, State.CONFIRMED, State.ENDED},
    State.DONE: {State.DONE},
    State.CONFIRMED: {State.CONFIRMED},
    State.ENDED: {State.ENDED, State.IN_FORCE},
}
"""What may become of a request, as a person would draw it; what is missing may not."""
RECORDS = ("vote.cast", *sorted({row.record for row in TRANSITIONS} - {OWN, "vote.cast"}), "player.blocked")
PLATFORM = frozenset({State.DONE, State.CONFIRMED, State.ENDED})
"""States in which nothing changes any more but what the platform answered."""


async def stands(office: World, state: State) -> Request:
    """Make a request stand as no operation could have brought it about."""
    request = await ask(office, "alice", block(await desk(office, "sam")))
    closed_at = None if state in OPEN_STATES else office.now
    async with office.work() as work:
        table = tables.requests
        await work.db.execute(update(table).where(table.c.id == request.id).values(state=state, closed_at=closed_at))
        return await requests.get(work.db, request.id)


@pytest.mark.parametrize("before", list(State))
async def test_a_request_goes_only_where_the_table_says(office: World, before: State) -> None:
    request = await stands(office, before)
    records_before = await recorded(office, request)
    known = {key(row) for row in TRANSITIONS}
    gone = set()

    async with office.work() as work:
        for after, cause, record in product(State, Cause, RECORDS):
            move = Move(to=after, cause=cause, record=lifecycle.entry(request, PITBOSS, record))
            if (before, after, cause, OWN if record == "player.blocked" else record) in known:
                savepoint = await work.db.begin_nested()
                assert (await lifecycle.move(work, request, move)).state is after
                gone.add(after)
                await savepoint.rollback()
            else:
                with pytest.raises(TransitionError):
                    await lifecycle.move(work, request, move)

    assert gone == ALLOWED.get(before, set())
    assert (await now(office, request)).state is before
    assert await recorded(office, request) == records_before


def test_what_is_over_changes_only_by_the_platform_or_stands_again() -> None:
    again = (State.ENDED, State.IN_FORCE, Cause.ENGINE)
    over = [row for row in TRANSITIONS if row.before not in {None, *OPEN_STATES}]
    late = [row for row in over if (row.before, row.after, row.cause) != again]

    assert {row.before for row in late} == PLATFORM
    assert all(row.before is row.after and row.cause is Cause.PLATFORM for row in late)


async def test_of_two_moves_from_the_same_reading_one_is_refused_and_nothing_of_it_stays(office: World) -> None:
    request = await stands(office, State.PENDING)
    move = Move(to=State.EXPIRED, cause=Cause.CLOCK, record=lifecycle.entry(request, PITBOSS, "request.expired"))
    async with office.work() as work:
        await lifecycle.move(work, request, move)

    with pytest.raises(AlreadyDecided):
        async with office.work() as work:
            await lifecycle.move(work, request, move)

    assert (await recorded(office, request)).count("request.expired") == 1


async def asked(office: World) -> Request:
    return await ask(office, "alice", adjustment(await desk(office, "bob", "carol", "sam", "maya")))


async def blocked(office: World) -> Request:
    return await ask(office, "alice", block(await desk(office, "bob", "carol", "sam", "maya", "fred", "cora")))


async def blocked_alone(office: World) -> Request:
    return await ask(office, "alice", block(await desk(office, "bob")))


async def needing_two(office: World) -> Request:
    anna = await desk(office, "bob", "carol", "maya")
    return await decide(office, "bob", await ask(office, "alice", adjustment(anna, "4000 EUR")), "approve")


async def taken_over(office: World) -> Request:
    request = await asked(office)
    alice = await office.staff("alice")
    assert alice.staff_id is not None
    zoe = await office.staff("zoe", roles=["support"])
    async with office.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=alice.staff_id, role="support", why="She moved on.")
        return await approvals.take_over(work, request.id, actor=zoe)


async def approved(office: World) -> Request:
    return await decide(office, "bob", await asked(office), "approve")


async def sent_to_the_platform(office: World) -> Request:
    return await approved(connect(office, authority="platform"))


async def impossible(office: World) -> Request:
    request = await asked(connect(office, authority="platform"))
    office.desk = replace(office.desk, platform_connected=False)
    return await decide(office, "bob", request, "approve")


async def declined(office: World) -> Request:
    return await decide(office, "bob", await asked(office), "decline", "Not this time")


async def taken_back(office: World) -> Request:
    request = await asked(office)
    alice = await office.staff("alice")
    async with office.work() as work:
        return await approvals.take_back(work, request.id, actor=alice)


async def replaced(office: World) -> Request:
    anna = await desk(office, "bob", "sam")
    await ask(office, "alice", block(anna, "chargeback"))
    [standing] = await office.rows(tables.player_blocks)
    remedies = tuple(office.desk.office.reasons["chargeback"].remedies)
    lifting = await ask(office, "alice", unblock(anna, standing.id, remedies=remedies))
    await ask(office, "alice", block(anna, "takeover"))
    return await now(office, lifting)


async def expired(office: World) -> Request:
    await asked(office)
    office.later(days=8)
    return (await swept(office))[0]


async def overdue(office: World) -> Request:
    await blocked(office)
    office.later(hours=5)
    return (await swept(office))[0]


async def confirmed(office: World) -> Request:
    return await decide(office, "sam", await blocked(office), "confirm")


async def ended(office: World) -> Request:
    return await decide(office, "sam", await blocked(office), "end", "It was the player")


async def lifted(office: World) -> Request:
    request = await blocked(office)
    [standing] = await office.rows(tables.player_blocks)
    await decide(office, "sam", await ask(office, "bob", unblock(standing.player_id, standing.id)), "approve")
    return await now(office, request)


async def run_out(office: World) -> Request:
    anna = await desk(office, "sam")
    await ask(office, "alice", block(anna, lasts=Lasts.DAY))
    office.later(hours=24)
    return (await swept(office))[0]


async def standing_again(office: World) -> Request:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna, lasts=Lasts.DAY))
    wider = await ask(office, "alice", block(anna))
    await decide(office, "sam", wider, "end", "A day is enough")
    return await now(office, request)


async def answered(office: World, request: Request, kind: AnswerKind) -> Request:
    await says(office, await order_of(office, request), kind)
    return await now(office, request)


async def refused_by_the_platform(office: World) -> Request:
    return await answered(office, await blocked(connect(office, authority="platform")), AnswerKind.REFUSED)


async def refused_after_confirmation(office: World) -> Request:
    return await answered(office, await confirmed(connect(office, authority="platform")), AnswerKind.REFUSED)


async def refused_while_replaced(office: World) -> Request:
    anna = await desk(connect(office, authority="platform"), "sam")
    request = await ask(office, "alice", block(anna, lasts=Lasts.DAY))
    await ask(office, "sam", block(anna))
    return await answered(office, request, AnswerKind.REFUSED)


async def refused_after_approval(office: World) -> Request:
    request = await blocked(ruled(connect(office, authority="platform"), first="second_person"))
    return await answered(office, await decide(office, "sam", request, "approve"), AnswerKind.REFUSED)


async def confirmed_by_one_of_two(office: World) -> Request:
    confirm = office.desk.office.rules.block_player.confirm.model_copy(update={"people": 2})
    request = await blocked(ruled(office, confirm=confirm))
    return await decide(office, "sam", request, "confirm")


def ruled(office: World, **changes: object) -> World:
    """Change the office file's rule for blocks."""
    file = office.desk.office
    rules = file.rules.model_copy(update={"block_player": file.rules.block_player.model_copy(update=changes)})
    office.desk = replace(office.desk, office=file.model_copy(update={"rules": rules}))
    return office


async def done_by_the_platform(office: World) -> Request:
    return await answered(office, await sent_to_the_platform(office), AnswerKind.IN_FORCE)


async def ended_by_the_platform(office: World) -> Request:
    there = connect(office, authority="platform")
    request = await blocked(there)
    await says(there, await order_of(there, request), AnswerKind.IN_FORCE)
    return await answered(there, await decide(there, "sam", request, "end", "It was the player"), AnswerKind.IN_FORCE)


P, F = State.PENDING, State.IN_FORCE
LIVED: dict[tuple[State | None, State, Cause, str], Callable[[World], Awaitable[Request]]] = {
    (None, P, Cause.REQUESTER, "request.asked"): asked,
    (P, P, Cause.VOTER, "vote.cast"): needing_two,
    (P, P, Cause.REQUESTER, "request.taken_over"): taken_over,
    (P, F, Cause.REQUESTER, OWN): blocked,
    (P, State.DONE, Cause.VOTER, OWN): approved,
    (P, State.DONE, Cause.VOTER, "request.approved"): sent_to_the_platform,
    (P, State.FAILED, Cause.VOTER, "request.failed"): impossible,
    (P, State.DECLINED, Cause.VOTER, "vote.cast"): declined,
    (P, State.TAKEN_BACK, Cause.REQUESTER, "request.taken_back"): taken_back,
    (P, State.TAKEN_BACK, Cause.ENGINE, "request.taken_back"): replaced,
    (P, State.EXPIRED, Cause.CLOCK, "request.expired"): expired,
    (F, F, Cause.VOTER, "vote.cast"): confirmed_by_one_of_two,
    (F, F, Cause.CLOCK, "request.overdue"): overdue,
    (F, F, Cause.REQUESTER, "request.unconfirmable"): blocked_alone,
    (F, State.CONFIRMED, Cause.VOTER, "request.confirmed"): confirmed,
    (F, State.ENDED, Cause.VOTER, "request.ended"): ended,
    (F, State.ENDED, Cause.PLATFORM, "request.ended"): refused_by_the_platform,
    (F, State.ENDED, Cause.ENGINE, "request.ended"): lifted,
    (F, State.ENDED, Cause.CLOCK, "request.ended"): run_out,
    (State.ENDED, F, Cause.ENGINE, "request.in_force_again"): standing_again,
    (State.DONE, State.DONE, Cause.PLATFORM, OWN): done_by_the_platform,
    (State.DONE, State.DONE, Cause.PLATFORM, "request.ended"): refused_after_approval,
    (State.CONFIRMED, State.CONFIRMED, Cause.PLATFORM, "request.ended"): refused_after_confirmation,
    (State.ENDED, State.ENDED, Cause.PLATFORM, "player.unblocked"): ended_by_the_platform,
    (State.ENDED, State.ENDED, Cause.PLATFORM, "request.ended"): refused_while_replaced,
}
"""How each row comes about."""


def key(row: Transition) -> tuple[State | None, State, Cause, str]:
    return row.before, row.after, row.cause, row.record


def test_each_row_stands_once_and_is_lived_through() -> None:
    assert sorted(map(str, map(key, TRANSITIONS))) == sorted(map(str, LIVED))


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.before}, {row.after}, {row.record}")
async def test_each_transition_is_recorded_and_sent_as_the_table_says(office: World, row: Transition) -> None:
    request = await LIVED[key(row)](office)

    own = actions.named(request.action).recorded_as
    sent = {each.topic for each in await office.rows(tables.outbox) if str(request.id) in each.body.values()}
    assert request.state is row.after
    assert (own if row.record == OWN else row.record) in await recorded(office, request)
    assert {topic.name for topic in row.topics} <= sent
