"""Names of staff are the desk's own: confirmed by those who grant a role, and told apart from a colleague's."""

import json

import pytest

from core import staff
from core.actions.grant_role import GrantRole
from core.database import tables
from core.people import PITBOSS
from core.staff import ChatAccount
from tests.support.asking import ask, decide
from tests.support.books import preview
from tests.support.office import World

NOTE = "She joins the support team today."


async def says(office: World, user_id: str, name: str) -> None:
    """The workspace says what an account is called now."""
    async with office.work() as work:
        await staff.note_check(work, PITBOSS, ChatAccount(user_id=user_id, team_id="T0OFFICE", name=name))


async def name_of(office: World, user_id: str) -> str:
    async with office.read() as db:
        (found,) = await staff.by_account(db, user_id, office=office.desk.office, now=office.now)
    return found.actor.name


async def alarms(office: World) -> list[dict[str, str]]:
    rows = await office.rows(tables.records, tables.records.c.action == "staff.name_shared")
    return [json.loads(row.content)["facts"] for row in rows]


async def test_a_name_changed_in_the_workspace_changes_nobody_here(office: World) -> None:
    await office.staff("alice")
    before = await name_of(office, "U0ALICE")

    await says(office, "U0ALICE", "Alicia of the Night Shift")

    assert await name_of(office, "U0ALICE") == before
    assert await alarms(office) == []


async def test_a_grant_shows_the_name_it_confirms_and_keeps_it(office: World) -> None:
    for name in ("ada", "maya", "mallory"):
        await office.staff(name)
    mallory = await office.staff("mallory")
    await says(office, "U0MALLORY", "Mallory Moss")
    wish = GrantRole(staff_id=mallory.staff_id, role="support", note=NOTE)

    facts = {key: fact.value for key, fact in (await preview(office, wish)).items()}
    asked = await ask(office, "ada", wish)
    await decide(office, "maya", asked, "approve")

    assert (facts["who"], facts["account"], facts["renamed"]) == ("Mallory Moss", "U0MALLORY", "Mallory")
    assert await name_of(office, "U0MALLORY") == "Mallory Moss"


@pytest.mark.parametrize(
    "name", ["Bob", "BOB", " B\N{CYRILLIC SMALL LETTER O}b", "B\N{LATIN SMALL LETTER O WITH ACUTE}b"]
)
async def test_a_name_like_a_colleagues_alarms_once_and_is_shown_with_its_account(office: World, name: str) -> None:
    await office.staff("bob")
    mallory = await office.staff("mallory")

    for _ in range(3):
        await says(office, "U0MALLORY", name)
    wish = GrantRole(staff_id=mallory.staff_id, role="support", note=NOTE)
    facts = {key: fact.value for key, fact in (await preview(office, wish)).items()}

    assert await alarms(office) == [{"account": "U0MALLORY", "person": "mallory"}]
    assert await name_of(office, "U0MALLORY") == "Mallory"
    assert facts["who"] == f"{name} (U0MALLORY)"


async def test_who_is_hired_under_a_colleagues_name_is_known_by_the_account_too(office: World) -> None:
    await office.staff("bob")
    account = ChatAccount(user_id="U0BOB2", team_id="T0OFFICE", name="Bob")

    async with office.work() as work:
        await staff.hire(work, PITBOSS, account, person="robert")

    assert await name_of(office, "U0BOB2") == "Bob (U0BOB2)"
    assert await alarms(office) == [{"account": "U0BOB2", "person": "robert"}]


async def test_a_second_account_of_the_same_person_may_bear_the_name(office: World) -> None:
    await office.staff("bob")
    account = ChatAccount(user_id="U0BOB2", team_id="T0OFFICE", name="Bob")

    async with office.work() as work:
        await staff.hire(work, PITBOSS, account, person="bob")

    assert await name_of(office, "U0BOB2") == "Bob"
    assert await alarms(office) == []
