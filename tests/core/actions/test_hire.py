"""Hiring takes two, gives each human one key for good, and keeps newcomers apart from those who hired them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from core import staff
from core.approvals import NotAnApprover
from core.database import tables
from core.errors import Conflict, Invalid, NotAllowed, Refused, Unknown
from core.people import PITBOSS, Permission
from core.staff import ChatAccount, RolesClash
from tests.support.asking import ask, decide
from tests.support.books import preview
from tests.support.newcomers import account, desk, hired, hiring, limit, nina, says
from tests.support.office import TEAM, World


@pytest.mark.every_wiring
async def test_somebody_is_hired_when_a_second_person_agrees(office: World) -> None:
    await desk(office)
    await says(office)

    request = await ask(office, "ada", hiring(brand=None))
    assert await office.rows(tables.staff, tables.staff.c.slack_user_id == "U0NINA") == []
    request = await decide(office, "maya", request, "approve")

    found = await nina(office)
    assert (request.state, found.actor.person, found.actor.name) == ("done", "nina", "Nina New")
    assert found.actor.roles == {"support"}
    records = await office.rows(tables.records, tables.records.c.action == "staff.hired")
    assert [each.person for each in records if each.request_id == request.id] == ["maya"]


async def test_only_who_may_grant_may_hire(office: World) -> None:
    await desk(office)
    await says(office)

    with pytest.raises(NotAllowed, match="Administrator"):
        await ask(office, "alice", hiring())


async def test_approvals_count_from_the_cooling_off_after_the_hire(office: World) -> None:
    limit(office, approver_cooling_off=timedelta(hours=24))
    await desk(office)

    await hired(office, role="finance")

    assert not (await nina(office)).actor.may(Permission.ADJUSTMENT_APPROVE)
    office.later(hours=24)
    assert (await nina(office)).actor.may(Permission.ADJUSTMENT_APPROVE)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"barred": True}, "guest, a bot"),
        ({"team_id": "T0OTHER"}, "nobody here comes from the workspace T0OTHER"),
        ({"user_id": "U0OTHER"}, "has not said who this is"),
    ],
)
async def test_who_cannot_be_staff_is_not_hired(office: World, told: dict[str, Any], said: str) -> None:
    await desk(office)
    await says(office, **told)

    with pytest.raises(Refused, match=said) as refused:
        await ask(office, "ada", hiring())

    assert refused.value.field == "account"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("bob", "is that of Bob, who has left"),
        ("b.ob", "looks like bob"),
        ("b0b", "looks like bob"),
        ("a1ice", "looks like alice"),
        ("rnaya", "looks like maya"),
        ("b-0b", "looks like bob"),
        ("bobby", None),
        ("alice", "is that of Alice. Choose"),
    ],
)
async def test_a_person_key_is_one_humans_for_good(office: World, key: str, said: str | None) -> None:
    await desk(office, "bob", "alice")
    bob = await office.staff("bob")
    async with office.work() as work:
        await staff.leave(work, PITBOSS, staff_id=bob.staff_id, why="It was his last day.")
    await says(office)

    if said is None:
        assert await ask(office, "ada", hiring(person=key))
        return
    with pytest.raises(Conflict, match=said) as refused:
        await ask(office, "ada", hiring(person=key))
    assert refused.value.field == "person"


@pytest.mark.every_wiring
async def test_the_database_keeps_a_key_for_one_human(office: World) -> None:
    await office.staff("bob")

    with pytest.raises(IntegrityError):
        async with office.work() as work:
            await work.db.execute(insert(tables.persons).values(key="b.ob", folded="b0b", since=office.now))


@pytest.mark.parametrize("key", ["Nina", "n", "nina new", "nina@x", "-nina", "n" * 41])
def test_a_person_key_is_plain(key: str) -> None:
    with pytest.raises(ValueError, match="a person key has"):
        hiring(person=key)


async def test_two_hires_at_once_under_one_key_give_it_once(office: World) -> None:
    await desk(office)
    await says(office)
    await says(office, user_id="U0NINA2", name="Nina Two", email="")
    first = await ask(office, "ada", hiring())
    second = await ask(office, "ada", hiring(account="U0NINA2"))
    await decide(office, "maya", first, "approve")

    with pytest.raises(Refused, match="is that of Nina New"):
        await decide(office, "maya", second, "approve")

    assert await office.rows(tables.staff, tables.staff.c.slack_user_id == "U0NINA2") == []


@pytest.mark.every_wiring
async def test_a_reactivated_account_is_asked_and_agreed(office: World) -> None:
    await desk(office)
    await hired(office)
    first = await nina(office)
    async with office.work() as work:
        await staff.note_check(work, PITBOSS, account(barred=True, deleted=True))
        await staff.leave(work, PITBOSS, staff_id=first.id, why="The workspace deleted the account.", whole=False)

    await says(office)
    back = await nina(office)
    assert (back.state, back.held) == ("gone", frozenset())
    (alarm,) = await office.rows(tables.records, tables.records.c.action == "staff.account_reactivated")
    assert json.loads(alarm.content)["facts"] == {"account": "U0NINA", "person": "nina"}
    with pytest.raises(Conflict, match="tick that it is the same person"):
        await ask(office, "ada", hiring())
    with pytest.raises(Conflict, match="whose person key is nina"):
        await ask(office, "ada", hiring(person="other"))
    facts = await preview(office, hiring(same_person=True))
    assert facts["past"].value == ("Nina New (U0NINA): has left",)
    request = await ask(office, "ada", hiring(same_person=True))
    await decide(office, "maya", request, "approve")

    back = await nina(office)
    assert (back.id, back.works, back.held) == (first.id, True, {"support"})


async def test_somebody_frozen_is_not_hired_again(office: World) -> None:
    await desk(office)
    await hired(office)
    found = await nina(office)
    async with office.work() as work:
        await staff.freeze(work, PITBOSS, staff_id=found.id, why="Her laptop is gone.")
    await says(office, user_id="U0NINA2")

    for fields in ({"same_person": True}, {"account": "U0NINA2", "same_person": True}):
        with pytest.raises(Conflict, match="frozen"):
            await ask(office, "ada", hiring(**fields))


async def test_who_works_here_is_granted_a_role_instead(office: World) -> None:
    await desk(office)
    await hired(office)

    with pytest.raises(Conflict, match="grant them the role instead"):
        await ask(office, "ada", hiring(role="fraud", same_person=True))


async def test_roles_of_all_accounts_of_a_human_must_not_clash(office: World) -> None:
    await desk(office, "bob")
    await says(office)

    with pytest.raises(RolesClash, match="grant roles and move money"):
        await ask(office, "ada", hiring(person="bob", same_person=True, role="administrator"))


async def test_second_account_of_a_colleague_counts_as_the_same_human(office: World) -> None:
    await office.staff("mia", roles=("manager",))
    await desk(office)
    await says(office)
    request = await ask(office, "ada", hiring(person="maya", same_person=True, role="fraud"))

    with pytest.raises(NotAnApprover):
        await decide(office, "maya", request, "approve")


@pytest.mark.parametrize(
    ("theirs", "hers"),
    [
        ({"email": "Shared@example.com"}, {"email": "shared+two@example.com"}),
        ({"email": "b.ob@gmail.com"}, {"email": "BOB+two@googlemail.com."}),
        ({"phone": "+356 9912 3456"}, {"email": "", "phone": "99 12 34 56"}),
    ],
)
async def test_a_colleagues_contact_alarms_and_waits_for_compliance(
    office: World, theirs: dict[str, str], hers: dict[str, str]
) -> None:
    await desk(office, "cora", "olga")
    bob = await office.staff("bob")
    async with office.work() as work:
        told = ChatAccount(user_id="U0BOB", team_id=TEAM, name="Bob", **theirs)
        await staff.note_check(work, PITBOSS, told)
        await staff.leave(work, PITBOSS, staff_id=bob.staff_id, why="It was his last day.")
    await says(office, **hers)

    request = await ask(office, "ada", hiring())

    (alarm,) = await office.rows(tables.records, tables.records.c.action == "staff.contact_shared")
    assert json.loads(alarm.content)["facts"] == {"account": "U0NINA", "person": "nina", "same_as": "bob"}
    assert (await preview(office, hiring()))["same_contact"].value == ("Bob",)
    assert (await decide(office, "maya", request, "approve")).state == "pending"
    with pytest.raises(Refused):
        await decide(office, "olga", request, "approve")
    assert (await decide(office, "cora", request, "approve")).state == "done"


@pytest.mark.parametrize(("told", "said"), [({}, False), ({"email": "", "phone": "117"}, True)])
async def test_the_card_says_that_nothing_could_be_compared(office: World, told: dict[str, str], *, said: bool) -> None:
    await desk(office)
    await says(office, **told)

    facts = await preview(office, hiring())

    assert ("not_compared" in facts) is said


@pytest.mark.parametrize(("colleagues", "counts"), [(("maya", "cora"), False), (("maya", "cora", "bob"), True)])
async def test_who_has_the_same_number_has_no_say_unless_it_is_the_companys(
    office: World, colleagues: tuple[str, ...], *, counts: bool
) -> None:
    await office.staff("mia", roles=("manager",))
    await office.staff("colin", roles=("compliance",))
    await desk(office, "cora", "bob")
    for who in colleagues:
        await says(office, user_id=f"U0{who.upper()}", name=who.capitalize(), email="", phone="+356 2100 0000")
    await says(office, email="", phone="2100 0000")

    request = await ask(office, "ada", hiring())

    if counts:
        await decide(office, "maya", request, "approve")
        assert (await decide(office, "cora", request, "approve")).state == "done"
    else:
        with pytest.raises(NotAnApprover):
            await decide(office, "maya", request, "approve")


async def test_an_ordinary_hire_alarms_nobody(office: World) -> None:
    await desk(office)

    await hired(office)

    assert await office.rows(tables.records, tables.records.c.action == "staff.contact_shared") == []


async def test_who_works_for_one_brand_hires_for_it_alone(office: World) -> None:
    await desk(office)
    await office.player("anna")
    ada = await office.staff("ada")
    async with office.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=ada.staff_id, brand="royal")
    await says(office)

    with pytest.raises(NotAllowed, match="only hire for it"):
        await ask(office, "ada", hiring())
    await decide(office, "maya", await ask(office, "ada", hiring(brand="royal")), "approve")

    assert (await nina(office)).brand == "royal"


@pytest.mark.every_wiring
async def test_a_brand_nobody_plays_is_refused(office: World) -> None:
    await desk(office)
    await office.player("anna")
    await says(office)

    with pytest.raises(Unknown, match="only royal"):
        await ask(office, "ada", hiring(brand="roial"))


async def test_what_changed_meanwhile_stops_the_vote(office: World) -> None:
    await desk(office)
    await says(office)
    request = await ask(office, "ada", hiring())
    await says(office, barred=True)

    with pytest.raises(Invalid, match="guest"):
        await decide(office, "maya", request, "approve")
