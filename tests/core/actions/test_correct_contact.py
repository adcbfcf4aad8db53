"""Contact data is corrected by two people; the old address is told, and payouts wait for a day."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from core import staff
from core.actions.block_owners import BehindTheChange
from core.actions.correct_contact import CorrectContact
from core.actions.release_withdrawal import ReleaseWithdrawal
from core.approvals import AnswerKind
from core.database import tables
from core.errors import Invalid, Refused
from core.people import PITBOSS
from core.phrases import PlayerRef
from core.platform import OrderKind
from core.requests import Request
from core.staff import ChatAccount
from tests.support.asking import NOTE, ask, decide, desk, now, recorded
from tests.support.blocking import states
from tests.support.books import preview
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, take
from tests.support.sweeping import swept

NEW = "anna.arnold@example.org"


def correct(player_id: int, **fields: Any) -> CorrectContact:
    return CorrectContact(**{"player_id": player_id, "email": NEW, "note": NOTE} | fields)


async def corrected(office: World, player_id: int, **fields: Any) -> Request:
    request = await ask(office, "alice", correct(player_id, **fields))
    for who in ("sam", "cora"):
        request = await decide(office, who, request, "approve")
    return request


async def profile(office: World, player_id: int) -> Any:
    [row] = await office.rows(tables.players, tables.players.c.id == player_id)
    return row


async def found_by(office: World, kind: str) -> list[str]:
    return sorted(row.term for row in await office.rows(tables.player_lookups, tables.player_lookups.c.kind == kind))


async def test_two_people_agree_to_another_address(office: World) -> None:
    anna = await desk(office, "sam", "cora")

    request = await ask(office, "alice", correct(anna))
    request = await decide(office, "sam", request, "approve")
    assert (request.state, (await profile(office, anna)).email) == ("pending", "anna@example.com")
    request = await decide(office, "cora", request, "approve")

    assert (request.state, (await profile(office, anna)).email) == ("done", NEW)
    assert await found_by(office, "email") == [NEW]
    assert set(await recorded(office, request)) >= {"contact.corrected", "contact.replaced"}


async def test_the_old_value_is_sealed_and_stands_nowhere_in_clear(office: World) -> None:
    anna = await desk(office, "sam", "cora")

    await corrected(office, anna)

    records = await office.rows(tables.records)
    assert all(b"anna@example.com" not in bytes(row.content) for row in records)
    [sealed] = [row for row in records if row.action == "contact.replaced"]
    assert b'"identity"' in bytes(sealed.content)


async def test_a_phone_number_is_kept_in_its_international_form(office: World) -> None:
    anna = await desk(office, "sam", "cora")

    await corrected(office, anna, email=None, phone="2123 4567")

    assert (await profile(office, anna)).phone == "+35621234567"


@pytest.mark.parametrize("email", ["anna", "anna@", "@example.org", "anna@example", "a b@example.org", "a@b.c, d@e.f"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(ValidationError, match="not an e-mail address"):
        correct(1, email=email)


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        ({"email": None}, "Write the new e-mail address", "email"),
        ({"email": "ANNA@example.com"}, "the player has now", "email"),
        ({"email": None, "phone": "ask his wife"}, "not a phone number", "phone"),
        ({"email": "Carol.Clerk+desk@example.com"}, "a colleague's own", "email"),
        ({"email": None, "phone": "+356 9912 3456"}, "a colleague's own", "phone"),
    ],
)
async def test_what_is_not_the_players_is_refused(office: World, fields: dict[str, Any], said: str, field: str) -> None:
    anna = await desk(office, "sam", "cora")
    await _reached(office, "carol", "carolclerk@example.com", "+35699123456")

    with pytest.raises(Invalid, match=said) as refusal:
        await ask(office, "alice", correct(anna, **fields))

    assert refusal.value.field == field


async def _reached(office: World, name: str, email: str, phone: str) -> None:
    actor = await office.staff(name)
    [row] = await office.rows(tables.staff, tables.staff.c.id == actor.staff_id)
    account = ChatAccount(
        user_id=row.slack_user_id,
        team_id=row.slack_team_id,
        name=name,
        zone="UTC",
        barred=False,
        email=email,
        phone=phone,
    )
    async with office.work() as work:
        await staff.note_newcomer(work, PITBOSS, account)


async def test_approvers_read_who_else_has_the_address(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    other = await office.player("zoe", email=NEW)

    facts = await preview(office, correct(anna))

    assert facts["email of others"].value == (PlayerRef(other),)
    assert facts["email of others"].material


async def test_withdrawals_wait_for_a_day_and_those_behind_the_change_release_none(office: World) -> None:
    anna = await desk(office, "sam", "cora", "fred", "bob")
    withdrawal = await office.withdrawal(anna, "30 EUR")
    await corrected(office, anna)
    release = ReleaseWithdrawal(player_id=anna, withdrawal_id=withdrawal, note=NOTE)
    assert set((await states(office, anna)).values()) == {"held"}

    with pytest.raises(BehindTheChange):
        await ask(office, "alice", release)
    request = await ask(office, "bob", release)
    with pytest.raises(Refused):
        await decide(office, "sam", request, "approve")
    assert (await now(office, request)).state == "pending"

    office.later(hours=24)
    assert set((await states(office, anna)).values()) == {"waiting"}


async def test_a_withdrawal_told_after_the_change_is_held_and_the_change_is_an_event(
    office: World,
) -> None:
    anna = await desk(office, "sam", "cora")
    await corrected(office, anna)
    office.later(hours=1)
    told = {"source": "platform", "event_id": "w", "brand": "royal", "player": "x-anna", "type": "withdrawal_requested"}

    money = {"amount_minor": 5_000, "currency": "EUR"}
    await take(office, told | {"at": office.now, "body": {"withdrawal": "W1", "amount": money}})

    assert set((await states(office, anna)).values()) == {"held"}
    changes = await office.rows(tables.events, tables.events.c.type == "email_changed")
    assert [(row.source, "email" in row.body) for row in changes] == [("pitboss", False)]


async def test_a_withdrawal_after_a_change_by_the_desk_alarms(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    await corrected(office, anna)
    office.later(hours=1)
    told = {"source": "platform", "event_id": "w", "brand": "royal", "player": "x-anna", "type": "withdrawal_requested"}
    money = {"amount_minor": 5_000, "currency": "EUR"}
    await take(office, told | {"at": office.now, "body": {"withdrawal": "W1", "amount": money}})

    await swept(office)

    [alert] = [row for row in await office.rows(tables.alerts) if row.rule == "changed_then_withdrawal"]
    assert alert.player_id == anna
    assert alert.sentence == "A withdrawal was asked for 60 minutes after the e-mail address was changed."


async def test_the_platform_is_ordered_to_change_it_and_to_tell_the_old_address(office: World) -> None:
    anna = await desk(connect(office), "sam", "cora")
    await office.withdrawal(anna, "30 EUR")

    request = await corrected(office, anna)

    order = await order_of(office, request)
    data = order.body["data"]
    assert order.kind == OrderKind.CONTACT_CHANGED
    assert (data["email"], data["phone"]) == ({"before": "anna@example.com", "after": NEW}, None)
    assert len(data["then"]["held_withdrawals"]) == 1


async def test_where_the_platform_decides_nothing_changes_before_it_says_so(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "sam", "cora")
    await office.withdrawal(anna, "30 EUR")

    order = await order_of(office, await corrected(office, anna))
    assert (await profile(office, anna)).email == "anna@example.com"
    assert order.body["data"]["email"]["before"] == "anna@example.com"
    await says(office, order, AnswerKind.IN_FORCE)

    assert (await profile(office, anna)).email == NEW
    assert set((await states(office, anna)).values()) == {"held"}


async def test_where_the_platform_refuses_nothing_changes(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "sam", "cora")

    order = await order_of(office, await corrected(office, anna))
    await says(office, order, AnswerKind.REFUSED, "address in use")

    assert (await profile(office, anna)).email == "anna@example.com"
    assert await office.rows(tables.player_blocks) == []


async def test_an_older_word_of_the_platform_does_not_undo_it(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    before = office.now - timedelta(hours=1)
    await corrected(office, anna)
    told = {"source": "platform", "event_id": "old", "brand": "royal", "player": "x-anna", "type": "email_changed"}

    await take(office, told | {"at": before, "body": {"email": "old@example.com"}})

    assert (await profile(office, anna)).email == NEW
