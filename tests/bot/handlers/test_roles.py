"""Granting takes two people; taking away takes one."""

from core import staff
from core.people import Permission
from sandbox.forms import Form
from tests.support.desk import Desk


async def opened(desk: Desk, line: str, who: str = "ada") -> Form:
    await desk.person(who).command(line)
    return await desk.person(who).wait_for_form()


async def holds(desk: Desk, who: str, permission: Permission) -> bool:
    async with desk.look() as work:
        member = await staff.by_id(work.db, await desk.staff_id(who), office=work.office, now=work.now)
    return member.actor.may(permission)


async def test_a_role_is_granted_by_two(desk: Desk) -> None:
    form = await opened(desk, "/pitboss grant @mallory support because she joined the team")
    assert "block a player" in form.text
    assert "block.ask" not in form.text
    assert (await form.submit()).ok
    assert not await holds(desk, "mallory", Permission.BLOCK_ASK)

    card = await desk.maya.wait_for("Grant the role Support to Mallory Moss", in_="approvals")
    await desk.maya.press("Approve", on=card)
    await (await desk.maya.wait_for_form("Approve")).submit()

    assert await holds(desk, "mallory", Permission.BLOCK_ASK)


async def test_roles_that_clash_are_told_beside_the_role(desk: Desk) -> None:
    form = await opened(desk, "/pitboss grant @bob administrator because he wants to do both")

    await form.submit()

    assert "could both grant roles and move money" in form.errors["Role"]


async def test_somebody_who_is_not_on_the_staff_cannot_be_given_a_role(desk: Desk) -> None:
    form = await opened(desk, "/pitboss grant @gus support because he is around so much")

    await form.submit()

    assert "has no staff record" in form.errors["Who"]


async def test_a_role_is_taken_away_by_one_at_once(desk: Desk) -> None:
    form = await opened(desk, "/pitboss revoke @bob finance because he left the team")

    await form.submit()

    assert "Bob Borg no longer holds the role Finance" in (await desk.ada.wait_for_form("no longer")).text
    assert not await holds(desk, "bob", Permission.ADJUSTMENT_APPROVE)


async def test_taking_away_needs_a_reason_and_a_role_that_is_held(desk: Desk) -> None:
    form = await opened(desk, "/pitboss revoke @bob security because x")
    await form.submit()
    assert form.errors["Why"] == "Say why in a few words."

    await form.fill(why="He left the team.")
    await form.submit()

    assert "does not hold the role" in form.errors["Role"]


async def test_who_may_not_grant_is_told_who_may(desk: Desk) -> None:
    for line in ("/pitboss grant @mallory support because I like her", "/pitboss revoke @bob finance because I do not"):
        answer = await desk.alice.command(line)
        await desk.settled()

        assert "Who may: Administrator" in answer.text
        assert desk.alice.form is None
