"""Granting a role takes two, and never the one who is to receive it."""

from uuid import uuid4

import pytest

from core import staff
from core.actions.grant_role import GrantRole
from core.approvals import NotAnApprover
from core.database import tables
from core.errors import NotAllowed
from core.people import Actor
from core.staff import RolesClash
from tests.support.asking import ask, decide
from tests.support.office import World

NOTE = "She joins the support team today."


def granting(who: Actor, role: str = "support") -> GrantRole:
    return GrantRole(staff_id=who.staff_id, role=role, note=NOTE)


async def test_role_is_granted_when_a_second_person_agrees(office: World) -> None:
    mallory = await office.staff("mallory")
    await office.staff("maya")

    request = await ask(office, "ada", granting(mallory))
    assert (await office.staff("mallory")).roles == frozenset()
    request = await decide(office, "maya", request, "approve")

    assert request.state == "done"
    assert (await office.staff("mallory")).roles == {"support"}
    (record,) = await office.rows(tables.records, tables.records.c.action == "staff.role_granted")
    assert record.request_id == request.id


async def test_only_who_may_grant_may_ask(office: World) -> None:
    mallory = await office.staff("mallory")
    await office.staff("maya")

    with pytest.raises(NotAllowed, match="Administrator"):
        await ask(office, "alice", granting(mallory))


async def test_roles_that_clash_are_refused_when_asked(office: World) -> None:
    bob = await office.staff("bob")
    await office.staff("maya")

    with pytest.raises(RolesClash, match="grant roles and move money"):
        await ask(office, "ada", granting(bob, "administrator"))


async def test_roles_that_came_to_clash_meanwhile_are_not_granted(office: World) -> None:
    mallory = await office.staff("mallory")
    await office.staff("maya")
    request = await ask(office, "ada", granting(mallory, "finance"))
    async with office.work() as work:
        await staff.grant(work, staff.Grant(staff_id=mallory.staff_id, role="administrator", by=mallory))

    with pytest.raises(RolesClash):
        await decide(office, "maya", request, "approve")

    assert (await office.staff("mallory")).roles == {"administrator"}


async def test_receiver_has_no_say(office: World) -> None:
    maya = await office.staff("maya")
    await office.staff("second-manager", roles=("manager",))
    request = await ask(office, "ada", granting(maya, "fraud"))

    with pytest.raises(NotAnApprover):
        await decide(office, "maya", request, "approve")

    assert "fraud" not in (await office.staff("maya")).roles


def test_a_grant_is_headed_by_the_person() -> None:
    wish = GrantRole(staff_id=uuid4(), role="vip_manager", note="She looks after them now.")

    assert wish.heading({"role": "VIP manager", "who": "Bob Borg"}) == "Grant the role VIP manager to Bob Borg"
    assert wish.headline() == "Grant the role vip manager to a member of staff"
