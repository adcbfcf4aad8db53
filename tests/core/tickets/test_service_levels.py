"""Service levels are judged by when a thing was done against when it was due, and a miss stays a miss."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from core import tickets
from core.people import Actor
from core.tickets import Filing, Reply, Ticket
from tests.support.digesting import lines, made
from tests.support.office import World
from tests.support.ticketing import clocks, do, now, swept, ticket

HOUR = timedelta(hours=1)
KEPT, MISSED = "Of the solved, every target kept", "Missed a target"


async def levels(office: World, *, days: int = 1) -> dict[str, tuple[int, int | None]]:
    """What tomorrow's digest says of today."""
    return lines(await made(office, "activity", days=days), "Tickets")


async def test_answer_long_after_it_was_due_is_a_miss_though_nobody_was_told(office: World) -> None:
    anna = await office.player("anna")
    mine = await ticket(office, player_id=anna)
    office.later(hours=47)
    await do(office, "alice", tickets.reply, mine, Reply(text="Paid.", waits=False))
    await do(office, "alice", tickets.solve, mine, how="Paid.")
    office.later(days=1)

    told = await levels(office, days=3)

    assert (told["Solved"], told[MISSED]) == ((1, 0), (1, 0))
    assert KEPT not in told


async def test_tickets_are_counted_and_not_their_clocks(office: World) -> None:
    for number in range(3):
        anna = await office.player(f"anna{number}")
        mine = await ticket(office, player_id=anna, category="complaint")
        await do(office, "alice", tickets.solve, mine, how="Paid.")
    late = await ticket(office, category="complaint")
    office.later(days=40)
    await do(office, "alice", tickets.solve, late, how="Paid.")
    office.later(days=1)

    told = await levels(office, days=42)

    assert told["Solved"] == (4, 0)
    assert (told[KEPT], told[MISSED]) == ((3, 0), (1, 0)), "four clocks or three of a ticket are one ticket"


async def test_opening_a_ticket_again_changes_nothing_about_the_days_before(office: World) -> None:
    late, kept = await ticket(office), await ticket(office)
    await do(office, "alice", tickets.solve, kept, how="Paid.")
    office.later(days=9)
    await do(office, "alice", tickets.solve, late, how="Paid.")
    office.later(days=1)
    before = await levels(office, days=11)

    for each in (late, kept):
        await do(office, "alice", tickets.reopen, each, why="Not paid after all.")

    assert before == {"Opened": (2, 0), "Solved": (2, 0), KEPT: (1, 0), MISSED: (1, 0)}
    assert await levels(office, days=11) == before | {"Open now": (2, None)}


async def test_what_stands_still_is_not_missed_and_what_was_over_before_is(office: World) -> None:
    waits, over = await ticket(office), await ticket(office)
    await do(office, "alice", tickets.wait_for_player, waits)
    office.later(days=2)
    await do(office, "alice", tickets.wait_for_player, over)
    office.later(days=9)

    assert (await levels(office, days=12))[MISSED] == (1, 0)
    assert await swept(office) == 2, "the first answer is late; solving it would soon have been"


@pytest.mark.parametrize(
    "changes",
    [
        ("urgent", "normal"),
        ("low", "normal"),
        ("low", "urgent", "normal"),
        ("urgent", "low", "high", "normal"),
        ("low", "low", "normal", "normal"),
    ],
)
async def test_changing_the_priority_there_and_back_gains_no_time(office: World, changes: Sequence[str]) -> None:
    mine = await ticket(office)
    before = await clocks(office, mine)

    for priority in changes:
        office.later(minutes=3)
        await do(office, "alice", tickets.file, mine, Filing(priority=priority))

    behind = await clocks(office, mine)
    assert {name: row.due_at for name, row in behind.items()} == {name: row.due_at for name, row in before.items()}


async def test_ticket_made_urgent_once_more_is_due_by_its_first_urgent_deadline_and_never_in_the_past(
    office: World,
) -> None:
    mine = await ticket(office)
    for priority in ("urgent", "normal"):
        await do(office, "alice", tickets.file, mine, Filing(priority=priority))
    office.later(minutes=10)
    await do(office, "alice", tickets.file, mine, Filing(priority="urgent"))
    again = await clocks(office, mine)
    await do(office, "alice", tickets.file, mine, Filing(priority="normal"))
    office.later(hours=1)
    await do(office, "alice", tickets.file, mine, Filing(priority="urgent"))

    assert again["first_response"].due_at == office.now - timedelta(minutes=55)
    assert (await clocks(office, mine))["first_response"].due_at == office.now


async def test_target_that_was_missed_stays_missed_under_a_lower_priority(office: World) -> None:
    mine = await ticket(office, priority="urgent")
    due_at = (await clocks(office, mine))["first_response"].due_at
    office.later(hours=1)

    await do(office, "alice", tickets.file, mine, Filing(priority="low"))

    assert (await clocks(office, mine))["first_response"].due_at == due_at


async def test_priorities_and_waiting_together_gain_nothing(office: World) -> None:
    mine = await ticket(office)
    before = (await clocks(office, mine))["first_response"].due_at
    await do(office, "alice", tickets.wait_for_player, mine)
    office.later(minutes=30)
    await do(office, "alice", tickets.file, mine, Filing(priority="low"))
    await do(office, "alice", tickets.go_on, mine)
    office.later(minutes=10)

    await do(office, "alice", tickets.file, mine, Filing(priority="normal"))

    assert (await clocks(office, mine))["first_response"].due_at == before + timedelta(minutes=30)


async def test_ticket_that_stands_still_is_due_at_no_time_and_comes_last(office: World) -> None:
    waits, goes_on = await ticket(office, priority="urgent"), await ticket(office, priority="low")
    await do(office, "alice", tickets.wait_for_player, waits)
    stopped_at = office.now
    await do(office, "alice", tickets.take, goes_on)
    office.later(days=2)

    alice = await office.staff("alice")
    first, last = await _mine(office, alice)

    assert (first.code, last.code) == (goes_on.code, waits.code)
    assert (last.due_at, last.stands_still_since) == (None, stopped_at)
    assert (first.due_at is not None, first.stands_still_since) == (True, None)


async def test_law_goes_on_and_what_was_over_stays_due_while_a_ticket_waits(office: World) -> None:
    complaint, over = await ticket(office, category="complaint"), await ticket(office)
    due_at = (await clocks(office, complaint))["complaint"].due_at
    missed_at = (await clocks(office, over))["first_response"].due_at
    office.later(days=1)
    await do(office, "alice", tickets.wait_for_player, over)
    await do(office, "alice", tickets.wait_for_player, complaint)
    office.later(days=1)

    assert ((await now(office, over)).due_at, (await now(office, over)).stands_still_since) == (missed_at, None)
    assert (await clocks(office, complaint))["complaint"].due_at == due_at
    assert (await now(office, complaint)).due_at == missed_at


async def _mine(office: World, actor: Actor) -> list[Ticket]:
    async with office.read() as db:
        return list(await tickets.mine(db, actor=actor))
