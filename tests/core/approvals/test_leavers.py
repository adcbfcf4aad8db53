"""A right that is lost stops the request and no longer counts as a vote."""

from uuid import UUID

import pytest

from core import approvals, staff
from core.approvals import RequesterGone
from core.audit import records as audit_records
from core.errors import NotAllowed
from tests.support.asking import adjustment, ask, decide, desk
from tests.support.office import World


async def revoke(office: World, who: str, role: str) -> None:
    ada = await office.staff("ada")
    actor = await office.staff(who)
    assert actor.staff_id is not None
    async with office.work() as work:
        await staff.revoke(work, ada, staff_id=actor.staff_id, role=role)


async def test_a_revoked_requesters_request_stops_until_another_takes_it_over(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    await revoke(office, "alice", "support")

    with pytest.raises(RequesterGone):
        await decide(office, "bob", request, "approve")
    zoe = await office.staff("zoe", roles=["support"])
    async with office.work() as work:
        await approvals.take_over(work, request.id, actor=zoe)

    assert (await decide(office, "bob", request, "approve")).state == "done"


async def test_a_request_of_somebody_still_here_is_not_taken_over(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    bob = await office.staff("bob")

    async with office.work() as work:
        with pytest.raises(NotAllowed, match="can still act"):
            await approvals.take_over(work, request.id, actor=bob)


async def test_a_vote_of_somebody_who_lost_the_right_no_longer_counts(office: World) -> None:
    anna = await desk(office, "bob", "carol", "maya")
    request = await ask(office, "alice", adjustment(anna, "4000 EUR"))
    await decide(office, "bob", request, "approve")
    await revoke(office, "bob", "finance")

    after_maya = await decide(office, "maya", request, "approve")
    after_carol = await decide(office, "carol", request, "approve")

    assert (after_maya.state, after_carol.state) == ("pending", "done")
    async with office.read() as db:
        record = await audit_records.open_record(
            db, UUID((after_carol.receipt or {})["ids"]["record"]), desk=office.desk
        )
    assert {one["person"] for one in record.content["authorisers"]} == {"maya", "carol"}
