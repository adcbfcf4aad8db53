"""Somebody new comes to the desk: requested by one person, agreed by another, whatever Slack says of the account."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.slack import accounts
from core import staff
from core.people import Permission
from core.staff import Member
from sandbox.forms import Form
from sandbox.web_api.users import describe
from sandbox.workspace import User, Usergroup
from tests.support.desk import Desk


@pytest.fixture
def nina(desk: Desk) -> User:
    """A colleague-to-be with an account in the workspace."""
    user = User("U0NINA", "nina", "Nina New", desk.slack.state.workspace.team.id, email="nina@luckyseven.example")
    desk.slack.state.workspace.users[user.id] = user
    return user


async def record_of(desk: Desk, user: str) -> list[Member]:
    async with desk.look() as work:
        return await staff.by_account(work.db, user, office=work.office, now=work.now)


async def opened(desk: Desk, line: str) -> Form:
    await desk.ada.command(line)
    return await desk.ada.wait_for_form("Person key")


async def approved(desk: Desk, title: str) -> None:
    card = await desk.maya.wait_for(title, in_="approvals")
    await desk.maya.press("Approve", on=card)
    await (await desk.maya.wait_for_form("Approve")).submit()
    await desk.settled()


async def test_somebody_new_is_hired_by_two_and_can_work(desk: Desk, nina: User) -> None:
    form = await opened(desk, "/pitboss hire @nina support because she joins the team today")
    assert "nina.new" in str(form.values)
    assert "block a player" in form.text
    assert "first week" in form.text
    assert (await form.submit()).ok
    assert await record_of(desk, nina.id) == []

    await approved(desk, "Hire Nina New as Support")

    (found,) = await record_of(desk, nina.id)
    assert (found.actor.person, found.actor.roles) == ("nina.new", {"support"})
    assert "Nina New" in (await desk.person("nina").command("/pitboss whoami")).text


async def test_a_grant_to_somebody_new_offers_to_hire_them_with_what_was_typed(desk: Desk, nina: User) -> None:
    await desk.ada.command("/pitboss grant @nina support because she joins the team today")
    form = await desk.ada.wait_for_form("Hire…")

    await form.press("Hire…")

    form = await desk.ada.wait_for_form("Person key")
    filled = str(form.values)
    assert all(each in filled for each in ("U0NINA", "nina.new", "support", "she joins the team today"))
    assert (await form.submit()).ok
    await approved(desk, "Hire Nina New as Support")
    assert (await record_of(desk, nina.id))[0].actor.may(Permission.BLOCK_ASK)


async def test_a_hire_of_a_colleague_offers_to_grant_the_role_with_what_was_typed(desk: Desk) -> None:
    form = await opened(desk, "/pitboss hire @bob fraud because he moves to another team")
    assert "is on the staff already" in form.text

    await form.press("Grant a role…")

    await desk.ada.until(lambda: desk.ada.form is not None and desk.ada.form.title == "Grant a role")
    form = desk.ada.form
    filled = str(form.values)
    assert all(each in filled for each in ("U0BOB", "fraud", "he moves to another team"))
    assert (await form.submit()).ok
    await desk.maya.wait_for("Grant the role Fraud to Bob Borg", in_="approvals")


@pytest.mark.parametrize("who", ["gus", "eve"])
async def test_a_guest_is_refused_beside_the_account(desk: Desk, who: str) -> None:
    form = await opened(desk, f"/pitboss hire @{who} support because he is around so much")

    await form.fill(**{"Person key": "somebody"})
    await form.submit()

    assert "cannot be staff" in form.errors["Who"]


async def test_a_key_that_is_taken_is_told_beside_it_and_nothing_typed_is_lost(desk: Desk, nina: User) -> None:
    form = await opened(desk, "/pitboss hire @nina support because she joins the team today")

    await form.fill(**{"Person key": "bob"})
    await form.submit()

    assert "is that of Bob Borg" in form.errors["Person key"]
    assert "she joins the team today" in str(form.values)


async def test_an_account_that_slack_reactivated_works_again_only_after_a_hire(desk: Desk) -> None:
    user = desk.alice.user
    for deleted in (True, False):
        user.deleted = deleted
        await accounts.changed(desk.services, {"user": describe(desk.slack.state, user)})
    await desk.settled()

    (gone,) = await record_of(desk, user.id)
    assert (gone.state, gone.held) == ("gone", frozenset())
    await desk.sam.wait_for("was reactivated", in_="security")
    assert "gone" in (await desk.alice.command("/pitboss whoami")).text
    form = await opened(desk, "/pitboss hire @alice support because she is back from her leave")
    assert (await form.submit()).ok
    await approved(desk, "Hire Alice Adams as Support")

    (back,) = await record_of(desk, user.id)
    assert (back.id, back.works, back.held) == (gone.id, True, {"support"})


async def test_a_colleagues_address_alarms_and_waits_for_compliance(desk: Desk, nina: User) -> None:
    await accounts.changed(desk.services, {"user": describe(desk.slack.state, desk.bob.user)})
    nina.email = "Bob+nina@luckyseven.example"
    form = await opened(desk, "/pitboss hire @nina support because she joins the team today")
    assert "Compliance" in form.text
    assert (await form.submit()).ok

    await desk.sam.wait_for("has a colleague's e-mail or phone", in_="security")
    await approved(desk, "Hire Nina New as Support")

    assert await record_of(desk, nina.id) == []


def with_groups(desk: Desk, groups: Mapping[str, str]) -> None:
    """Let the office file name user groups for roles."""
    office = desk.services.desk.office
    roles = {name: role.model_copy(update={"user_group": groups.get(name)}) for name, role in office.roles.items()}
    desk.services.desk = replace(desk.services.desk, office=office.model_copy(update={"roles": roles}))


async def test_a_user_group_suggests_and_hires_nobody(desk: Desk, nina: User) -> None:
    groups = desk.slack.state.workspace.usergroups
    groups["S0SUPPORT"] = Usergroup("S0SUPPORT", "support", "Support", [desk.alice.id, nina.id])
    with_groups(desk, {"support": "S0SUPPORT", "fraud": "S0GONE"})

    answer = await desk.ada.command("/pitboss newcomers")

    assert "1 account to hire" in answer.text
    assert "Nobody is hired by being in a group" in answer.text
    assert "S0GONE (no_such_subteam)" in answer.text
    assert await record_of(desk, nina.id) == []
    await desk.ada.press("Hire as Support…", on=answer.message)
    assert "nina.new" in str((await desk.ada.wait_for_form("Person key")).values)


async def test_who_may_not_hire_is_suggested_nobody(desk: Desk) -> None:
    for line in ("/pitboss newcomers", "/pitboss hire @mallory support because I like her"):
        answer = await desk.alice.command(line)
        await desk.settled()

        assert "Who may: Administrator" in answer.text
