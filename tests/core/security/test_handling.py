"""An alert from found to closed: one owner, one winner, each step on the record."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core import security
from core.database.tables import outbox
from core.errors import Conflict, Invalid, Refused
from core.people import PITBOSS, Actor
from core.security import AlertClosing, AlertState, Shelf
from core.work import Work
from tests.support.alerting import close, hand_on, now, raised, recorded, reopen
from tests.support.office import World

Verb = Callable[[Work, Actor, UUID], Awaitable[Any]]


async def test_taken_looked_into_and_closed_with_what_came_of_it(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)

    async with office.work() as work:
        taken = await security.take(work, sam, alert_id)
    async with office.work() as work:
        closed = await security.close(
            work, sam, alert_id, AlertClosing(AlertState.CONFIRMED, "  The account was stolen. ")
        )

    assert (taken.state, taken.owner_name, taken.taken_at) == (AlertState.INVESTIGATING, "Sam", office.now)
    assert (closed.state, closed.closed_by, closed.close_note) == (
        AlertState.CONFIRMED,
        "Sam",
        "The account was stolen.",
    )
    [record] = await recorded(office, "alert.closed")
    assert record["facts"]["before"] == "investigating"
    assert record["facts"]["after"] == "confirmed"
    assert record["visibility"]["clear"] == ["security"]
    assert "stolen" not in json.dumps(record)
    told = [row.topic for row in await office.rows(outbox, outbox.c.subject == f"alert:{alert_id}")]
    assert told == ["alert_raised", "alert", "alert"]


async def test_what_nobody_took_is_closed_by_whoever_says_what_it_was(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)

    async with office.work() as work:
        closed = await close(work, sam, alert_id)

    assert (closed.owner_name, closed.state) == ("Sam", AlertState.BENIGN)


async def test_what_a_colleague_has_is_neither_taken_nor_closed_but_handed_on(office: World) -> None:
    sam, fred, alert_id = await office.staff("sam"), await office.staff("fred"), await raised(office)
    async with office.work() as work:
        await security.take(work, sam, alert_id)

    for verb in (security.take, close):
        with pytest.raises(security.TakenAlready, match="Sam has it since 20"):
            async with office.work() as work:
                await verb(work, fred, alert_id)
    async with office.work() as work:
        await security.hand_on(work, fred, alert_id, to=fred.staff_id)

    assert (await now(office, alert_id)).owner_name == "Fred"
    told = await office.rows(outbox, outbox.c.subject == f"alert:{alert_id}")
    assert [row.body.get("tell") for row in told] == [None, None, None]


async def test_what_one_has_is_not_taken_again(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)
    async with office.work() as work:
        await security.take(work, sam, alert_id)

    with pytest.raises(security.TakenAlready, match="You have it already"):
        async with office.work() as work:
            await security.take(work, sam, alert_id)


@pytest.mark.parametrize("verb", [security.take, close, hand_on], ids=["take", "close", "hand_on"])
async def test_what_is_closed_stays_so_and_says_by_whom(office: World, verb: Verb) -> None:
    sam, fred, alert_id = await office.staff("sam"), await office.staff("fred"), await raised(office)
    async with office.work() as work:
        await close(work, sam, alert_id)

    with pytest.raises(security.ClosedAlready, match="Sam closed this alert as benign, 20"):
        async with office.work() as work:
            await verb(work, fred, alert_id)


@pytest.mark.every_wiring
async def test_reopened_it_waits_for_an_owner_with_all_its_time(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)
    with pytest.raises(security.StillOpen):
        async with office.work() as work:
            await reopen(work, sam, alert_id)
    async with office.work() as work:
        await close(work, sam, alert_id)
    office.later(days=2)

    async with office.work() as work:
        again = await reopen(work, sam, alert_id)

    assert (again.state, again.owner_id, again.closed_at, again.close_note) == (AlertState.OPEN, None, None, None)
    assert again.due_at == office.now + timedelta(hours=1)


@pytest.mark.parametrize(
    ("outcome", "note", "field"),
    [
        (AlertState.BENIGN, "", "note"),
        (AlertState.BENIGN, "  ab ", "note"),
        (AlertState.BENIGN, "x" * 2001, "note"),
        (AlertState.BENIGN, "nul\0l", "note"),
        (AlertState.OPEN, "No reason.", "outcome"),
        (AlertState.INVESTIGATING, "No reason.", "outcome"),
    ],
)
async def test_closing_wants_an_outcome_and_a_note(office: World, outcome: AlertState, note: str, field: str) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)

    with pytest.raises(Invalid) as refused:
        async with office.work() as work:
            await security.close(work, sam, alert_id, AlertClosing(outcome, note))

    assert refused.value.field == field


@pytest.mark.every_wiring
async def test_of_two_who_take_it_at_once_one_has_it_and_the_other_is_told(office: World) -> None:
    people, alert_id = [await office.staff("sam"), await office.staff("fred")], await raised(office)
    together = asyncio.Barrier(2)

    async def grab(actor: Actor) -> str:
        await together.wait()
        try:
            async with office.work() as work:
                return (await security.take(work, actor, alert_id)).owner_name
        except Conflict as refused:
            return refused.message

    owner, refusal = sorted(await asyncio.gather(*map(grab, people)), key=len)

    assert (await now(office, alert_id)).owner_name == owner
    assert refusal.startswith(owner)
    assert len(await recorded(office, "alert.taken")) == 1


@pytest.mark.every_wiring
async def test_taking_against_closing_has_one_outcome(office: World) -> None:
    sam, fred, alert_id = await office.staff("sam"), await office.staff("fred"), await raised(office)
    together = asyncio.Barrier(2)

    async def act(verb: Verb, actor: Actor) -> bool:
        await together.wait()
        try:
            async with office.work() as work:
                await verb(work, actor, alert_id)
        except Refused:
            return False
        return True

    done = await asyncio.gather(act(security.take, sam), act(close, fred))

    assert sorted(done) == [False, True]
    assert (await now(office, alert_id)).owner_name == ("Sam" if done[0] else "Fred")


@pytest.mark.every_wiring
async def test_what_is_past_its_time_is_said_once(office: World) -> None:
    sam, late, closed = await office.staff("sam"), await raised(office), await raised(office)
    async with office.work() as work:
        await security.take(work, sam, late)
    async with office.work() as work:
        await close(work, sam, closed)
    reminded = []
    for _ in range(4):
        office.later(minutes=30)
        async with office.work() as work:
            reminded.append(await security.remind(work, PITBOSS))

    assert reminded == [0, 1, 0, 0]
    assert [record["subject"]["id"] for record in await recorded(office, "alert.overdue")] == [str(late)]
    async with office.read() as db:
        assert [one.id for one in await security.page_of(db, Shelf.OVERDUE, actor=sam, now=office.now)] == [late]


async def test_a_leavers_alerts_wait_for_somebody_else(office: World) -> None:
    sam, ada = await office.staff("sam"), await office.staff("ada")
    mine, done, waiting = await raised(office), await raised(office), await raised(office)
    for alert_id in (mine, done):
        async with office.work() as work:
            await security.take(work, sam, alert_id)
    async with office.work() as work:
        await close(work, sam, done)

    async with office.work() as work:
        assert await security.hand_back(work, staff_id=sam.staff_id, by=ada) == 1

    assert [(await now(office, one)).owner_id for one in (mine, waiting)] == [None, None]
    assert (await now(office, mine)).state is AlertState.OPEN
    assert (await now(office, done)).owner_name == "Sam"
    [record] = await recorded(office, "alert.handed_back")
    assert record["actor"]["person"] == "ada"
