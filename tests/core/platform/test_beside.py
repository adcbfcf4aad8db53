"""What tickets and security make of the platform's answers."""

import pytest

from core.approvals import AlreadyDecided, AnswerKind, Decision
from core.database import tables
from core.people import PITBOSS
from core.security import rule_sweep
from tests.support import ticketing
from tests.support.asking import adjustment, ask, ballot, block, cast, decide, desk, opened
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, tells


@pytest.mark.parametrize(("authority", "before"), [("here", "done here"), ("platform", "approved")])
async def test_a_ticket_reads_how_far_the_platform_is_and_what_came_of_it(
    office: World, authority: str, before: str
) -> None:
    anna = await desk(connect(office, authority=authority), "bob", "sam")
    mine = await ticketing.ticket(office, player_id=anna)
    request = await ask(office, "alice", adjustment(anna, ticket=mine.code))

    await decide(office, "bob", request, "approve")
    assert any(f"{before} by Bob · waiting for the platform." in one.text for one in await ticketing.said(office, mine))
    await says(office, await order_of(office, request), AnswerKind.IN_FORCE)

    assert any(": done by Bob · in force on the platform" in one.text for one in await ticketing.said(office, mine))


@pytest.mark.parametrize(("authority", "how"), [("here", "done here"), ("platform", "approved")])
async def test_who_clicks_late_reads_how_far_the_platform_is(office: World, authority: str, how: str) -> None:
    anna = await desk(connect(office, authority=authority), "bob", "carol")
    request = await ask(office, "alice", adjustment(anna))
    late = await opened(office, "carol", request)
    await decide(office, "bob", request, "approve")

    with pytest.raises(
        AlreadyDecided, match=rf"decided before: {how} by Bob at [-0-9]+ [0-9:.]+\+00:00 · waiting for the platform\."
    ):
        await cast(office, "carol", ballot(late, Decision.APPROVE))


async def test_what_confirms_a_request_of_ours_is_no_work_done_elsewhere(office: World) -> None:
    anna = await desk(connect(office), "bob", "sam")
    request = await ask(office, "alice", block(anna))
    order = await order_of(office, request)

    await tells(office, order, "suspension", {"suspended": True})
    assert await _elsewhere(office) == 0

    await tells(office, order, "suspension", {"suspended": True}, request_id=None)
    assert await _elsewhere(office) == 1


async def _elsewhere(office: World) -> int:
    async with office.work() as work:
        if (swept := await rule_sweep.look(work, PITBOSS)) is not None:
            await rule_sweep.settle(work, PITBOSS, swept)
    return len(await office.rows(tables.alerts, tables.alerts.c.rule == "done_elsewhere"))
