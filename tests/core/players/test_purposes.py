import json
from datetime import timedelta

import pytest

from core import players
from core.database import tables
from core.errors import NotAllowed, Unknown
from core.office import Limits
from core.people import Actor
from core.players import Asking, Purpose
from tests.support.looking import seen_by
from tests.support.office import World


async def give(office: World, who: Actor, player_id: int, purpose: Purpose = Purpose.PHONE) -> None:
    async with office.work() as work:
        await players.give_purpose(work, who, player_id=player_id, purpose=purpose)


def limits(office: World, purpose: str) -> Limits:
    return office.desk.office.limits.model_copy(update={"purpose": purpose})


@pytest.mark.parametrize(
    ("setting", "flags", "asking"),
    [
        ("off", {}, Asking.NOT),
        ("ask", {}, Asking.BESIDE),
        ("require", {}, Asking.FIRST),
        ("off", {"vip": True}, Asking.FIRST),
        ("ask", {"watched": True}, Asking.FIRST),
        ("off", {"staff_owned": True}, Asking.FIRST),
    ],
)
async def test_delicate_accounts_always_ask_first(
    office: World, setting: str, flags: dict[str, bool], asking: Asking
) -> None:
    anna = await office.player("anna", **flags)

    profile = await seen_by(office, "alice", anna)

    assert profile.asking(limits(office, setting)) is asking
    assert profile.purpose(limits(office, setting)) is None


async def test_purpose_holds_for_one_person_and_player_and_a_quarter_of_an_hour(office: World) -> None:
    anna, bert = await office.player("anna", vip=True), await office.player("bert")
    await give(office, await office.staff("alice"), anna, Purpose.CHAT)
    desk = limits(office, "require")

    office.later(minutes=14, seconds=59)
    mine, other, colleague = [
        await seen_by(office, who, player_id) for who, player_id in (("alice", anna), ("alice", bert), ("bob", anna))
    ]
    office.now += timedelta(seconds=1)
    later = await seen_by(office, "alice", anna)

    assert mine.asking(desk) is Asking.NOT
    assert mine.purpose(desk) is Purpose.CHAT
    assert [each.asking(desk) for each in (other, colleague, later)] == [Asking.FIRST] * 3
    assert later.purpose(desk) is None


@pytest.mark.every_wiring
async def test_last_purpose_counts_and_each_is_recorded(office: World) -> None:
    anna, alice = await office.player("anna"), await office.staff("alice")
    for purpose in (Purpose.PHONE, Purpose.TICKET):
        await give(office, alice, anna, purpose)
        office.later(minutes=1)

    assert (await seen_by(office, "alice", anna)).purpose(limits(office, "ask")) is Purpose.TICKET
    written = await office.rows(tables.records, tables.records.c.action == "purpose.given")
    said = [json.loads(row.content) for row in sorted(written, key=lambda row: row.at)]
    assert [(one["facts"], one["player"]) for one in said] == [
        ({"purpose": "phone"}, str(anna)),
        ({"purpose": "ticket"}, str(anna)),
    ]


@pytest.mark.every_wiring
async def test_purpose_is_taken_only_from_who_may_look_and_for_who_is_there(office: World) -> None:
    anna, alice, mallory = await office.player("anna"), await office.staff("alice"), await office.staff("mallory")

    with pytest.raises(NotAllowed):
        await give(office, mallory, anna)
    with pytest.raises(Unknown, match="There is no player 4711"):
        await give(office, alice, 4711)
    assert await office.rows(tables.purposes) == []
