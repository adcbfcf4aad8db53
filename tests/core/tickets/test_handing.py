"""At the end of a shift everything one has goes to a colleague, or back to where all who may can take it."""

import pytest

from core import tickets
from core.database import tables
from core.errors import Invalid, NotAllowed
from core.people import Visibility
from core.tickets import Handed, NotNow, Ticket
from tests.support.office import World
from tests.support.ticketing import do, now, said, ticket


async def handed(office: World, who: str, to: str | None) -> Handed:
    actor = await office.staff(who)
    colleague = (await office.staff(to)).staff_id if to else None
    async with office.work() as work:
        return await tickets.hand_on(work, actor, to=colleague)


async def three(office: World) -> list[Ticket]:
    """Sam's: one in progress, one that waits for the player, one that only security may see; and one that is solved."""
    several = [await ticket(office, "sam"), await ticket(office, "sam")]
    several += [await ticket(office, "sam", visibility=Visibility.SECURITY), await ticket(office, "sam")]
    for one in several:
        await do(office, "sam", tickets.take, one)
    await do(office, "sam", tickets.wait_for_player, several[1])
    await do(office, "sam", tickets.solve, several[3], how="Paid.")
    return several


async def test_all_open_tickets_go_to_a_colleague_in_one_step_on_the_record(office: World) -> None:
    several = await three(office)
    fred = (await office.staff("fred")).staff_id

    done = await handed(office, "sam", "fred")

    assert done == Handed(given=("T-1001", "T-1002", "T-1003"), queued=(), to="Fred")
    after = [await now(office, one) for one in several]
    assert [one.assignee_id for one in after[:3]] == [fred] * 3
    assert [one.state for one in after] == ["in_progress", "pending_player", "in_progress", "solved"]
    assert after[3].assignee_id != fred
    assert (await said(office, several[0]))[-1].text == "Sam handed it on to Fred."
    assert len(await office.rows(tables.records, tables.records.c.action == "ticket.handed_on")) == 3
    [told] = await office.rows(tables.outbox, tables.outbox.c.topic == "tickets_handed")
    assert told.body == {"staff_id": str(fred), "by": "Sam", "codes": ["T-1001", "T-1002", "T-1003"]}


@pytest.mark.every_wiring
async def test_what_the_colleague_may_not_see_goes_back_to_its_queue(office: World) -> None:
    several = await three(office)

    done = await handed(office, "sam", "alice")

    assert done == Handed(given=("T-1001", "T-1002"), queued=("T-1003",), to="Alice")
    hidden = await now(office, several[2])
    assert (hidden.assignee_id, hidden.state) == (None, "open")


async def test_everything_goes_back_to_the_queues_where_nobody_is_named(office: World) -> None:
    several = await three(office)

    done = await handed(office, "sam", None)

    assert (len(done.given), len(done.queued)) == (0, 3)
    assert [(await now(office, one)).state for one in several[:3]] == ["open", "pending_player", "open"]
    assert await office.rows(tables.outbox, tables.outbox.c.topic == "tickets_handed") == []


async def test_who_may_not_work_on_tickets_neither_hands_on_nor_is_handed_any(office: World) -> None:
    await three(office)

    for who, to, why in (("olga", "fred", NotAllowed), ("sam", "olga", NotAllowed), ("sam", "sam", Invalid)):
        with pytest.raises(why):
            await handed(office, who, to)
    with pytest.raises(NotNow, match="no open ticket"):
        await handed(office, "alice", "sam")
