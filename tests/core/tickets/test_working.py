"""Opening, taking, solving: each step by whoever may, once, and on the record."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from core import audit, tickets
from core.audit import records as audit_records
from core.database import tables
from core.errors import Invalid, NotAllowed, Refused, Unknown
from core.people import Visibility
from core.redaction import HoldsNumbers
from core.tickets import Filing, NotNow, Taken
from tests.support.copying import copied
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


@pytest.mark.every_wiring
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


@pytest.mark.every_wiring
async def test_what_only_compliance_may_see_does_not_exist_for_others(office: World) -> None:
    hidden = await ticket(office, "cora", visibility=Visibility.COMPLIANCE)
    alice, cora = await office.staff("alice"), await office.staff("cora")

    async with office.read() as db:
        with pytest.raises(Unknown, match="There is no ticket T-1001"):
            await tickets.get(db, hidden.code, actor=alice)
        assert not await tickets.waiting(db, actor=alice)
        assert [one.code for one in await tickets.waiting(db, actor=cora)] == [hidden.code]
    with pytest.raises(Unknown):
        await do(office, "alice", tickets.take, hidden)


@pytest.mark.every_wiring
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


@pytest.mark.every_wiring
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


@pytest.mark.every_wiring
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


@pytest.mark.every_wiring
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
        assert await tickets.hand_back(work, staff_ids=[sam.staff_id], by=ada) == 3

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
        solved = await audit_records.open_record(db, max(rows, key=lambda row: row.id).id, desk=office.desk)
    assert solved.private["text"] == "The mother is content."


async def test_record_of_a_hidden_ticket_is_for_those_who_may_see_it(office: World) -> None:
    await ticket(office, "cora", visibility=Visibility.COMPLIANCE)

    [row] = await office.rows(tables.records, tables.records.c.action == "ticket.opened")

    needed = json.loads(row.content)["visibility"]["clear"]
    assert audit.open_to(needed, (await office.staff("cora")).sees)
    assert not audit.open_to(needed, (await office.staff("sam")).sees)


@pytest.mark.every_wiring
async def test_a_list_is_counted_whole_however_long(office: World) -> None:
    alice = await office.staff("alice")
    first = await ticket(office)
    async with office.work() as work:
        await copied(work, tables.tickets, first.id, 204, apart=("number", "key"))

    async with office.read() as db:
        page = await tickets.waiting(db, actor=alice, at="26")

    assert (page.total, page.pages, page.number, len(page), page.next) == (205, 26, 26, 5, "")
