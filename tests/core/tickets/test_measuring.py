"""A ticket's clocks warn once and are breached once; they stand still while it waits for somebody else."""

from datetime import timedelta

from core import tickets
from core.database import tables
from core.tickets import Filing, Reply
from tests.support import asking
from tests.support.office import World
from tests.support.ticketing import clocks, do, late, now, said, swept, ticket

HOUR = timedelta(hours=1)


async def test_each_clock_warns_once_and_is_breached_once(office: World) -> None:
    mine = await ticket(office)  # 16:03 in Malta; the first answer is due in 4 of the hours 08:00 to 20:00

    assert await swept(office) == 0
    office.later(hours=3, minutes=1)
    assert (await swept(office), await swept(office)) == (1, 0)
    warned = await late(office, mine)
    office.later(hours=13)
    assert (await swept(office), await swept(office)) == (1, 0)
    breached = await late(office, mine)

    assert warned == [("first_response", True, False), ("resolution", False, False)]
    assert breached == [("first_response", True, True), ("resolution", False, False)]
    queued = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_late")
    assert sorted(row.subject.rpartition(":")[2] for row in queued) == ["breached", "warned"]
    assert [one.text.split(":")[0] for one in (await said(office, mine))[1:]] == ["T-1001 gets late", "T-1001 is late"]
    recorded = await office.rows(tables.records, tables.records.c.module == "tickets")
    assert sorted(row.action for row in recorded) == ["ticket.breached", "ticket.opened", "ticket.warned"]


async def test_desk_that_was_down_tells_the_breach_without_the_warning(office: World) -> None:
    mine = await ticket(office)

    office.later(days=1)
    await swept(office)

    assert (await late(office, mine))[0] == ("first_response", True, True)
    [queued] = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_late")
    assert queued.subject.endswith("first_response:breached")


async def test_reply_is_the_first_answer_and_solving_meets_every_clock(office: World) -> None:
    anna = await office.player("anna")
    mine = await ticket(office, player_id=anna, category="complaint")

    await do(office, "alice", tickets.reply, mine, Reply(text="We look into it.", waits=False))
    answered = await clocks(office, mine)
    office.later(hours=1)
    await do(office, "alice", tickets.solve, mine, how="Paid.")
    solved = await clocks(office, mine)

    assert [answered[name].met_at is None for name in ("first_response", "resolution", "complaint")] == [
        *(False, True, True),
    ]
    assert {row.met_at for name, row in solved.items() if name != "first_response"} == {office.now}
    office.later(days=30)
    await swept(office)
    assert await late(office, mine) == [(name, False, False) for name in ("complaint", "first_response", "resolution")]


async def test_clocks_stand_still_while_it_waits_for_the_player(office: World) -> None:
    mine = await ticket(office)
    before = await clocks(office, mine)

    office.later(hours=1)
    await do(office, "alice", tickets.wait_for_player, mine)
    office.later(days=2, hours=-1)
    assert await swept(office) == 0
    await do(office, "alice", tickets.go_on, mine)

    behind = await clocks(office, mine)
    assert (await now(office, mine)).clock_stopped_at is None
    assert before["first_response"].due_at < office.now
    assert behind["first_response"].due_at == office.now + 3 * HOUR, "one of its four hours was over"


async def test_law_waits_for_nobody(office: World) -> None:
    mine = await ticket(office, category="complaint")
    before = (await clocks(office, mine))["complaint"]
    assert before.due_at == office.now + timedelta(days=10)

    await do(office, "alice", tickets.wait_for_player, mine)
    office.later(days=11)
    await swept(office)
    await do(office, "alice", tickets.go_on, mine)

    behind = await clocks(office, mine)
    assert (behind["complaint"].due_at, behind["complaint"].breached_at is not None) == (before.due_at, True)
    assert behind["first_response"].breached_at is None


async def test_clocks_stand_still_while_a_second_person_is_waited_for(office: World) -> None:
    anna = await asking.desk(office, "bob", "sam")
    mine = await ticket(office, player_id=anna)

    request = await asking.ask(office, "alice", asking.adjustment(anna, ticket=mine.code))
    asked_at = office.now
    assert (await now(office, mine)).clock_stopped_at == asked_at
    await do(office, "alice", tickets.note, mine, text="Asked.")
    office.later(hours=2)
    assert (await now(office, mine)).clock_stopped_at == asked_at
    await asking.decide(office, "bob", request, "approve")

    assert (await now(office, mine)).clock_stopped_at is None
    assert (await clocks(office, mine))["resolution"].due_at > asked_at + 24 * HOUR


async def test_being_put_on_hold_stops_nothing(office: World) -> None:
    mine = await ticket(office)
    before = await clocks(office, mine)

    await do(office, "alice", tickets.hold, mine)
    office.later(hours=1)
    await do(office, "alice", tickets.go_on, mine)

    assert await clocks(office, mine) == before


async def test_higher_priority_leaves_less_time_and_never_more(office: World) -> None:
    mine = await ticket(office, priority="high")
    before = await clocks(office, mine)

    office.later(minutes=50)
    await do(office, "alice", tickets.file, mine, Filing(priority="urgent"))
    sooner = await clocks(office, mine)
    await do(office, "alice", tickets.file, mine, Filing(priority="low", category="complaint"))
    later = await clocks(office, mine)

    assert sooner["first_response"].due_at == before["first_response"].due_at
    assert sooner["resolution"].due_at == office.now + 4 * HOUR
    assert later["first_response"].due_at > before["first_response"].due_at
    assert later["complaint"].due_at == office.now + timedelta(days=10)


async def test_priority_raised_while_it_waits_counts_from_when_it_goes_on(office: World) -> None:
    mine = await ticket(office)
    await do(office, "alice", tickets.wait_for_player, mine)
    office.later(hours=5)

    await do(office, "alice", tickets.file, mine, Filing(priority="urgent"))
    office.later(hours=5)
    await do(office, "alice", tickets.go_on, mine)

    assert (await clocks(office, mine))["first_response"].due_at == office.now + timedelta(minutes=15)


async def test_reopened_ticket_has_its_time_anew(office: World) -> None:
    mine = await ticket(office)
    office.later(days=9)
    await swept(office)
    await do(office, "alice", tickets.solve, mine, how="Paid.")

    await do(office, "alice", tickets.reopen, mine, why="Not paid after all.")

    resolution = (await clocks(office, mine))["resolution"]
    assert (resolution.met_at, resolution.breached_at) == (None, None)
    assert resolution.due_at > office.now + 12 * HOUR


async def test_solved_ticket_closes_after_a_while(office: World) -> None:
    mine = await ticket(office)
    await do(office, "alice", tickets.solve, mine, how="Paid.")

    office.later(days=6)
    await swept(office)
    assert (await now(office, mine)).state == "solved"
    office.later(days=1)
    await swept(office)

    assert (await now(office, mine)).state == "closed"
