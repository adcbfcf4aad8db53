"""A masked field is seen with a reason, a record and a quota."""

from datetime import UTC, datetime

import pytest

from core import players
from core.audit import records as audit_records
from core.database import tables
from core.errors import NotAllowed, Unknown
from core.masks import MaskedField
from core.players import Reveal, Why
from tests.support.looking import logged_in
from tests.support.office import World


async def reveal(office: World, who: str, player_id: int, field: MaskedField = MaskedField.EMAIL) -> str:
    actor = await office.staff(who)
    async with office.work() as work:
        return await players.reveal(work, actor, Reveal(player_id, field, Why.PHONE, ticket="T-1"))


@pytest.mark.every_wiring
@pytest.mark.parametrize(
    ("field", "value"),
    [
        (MaskedField.EMAIL, "anna@gmail.com"),
        (MaskedField.PHONE, "+35699123456"),
        (MaskedField.BORN_ON, "1984-02-29"),
        (MaskedField.ADDRESS, "1 Sea Street, SLM 1020 Sliema, MT"),
        (MaskedField.IP, "81.2.69.160"),
    ],
)
async def test_each_masked_field_can_be_seen_with_a_reason(office: World, field: MaskedField, value: str) -> None:
    where = {"address": "1 Sea Street", "post_code": "SLM 1020", "city": "Sliema"}
    anna = await office.player("anna", email="anna@gmail.com", phone="+35699123456", **where)
    await logged_in(office, anna)

    assert await reveal(office, "alice", anna, field) == value


async def test_a_reveal_is_recorded_by_the_name_of_the_field(office: World) -> None:
    anna = await office.player("anna", email="anna@gmail.com")

    await reveal(office, "alice", anna)

    async with office.read() as db:
        (found,) = [one for one in await audit_records.search(db, player_id=anna) if one.action == "player.revealed"]
    (row,) = await office.rows(tables.records, tables.records.c.action == "player.revealed")
    assert found.person == "alice"
    assert b'"field":"email"' in row.content
    assert b'"ticket":"T-1"' in row.content
    assert b"gmail" not in row.content


async def test_the_quota_of_the_day_ends_at_midnight_of_the_office(office: World) -> None:
    anna = await office.player("anna")
    for _ in range(30):
        await reveal(office, "alice", anna)

    with pytest.raises(players.QuotaUsed, match="30 masked fields today"):
        await reveal(office, "alice", anna)
    office.now = datetime(2026, 5, 3, 21, 59, tzinfo=UTC)
    with pytest.raises(players.QuotaUsed):
        await reveal(office, "alice", anna)
    office.now = datetime(2026, 5, 3, 22, 0, tzinfo=UTC)  # midnight in Malta

    assert await reveal(office, "alice", anna) == "anna@example.com"


async def test_one_persons_reveals_are_not_anothers(office: World) -> None:
    anna = await office.player("anna")
    for _ in range(30):
        await reveal(office, "alice", anna)

    assert await reveal(office, "sam", anna) == "anna@example.com"


@pytest.mark.parametrize("who", ["ada", "mallory"])
async def test_whoever_may_not_reveal_is_told_who_may(office: World, who: str) -> None:
    anna = await office.player("anna")

    with pytest.raises(NotAllowed, match="Who may: Support"):
        await reveal(office, who, anna)


async def test_an_empty_field_is_told_and_costs_nothing(office: World) -> None:
    anna = await office.player("anna")

    with pytest.raises(Unknown, match="No phone number"):
        await reveal(office, "alice", anna, MaskedField.PHONE)
    with pytest.raises(Unknown, match="no player 4711"):
        await reveal(office, "alice", 4711)

    assert await office.rows(tables.look_counts) == []
