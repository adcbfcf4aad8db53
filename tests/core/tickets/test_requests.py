"""A ticket waits for what was asked from it, and reads what came of it."""

import asyncio
from dataclasses import replace

import pytest

from core import approvals, platform, tickets
from core.database import tables
from core.errors import Refused
from core.tickets import NotNow, StillWaits
from tests.support import asking
from tests.support.office import World
from tests.support.ticketing import do, now, said, ticket


async def test_ticket_with_a_pending_request_cannot_be_solved(office: World) -> None:
    anna = await asking.desk(office, "bob", "sam")
    mine = await ticket(office, player_id=anna)
    request = await asking.ask(office, "alice", asking.adjustment(anna, ticket="t-1001"))

    with pytest.raises(StillWaits, match=f"request {request.code} .adjust balance., asked from it"):
        await do(office, "alice", tickets.solve, mine, how="Paid.")

    await asking.decide(office, "bob", request, "approve")
    assert (await do(office, "alice", tickets.solve, mine, how="Paid.")).state == "solved"


async def test_ticket_whose_block_nobody_confirmed_yet_cannot_be_solved(office: World) -> None:
    anna = await asking.desk(office, "bob", "sam")
    mine = await ticket(office, player_id=anna)
    request = await asking.ask(office, "alice", asking.block(anna, ticket=mine.code))
    assert request.state == "in_force"

    with pytest.raises(StillWaits, match=request.code):
        await do(office, "alice", tickets.solve, mine, how="Blocked.")


@pytest.mark.parametrize("reason", ["takeover", "fraud"])
async def test_a_ticket_names_who_decided_only_where_everybody_may_read_about_it(office: World, reason: str) -> None:
    anna = await asking.desk(office, "sam", "cora")
    mine = await ticket(office, player_id=anna)
    request = await asking.ask(office, "fred", asking.block(anna, reason, ticket=mine.code))

    await asking.decide(office, "sam", request, "confirm")

    lines = " ".join(one.text for one in await said(office, mine))
    assert f"Request {request.code} (block player): confirmed" in lines
    assert ("by Sam" in lines) is (reason == "takeover")


async def test_nothing_is_asked_from_a_solved_ticket(office: World) -> None:
    anna = await asking.desk(office, "bob", "sam")
    mine = await ticket(office, player_id=anna)
    await do(office, "alice", tickets.solve, mine, how="Paid.")

    with pytest.raises(NotNow, match="T-1001 is solved already"):
        await asking.ask(office, "alice", asking.adjustment(anna, ticket=mine.code))

    assert await office.rows(tables.requests) == []


@pytest.mark.every_wiring
async def test_asked_and_solved_at_once_never_leaves_a_solved_ticket_with_a_waiting_request(office: World) -> None:
    anna = await office.player("anna")
    for who in ("alice", "maya", "bob", "carol"):
        await office.staff(who)
    for turn in range(6):
        mine = await ticket(office, player_id=anna)
        wish = asking.adjustment(anna, ticket=mine.code, source_ref=f"incident {turn}")

        both = [asking.ask(office, "alice", wish), do(office, "maya", tickets.solve, mine, how="Paid.")]
        done = await asyncio.gather(*both, return_exceptions=True)

        assert sum(isinstance(one, Refused) for one in done) == 1, done
        waits = await office.rows(tables.requests, tables.requests.c.ticket == mine.code)
        assert (await now(office, mine)).open == bool(waits)


async def test_codes_of_other_systems_are_left_as_they_are(office: World) -> None:
    anna = await asking.desk(office, "bob", "sam")

    ours = await asking.ask(office, "alice", asking.adjustment(anna, ticket="#t-1042"))
    theirs = await asking.ask(office, "alice", asking.adjustment(anna, ticket="ZD/4711", source_ref="incident 2"))

    assert (ours.ticket, theirs.ticket) == ("T-1042", "ZD/4711")


async def test_outcome_is_written_back_and_the_present_owner_told(office: World) -> None:
    anna = await asking.desk(office, "bob", "sam")
    mine = await ticket(office, player_id=anna)
    await do(office, "alice", tickets.take, mine)
    request = await asking.ask(office, "alice", asking.adjustment(anna, ticket=mine.code))
    maya = (await office.staff("maya")).staff_id
    await do(office, "alice", tickets.assign, mine, to=maya)

    await asking.decide(office, "bob", request, "approve")

    assert f"Request {request.code} (adjust balance): done by Bob." in [m.text for m in await said(office, mine)]
    told = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_told")
    assert [(row.body["staff_id"], request.code in row.body["text"]) for row in told] == [
        (str(maya), False),
        (str(maya), True),
    ]


async def test_nothing_is_called_done_that_the_platform_has_not_confirmed(office: World) -> None:
    office.desk = replace(office.desk, platform_connected=True)
    anna = await asking.desk(office, "bob", "sam")
    mine = await ticket(office, player_id=anna)
    await do(office, "alice", tickets.take, mine)
    request = await asking.ask(office, "alice", asking.adjustment(anna, ticket=mine.code))

    await asking.decide(office, "bob", request, "approve")
    agreed = (await said(office, mine))[-1].text
    async with office.work() as work:
        order = await platform.of_request(work.db, request.id)
        assert order is not None
        refused = approvals.PlatformAnswer(
            order_id=order.id, kind=approvals.AnswerKind.REFUSED, reason="no such wallet of Anna's"
        )
        await approvals.apply_answer(work, refused)

    assert agreed == f"Request {request.code} (adjust balance): done here by Bob · waiting for the platform."
    assert (await said(office, mine))[-1].text.endswith(" · the platform says no. Its details tell why.")
    told = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_told")
    assert [row.body["text"].partition(" · ")[2] for row in sorted(told, key=lambda row: row.id)] == [
        "waiting for the platform.",
        "the platform says no.",
    ]
