"""Opening, taking, solving: each step by whoever may, once, and on the record."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core import approvals, audit, platform, tables, tickets
from core.errors import Invalid, NotAllowed, Refused, Unknown
from core.people import Visibility
from core.tickets import Filing, HoldsNumbers, NobodyToWriteTo, NotNow, Reply, StillWaits, Taken
from tests.support import asking
from tests.support.office import World
from tests.support.ticketing import CARD, do, now, said, ticket


async def test_ticket_waits_in_the_queue_of_its_category_under_a_code_said_aloud(office: World) -> None:
    anna = await office.player("anna")

    first = await ticket(office, player_id=anna, text="Prize missing\nShe won on Friday.")
    second = await ticket(office, category="payment")

    assert [first.code, second.code] == ["T-1001", "T-1002"]
    assert (first.state, first.queue, first.priority, first.title) == ("open", "Support", "normal", "Prize missing")
    assert (first.player_id, first.brand, second.queue) == (anna, "royal", "Payments")
    assert [one.text for one in await said(office, first)] == ["Prize missing\nShe won on Friday."]


async def test_the_same_submission_opens_once(office: World) -> None:
    first = await ticket(office, key="form 1")
    again = await ticket(office, key="form 1", text="Something else entirely.")

    assert again.id == first.id


async def test_codes_are_given_once_however_many_open_at_once(office: World) -> None:
    await office.staff("alice")

    opened = await asyncio.gather(*(ticket(office) for _ in range(8)))

    assert sorted(one.code for one in opened) == [f"T-{number}" for number in range(1001, 1009)]


@pytest.mark.parametrize(
    ("who", "told", "refusal"),
    [
        ("mallory", {}, NotAllowed),
        ("olga", {}, NotAllowed),
        ("alice", {"visibility": Visibility.COMPLIANCE}, NotAllowed),
        ("alice", {"text": "  "}, Invalid),
        ("alice", {"text": "x" * 10_001}, Invalid),
        ("alice", {"text": f"My card is {CARD}"}, HoldsNumbers),
        ("alice", {"category": "gossip"}, Invalid),
        ("alice", {"priority": "whenever"}, Invalid),
        ("alice", {"player_id": 4711}, Unknown),
    ],
)
async def test_a_ticket_that_may_not_be_opened_is_refused(
    office: World, who: str, told: dict[str, Any], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        await ticket(office, who, **told)

    assert await office.rows(tables.tickets) == []


async def test_whoever_writes_a_card_number_is_shown_how_to_write_it_instead(office: World) -> None:
    with pytest.raises(HoldsNumbers, match="My card is •••• 1111") as refused:
        await ticket(office, text=f"My card is {CARD}")

    assert refused.value.field == "text"
    assert CARD not in refused.value.message


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("I want to end my life.", "urgent"),
        ("He sounded SUICIDAL on the phone", "urgent"),
        ("She says she can\N{RIGHT SINGLE QUOTATION MARK}t stop playing", "high"),
        ("The prize never came.", "normal"),
    ],
)
async def test_words_of_harm_raise_the_priority(office: World, text: str, priority: str) -> None:
    assert (await ticket(office, text=text)).priority == priority


async def test_what_only_compliance_may_see_does_not_exist_for_others(office: World) -> None:
    hidden = await ticket(office, "cora", visibility=Visibility.COMPLIANCE)
    alice, cora = await office.staff("alice"), await office.staff("cora")

    async with office.read() as db:
        with pytest.raises(Unknown, match="There is no ticket T-1001"):
            await tickets.get(db, hidden.code, actor=alice)
        assert await tickets.waiting(db, actor=alice) == ()
        assert [one.code for one in await tickets.waiting(db, actor=cora)] == [hidden.code]
    with pytest.raises(Unknown):
        await do(office, "alice", tickets.take, hidden)


async def test_whoever_is_kept_to_a_brand_sees_no_ticket_of_another(office: World) -> None:
    anna = await office.player("anna", brand="other")
    foreign, general = await ticket(office, player_id=anna), await ticket(office)
    kept = replace(await office.staff("alice"), brand="royal")

    async with office.read() as db:
        assert [one.code for one in await tickets.at_work(db, actor=kept)] == [general.code]
        with pytest.raises(Unknown):
            await tickets.by_id(db, foreign.id, actor=kept)


async def test_one_takes_it_and_the_other_is_told_who_has_it(office: World) -> None:
    mine = await ticket(office)

    taken = await do(office, "alice", tickets.take, mine)

    assert taken.state == "in_progress"
    with pytest.raises(Taken, match="Alice has T-1001 already"):
        await do(office, "maya", tickets.take, mine)
    with pytest.raises(Taken, match="is yours already"):
        await do(office, "alice", tickets.take, mine)


async def test_of_several_who_take_it_at_once_one_has_it(office: World) -> None:
    mine = await ticket(office)
    people = ["alice", "bob", "carol", "maya", "sam"]
    for who in people:
        await office.staff(who)

    done = await asyncio.gather(*(do(office, who, tickets.take, mine) for who in people), return_exceptions=True)

    assert sum(isinstance(one, tickets.Ticket) for one in done) == 1
    assert sum(isinstance(one, Taken) for one in done) == 4


async def test_it_is_given_only_to_somebody_who_may_work_on_it_and_see_it(office: World) -> None:
    mine = await ticket(office, "sam", visibility=Visibility.SECURITY)
    fred, alice, olga = [(await office.staff(who)).staff_id for who in ("fred", "alice", "olga")]

    for to in (alice, olga):
        with pytest.raises(NotAllowed, match="cannot work on this ticket"):
            await do(office, "sam", tickets.assign, mine, to=to)
    given = await do(office, "sam", tickets.assign, mine, to=fred)

    assert given.assignee_id == fred
    async with office.read() as db:
        assert [one.code for one in await tickets.assigned_to(db, fred)] == [mine.code]
    told = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_told")
    assert [row.body["staff_id"] for row in told] == [str(fred)]


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


async def test_nothing_is_asked_from_a_solved_ticket(office: World) -> None:
    anna = await asking.desk(office, "bob", "sam")
    mine = await ticket(office, player_id=anna)
    await do(office, "alice", tickets.solve, mine, how="Paid.")

    with pytest.raises(NotNow, match="T-1001 is solved already"):
        await asking.ask(office, "alice", asking.adjustment(anna, ticket=mine.code))

    assert await office.rows(tables.requests) == []


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

    assert f"Request {request.code} (adjust balance) was done by Bob." in [m.text for m in await said(office, mine)]
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
        refused = approvals.Word(order_id=order.id, said=approvals.Said.REFUSED, reason="no such wallet of Anna's")
        await approvals.hear(work, refused)

    assert agreed == f"Request {request.code} (adjust balance) was done here by Bob; waiting for the platform."
    assert (await said(office, mine))[-1].text.endswith("the platform says no: no such wallet of Anna's.")
    told = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_told")
    assert [row.body["text"].partition("; ")[2] for row in sorted(told, key=lambda row: row.id)] == [
        "the platform has not confirmed it yet.",
        "the platform says no.",
    ]


async def test_solved_ticket_is_reopened_or_closed_for_good(office: World) -> None:
    mine = await ticket(office)
    with pytest.raises(NotNow, match="only a solved ticket"):
        await do(office, "alice", tickets.close, mine)
    await do(office, "alice", tickets.solve, mine, how="Paid.")
    with pytest.raises(NotNow, match="solved already, by Alice"):
        await do(office, "maya", tickets.solve, mine, how="Paid as well.")

    again = await do(office, "maya", tickets.reopen, mine, why="It was the wrong wallet.")
    with pytest.raises(NotNow, match="go on with it"):
        await do(office, "maya", tickets.reopen, mine, why="Once more.")
    await do(office, "alice", tickets.solve, mine, how="Now it is right.")
    closed = await do(office, "alice", tickets.close, mine)

    assert (again.state, closed.state) == ("in_progress", "closed")
    with pytest.raises(NotNow, match="Open a new one"):
        await do(office, "alice", tickets.reopen, mine, why="Once more.")
    with pytest.raises(NotNow, match="is closed"):
        await do(office, "alice", tickets.note, mine, text="Afterthought.")


@pytest.mark.parametrize(
    ("words", "state"),
    [("Thanks!", "solved"), ("ok, thank you very much", "solved"), ("Thanks, but nothing came.", "in_progress")],
)
async def test_thanks_does_not_reopen(office: World, words: str, state: str) -> None:
    mine = await ticket(office)
    await do(office, "alice", tickets.solve, mine, how="Paid.")

    await do(office, "maya", tickets.note, mine, text=words, of_player=True)

    assert (await now(office, mine)).state == state


async def test_reply_shows_whom_it_goes_to_and_says_that_somebody_has_to_send_it(office: World) -> None:
    anna = await office.player("anna")
    mine = await ticket(office, player_id=anna)

    waiting = await do(office, "alice", tickets.reply, mine, Reply(text="It is on its way."))

    [_, reply] = await said(office, mine)
    assert (reply.kind, reply.delivery, reply.recipient) == ("reply", "by_hand", f"a•••@e•••.com, player {anna}")
    assert (waiting.state, waiting.clock_stopped_at) == ("pending_player", office.now)
    with pytest.raises(NobodyToWriteTo):
        await do(office, "alice", tickets.reply, await ticket(office), Reply(text="Who is there?"))


async def test_reply_leaves_through_the_platform_where_one_is_connected(office: World) -> None:
    office.desk = replace(office.desk, platform_connected=True)
    anna = await office.player("anna")
    mine = await ticket(office, player_id=anna)

    await do(office, "alice", tickets.reply, mine, Reply(text="It is on its way.", waits=False))

    [_, reply] = await said(office, mine)
    [promise] = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_reply")
    assert (reply.delivery, promise.body) == ("waiting", {"message_id": str(reply.id)})
    async with office.work() as work:
        await tickets.delivered(work, reply.id, delivery="failed")
    assert [one.delivery for one in await said(office, mine)][1] == "failed"
    assert "did not reach the player" in (await said(office, mine))[-1].text


async def test_call_is_promised_for_a_time_to_come(office: World) -> None:
    mine = await ticket(office)

    promised = await do(office, "alice", tickets.promise_call_back, mine, at=office.now + timedelta(hours=2))

    assert promised.call_back_at == office.now + timedelta(hours=2)
    with pytest.raises(Invalid, match="still to come"):
        await do(office, "alice", tickets.promise_call_back, mine, at=office.now)


async def test_filing_moves_it_to_another_queue_player_and_readers(office: World) -> None:
    anna = await office.player("anna")
    mine = await ticket(office, "sam")
    wanted = Filing(category="security_alert", visibility=Visibility.SECURITY, player_id=anna)

    filed = await do(office, "sam", tickets.file, mine, wanted)

    assert (filed.queue, filed.visibility, filed.player_id) == ("Security", Visibility.SECURITY, anna)
    with pytest.raises(Unknown):
        await now(office, mine, "alice")
    with pytest.raises(NotAllowed):
        await do(office, "sam", tickets.file, mine, Filing(visibility=Visibility.COMPLIANCE))


async def test_leavers_tickets_go_back_to_the_queue(office: World) -> None:
    mine, waits, done, hidden = [await ticket(office) for _ in range(3)] + [
        await ticket(office, "sam", visibility=Visibility.SECURITY)
    ]
    sam, ada = await office.staff("sam"), await office.staff("ada")
    for one in (mine, waits, done, hidden):
        await do(office, "sam", tickets.take, one)
    await do(office, "sam", tickets.wait_for_player, waits)
    await do(office, "sam", tickets.solve, done, how="Paid.")

    async with office.work() as work:
        assert await tickets.hand_back(work, staff_id=sam.staff_id, by=ada) == 3

    assert [(await now(office, one)).assignee_id for one in (mine, waits, hidden)] == [None] * 3
    assert [(await now(office, one)).state for one in (mine, waits, done)] == ["open", "pending_player", "solved"]
    assert (await now(office, done)).assignee_id == sam.staff_id


async def test_every_step_is_on_the_record_and_what_was_said_lies_under_seal(office: World) -> None:
    anna = await office.player("anna")
    mine = await ticket(office, player_id=anna, text="His mother called.")
    await do(office, "alice", tickets.take, mine)
    await do(office, "alice", tickets.note, mine, text="Spoke to the mother.")
    await do(office, "alice", tickets.hold, mine)
    await do(office, "alice", tickets.go_on, mine)
    await do(office, "alice", tickets.solve, mine, how="The mother is content.")

    rows = await office.rows(tables.records, tables.records.c.module == "tickets")

    assert [row.action for row in sorted(rows, key=lambda row: row.id)] == [
        *("ticket.opened", "ticket.assigned", "ticket.noted", "ticket.held", "ticket.resumed", "ticket.solved"),
    ]
    contents = [json.loads(row.content) for row in rows]
    assert {one["ticket"] for one in contents} == {"T-1001"}
    assert {one["player"] for one in contents} == {str(anna)}
    assert not any(b"mother" in row.content for row in rows)
    async with office.read() as db:
        solved = await audit.open_record(db, max(rows, key=lambda row: row.id).id, desk=office.desk)
    assert solved.private["text"] == "The mother is content."


async def test_record_of_a_hidden_ticket_is_for_those_who_may_see_it(office: World) -> None:
    await ticket(office, "cora", visibility=Visibility.COMPLIANCE)

    [row] = await office.rows(tables.records, tables.records.c.action == "ticket.opened")

    needed = json.loads(row.content)["visibility"]["clear"]
    assert audit.open_to(needed, (await office.staff("cora")).sees)
    assert not audit.open_to(needed, (await office.staff("sam")).sees)
