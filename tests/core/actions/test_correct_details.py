"""A player's name and postal address are corrected like the e-mail address and phone number, by a rule of their own."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import update

from core import audit
from core.database import tables
from core.errors import Invalid
from tests.core.actions.test_correct_contact import NEW, correct, found_by, profile
from tests.support.asking import ask, decide, desk
from tests.support.books import preview
from tests.support.office import World
from tests.support.ordering import connect, order_of, take

DETAILS = {
    "first_name": "Anne",
    "last_name": "Arnold",
    "address": "7 Old Bakery Street",
    "post_code": "VLT 1455",
    "city": "Valletta",
    "country": "DE",
}
NO_EMAIL = {"email": None}


async def test_a_name_and_a_postal_address_are_corrected_by_the_rule_of_details(office: World) -> None:
    anna = await desk(connect(office), "sam")

    request = await ask(office, "alice", correct(anna, **NO_EMAIL, **DETAILS))
    assert request.policy["quorum"]["people"] == 1
    request = await decide(office, "sam", request, "approve")

    now_there = await profile(office, anna)
    assert {name: getattr(now_there, name) for name in DETAILS} == DETAILS
    data = (await order_of(office, request)).body["data"]
    assert {name: data[name]["after"] for name in DETAILS} == DETAILS
    assert (data["email"], data["phone"]) == (None, None)
    assert "arnoldanne" in await found_by(office, "name")


@pytest.mark.parametrize("name", DETAILS)
async def test_the_old_value_of_every_field_is_sealed_and_an_older_word_undoes_none(office: World, name: str) -> None:
    anna = await desk(office, "sam")
    old = "GB" if name == "country" else "Oldvalue"
    told = {"source": "platform", "brand": "royal", "player": "x-anna", "type": "profile_changed", "body": {name: old}}
    await take(office, told | {"event_id": "first", "at": office.now - timedelta(hours=2)})
    request = await ask(office, "alice", correct(anna, **NO_EMAIL, **{name: DETAILS[name]}))
    request = await decide(office, "sam", request, "approve")

    await take(office, told | {"event_id": "late", "at": office.now - timedelta(hours=1)})

    assert getattr(await profile(office, anna), name) == DETAILS[name]
    async with office.read() as db:
        sealed = await audit.sealed_of(db, request.id, action="contact.replaced", desk=office.desk)
    assert sealed == {name: {"before": old, "after": DETAILS[name]}}
    rows = await office.rows(tables.records, tables.records.c.action == "contact.replaced")
    assert all(b"Oldvalue" not in bytes(row.content) for row in rows)


async def test_a_name_beside_an_address_takes_two_people(office: World) -> None:
    anna = await desk(office, "sam", "cora")

    assert (await ask(office, "alice", correct(anna, last_name="Arnold"))).policy["quorum"]["people"] == 2


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email": NEW}, ("the old e-mail address",)),
        ({"email": NEW, "phone": "2123 4567"}, ("the old e-mail address",)),
        (NO_EMAIL | {"phone": "2123 4567"}, None),
        (NO_EMAIL | {"last_name": "Arnold"}, None),
    ],
)
async def test_the_old_address_is_told_only_where_there_is_one(office: World, fields: Any, told: Any) -> None:
    anna = await desk(office)

    facts = await preview(office, correct(anna, **fields))

    assert (facts["told"].value if "told" in facts else None) == told


@pytest.mark.parametrize(
    ("fields", "shared"),
    [
        ({"first_name": "Carol", "last_name": "Carlsen"}, "name"),
        ({"address": "7 Old Bakery Street", "post_code": "VLT 1455"}, "postal address"),
        ({"first_name": "Carola"}, None),
    ],
)
async def test_a_name_or_address_of_a_colleague_alarms_and_approvers_read_it(
    office: World, fields: Any, shared: str | None
) -> None:
    anna = await desk(office, "sam")
    carol = await office.staff("carol")
    async with office.work() as work:
        await work.db.execute(
            update(tables.staff).where(tables.staff.c.id == carol.staff_id).values(name="Carol Carlsen")
        )
    await office.player("own", staff_owned=True, address="7, Old Bakery Street", post_code="VLT1455")

    request = await ask(office, "alice", correct(anna, **NO_EMAIL, **fields))

    facts = {fact["key"]: fact for fact in request.facts}
    assert (facts["colleagues"]["material"] if shared else "colleagues" not in facts) is True
    alarms = await office.rows(tables.records, tables.records.c.action == "contact.of_colleague")
    assert len(alarms) == (1 if shared else 0)


async def test_an_address_of_an_account_that_staff_own_is_refused(office: World) -> None:
    anna = await desk(office)
    await office.player("own", staff_owned=True, email=NEW)

    with pytest.raises(Invalid, match="a colleague's own"):
        await ask(office, "alice", correct(anna))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("address", "\u2800"),
        *((name, text) for name in DETAILS if name not in {"address", "country"} for text in ("N/A", "a\nb", "\u2800")),
    ],
)
def test_what_is_no_name_or_address_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValidationError):
        correct(1, **{name: text})
