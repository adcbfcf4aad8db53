"""A promised call is kept in mind: reminded of once at its time, made, moved, and never one that cannot be made."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core import tickets
from core.database import tables
from core.errors import Invalid
from core.tickets import NotNow, Ticket
from tests.support.office import World
from tests.support.ticketing import do, now, said, swept, ticket


async def promised(office: World, of: Ticket, **ahead: float) -> Ticket:
    """Promise a call by the clock on the office's wall."""
    at = (office.now + timedelta(**ahead)).astimezone(ZoneInfo(office.desk.office.zone))
    return await do(office, "alice", tickets.promise_call_back, of, day=at.date(), hour=at.time())


async def reminders(office: World) -> list[dict[str, Any]]:
    return [row.body for row in await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_call")]


def texts(several: Iterable[tickets.TicketMessage]) -> list[str]:
    return [one.text for one in several]


async def test_call_is_promised_by_the_offices_clock(office: World) -> None:
    mine = await ticket(office)

    kept = await do(office, "alice", tickets.promise_call_back, mine, day=date(2026, 7, 1), hour=time(9, 30))

    assert kept.call_back_at == datetime(2026, 7, 1, 7, 30, tzinfo=UTC), "Malta is two hours ahead in July"


@pytest.mark.parametrize(
    ("day", "hour", "field", "why"),
    [
        (date(2026, 5, 1), time(9), "day", "still to come"),
        (date(2027, 3, 28), time(2, 30), "hour", "no 02:30:00 on 2027-03-28"),
        (date(2028, 5, 30), time(9), "day", "within a year"),
        (date(9999, 12, 31), time(23, 59), "day", "within a year"),
    ],
)
async def test_call_that_cannot_be_made_is_refused_in_words(
    office: World, day: date, hour: time, field: str, why: str
) -> None:
    mine = await ticket(office)

    with pytest.raises(Invalid, match=why) as refusal:
        await do(office, "alice", tickets.promise_call_back, mine, day=day, hour=hour)

    assert refusal.value.field == field


async def test_hour_of_today_that_is_over_is_refused_at_the_hour(office: World) -> None:
    mine = await ticket(office)

    with pytest.raises(Invalid, match="still to come") as refusal:
        await promised(office, mine, minutes=-1)

    assert refusal.value.field == "hour"


async def test_hour_that_comes_twice_is_its_first(office: World) -> None:
    mine = await ticket(office)

    kept = await do(office, "alice", tickets.promise_call_back, mine, day=date(2026, 10, 25), hour=time(2, 30))

    assert kept.call_back_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


async def test_reminder_comes_once_at_its_time(office: World) -> None:
    mine = await ticket(office)
    await do(office, "alice", tickets.take, mine)
    await promised(office, mine, minutes=30)

    await swept(office)
    assert await reminders(office) == []
    office.later(minutes=30)
    for _ in range(3):
        await swept(office)

    [reminder] = await reminders(office)
    assert reminder["ticket_id"] == str(mine.id)
    assert sum("call promised" in one and "is due" in one for one in texts(await said(office, mine))) == 1
    assert len(await office.rows(tables.records, tables.records.c.action == "ticket.call_due")) == 1


async def test_moved_call_is_reminded_of_anew(office: World) -> None:
    mine = await ticket(office)
    await promised(office, mine, minutes=30)
    office.later(minutes=31)
    await swept(office)

    await promised(office, mine, minutes=30)
    await swept(office)
    assert len({one["at"] for one in await reminders(office)}) == 1, "what was said of the first is drawn anew"
    office.later(minutes=30)
    await swept(office)

    assert len({one["at"] for one in await reminders(office)}) == 2


async def test_call_that_was_made_is_over_and_on_the_record(office: World) -> None:
    mine = await ticket(office)
    await promised(office, mine, minutes=30)

    made = await do(office, "alice", tickets.called_back, mine)
    office.later(minutes=31)
    await swept(office)

    assert made.call_back_at is None
    assert await reminders(office) == []
    assert texts(await said(office, mine))[-1] == "Alice called the player as promised."
    assert len(await office.rows(tables.records, tables.records.c.action == "ticket.called_back")) == 1
    with pytest.raises(NotNow, match="No call is promised"):
        await do(office, "alice", tickets.called_back, mine)


async def test_solving_ends_what_was_promised_and_says_so(office: World) -> None:
    mine = await ticket(office)
    await promised(office, mine, minutes=30)

    await do(office, "alice", tickets.solve, mine, how="Paid.")
    office.later(minutes=31)
    await swept(office)
    await do(office, "alice", tickets.reopen, mine, why="It was not.")
    await swept(office)

    assert (await now(office, mine)).call_back_at is None
    assert await reminders(office) == []
    assert any("No call is owed any more" in one for one in texts(await said(office, mine)))


async def test_promised_call_comes_before_what_is_due_later(office: World) -> None:
    first, second = await ticket(office), await ticket(office)
    for one in (first, second):
        await do(office, "alice", tickets.take, one)

    await promised(office, second, minutes=30)

    async with office.read() as db:
        mine = await tickets.mine(db, actor=await office.staff("alice"))
    assert [one.code for one in mine] == [second.code, first.code]
