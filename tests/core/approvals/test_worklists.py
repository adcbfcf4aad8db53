"""What one person can decide or take over is found however much else waits, and a cut list says so."""

from itertools import count
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from core import approvals, staff
from core.approvals import worklists
from core.database.tables import requests as rows
from core.requests import Request, State
from tests.core.test_paths import overheard
from tests.support.asking import adjustment, ask, block, decide, desk
from tests.support.office import World

WHOLE = approvals.Turned(size=worklists.COUNTED_MOST)
MANY = worklists.BATCH + 1
CODES = count(1)


def unlike() -> dict[str, object]:
    """Give what no two requests have in common."""
    return {"id": uuid4(), "code": f"C{next(CODES)}", "key": str(uuid4()), "subject": str(uuid4()), "total_minor": 0}


async def multiply(office: World, request: Request, times: int = MANY, **changed: object) -> None:
    """Let a request stand many times, each due before the original."""
    async with office.work() as work:
        row = (await work.db.execute(select(rows).where(rows.c.id == request.id))).one()._mapping
        sooner = {"due_at": office.now + (row["due_at"] - office.now) / 2}
        await work.db.execute(insert(rows), [{**row, **unlike(), **sooner, **changed} for _ in range(times)])


async def waiting_for(office: World, who: str, state: State | None = None) -> list[str]:
    actor = await office.staff(who)
    async with office.work() as work:
        return [each.code for each in await approvals.decidable(work, actor=actor, state=state, page=WHOLE)]


async def test_the_only_request_somebody_can_decide_is_found_behind_many_that_others_decide(office: World) -> None:
    anna = await desk(office, "bob", "sam", "maya", "cora")
    await multiply(office, await ask(office, "alice", adjustment(anna, "4000 EUR")))
    theirs = await ask(office, "alice", block(anna))

    assert await waiting_for(office, "sam") == [theirs.code]


async def test_requests_one_has_voted_on_or_whose_place_is_filled_hide_no_other(office: World) -> None:
    anna = await desk(office, "bob", "carol", "maya", "sam")
    large = await ask(office, "alice", adjustment(anna, "4000 EUR"))
    await multiply(office, large, requester_person="bob")
    small = await ask(office, "alice", adjustment(anna, "20 EUR", source_ref="incident 2"))
    await decide(office, "bob", large, "approve")

    assert await waiting_for(office, "bob") == [small.code]
    carols = await waiting_for(office, "carol")
    assert large.code not in carols
    assert small.code in carols or len(carols) == worklists.COUNTED_MOST


async def test_what_waits_for_approval_is_not_hidden_by_what_waits_for_confirmation(office: World) -> None:
    anna = await desk(office, "bob", "sam")
    money = await ask(office, "alice", adjustment(anna, "400 EUR"))
    await multiply(office, await ask(office, "alice", block(anna)))

    assert await waiting_for(office, "sam", State.PENDING) == [money.code]


@pytest.mark.every_wiring
async def test_a_list_that_is_cut_says_so(office: World) -> None:
    anna = await desk(office, "bob")
    asked = await ask(office, "alice", adjustment(anna))
    await multiply(office, asked, worklists.COUNTED_MOST - 1)
    bob = await office.staff("bob")

    async with office.work() as work:
        whole = await approvals.decidable(work, actor=bob)
    await multiply(office, asked, 1)
    async with office.work() as work:
        cut = await approvals.decidable(work, actor=bob)

    assert (whole.total, whole.cut) == (worklists.COUNTED_MOST, False)
    assert (cut.total, cut.cut) == (worklists.COUNTED_MOST, True)


@pytest.mark.every_wiring
async def test_what_one_person_decides_is_read_in_the_order_of_an_index(office: World) -> None:
    if office.db.gate is None:
        pytest.skip("PostgreSQL plans by what a table holds")
    anna = await desk(office, "bob")
    await ask(office, "alice", adjustment(anna))
    bob = await office.staff("bob")

    async with office.work() as work:
        with overheard(office) as said:
            await approvals.decidable(work, actor=bob)
        [(sent, values)] = [each for each in said if "deciding_permission = " in each[0]]
        plan = [row.detail for row in await work.db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent}", values)]

    assert "SEARCH requests USING INDEX ix_requests_standing_permission (deciding_permission=?)" in plan
    assert plan.count("USE TEMP B-TREE FOR ORDER BY") == 1, "only the first of each permission are put in order"


@pytest.mark.every_wiring
async def test_a_request_left_behind_is_found_behind_many_of_colleagues_still_here(office: World) -> None:
    anna = await desk(office, "bob", "ada")
    dora = await office.staff("dora", roles=("support",))
    await multiply(office, await ask(office, "alice", adjustment(anna)))
    left = await ask(office, "dora", adjustment(await office.player("bjorn")))
    alice, ada = await office.staff("alice"), await office.staff("ada")

    async with office.work() as work:
        await staff.revoke(work, ada, staff_id=dora.staff_id, role="support")
        found = await approvals.orphaned(work, actor=alice)

    assert [each.request.code for each in found] == [left.code]
