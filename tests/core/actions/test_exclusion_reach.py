"""How far an exclusion reaches: every account of the person, also one that shows up later."""

from dataclasses import replace
from typing import Any

import pytest

from core import player_blocks
from core.actions.cool_off import CoolOff
from core.actions.correct_exclusion import CorrectExclusion
from core.database import tables
from core.errors import Invalid
from core.office.exclusions import ExclusionRules, ExclusionTerms, Reach
from core.requests import Request
from tests.support.asking import NOTE, ask, decide, desk
from tests.support.excluding import cool_off, excluded, person, self_exclude
from tests.support.office import World
from tests.support.ordering import connect, order_of, take


async def test_it_holds_for_every_account_within_its_reach(office: World) -> None:
    await office.staff("sam")
    anna, same_licence, elsewhere = await person(office, {}, {"brand": "regal"}, {"brand": "regal", "licence": "UKGC"})
    await office.session(same_licence)

    request = await ask(office, "alice", self_exclude(anna))

    assert [await excluded(office, each) for each in (anna, same_licence, elsewhere)] == [True, True, False]
    assert all(row.ended_at for row in await office.rows(tables.play_sessions))
    assert {row.request_id for row in await office.rows(tables.player_blocks)} == {request.id}


def licence_reaches(office: World, reach: Reach) -> None:
    rules = ExclusionRules(default=ExclusionTerms(reach=reach))
    office.desk = replace(office.desk, office=office.desk.office.model_copy(update={"exclusions": rules}))


WIDTHS = ["this_account_only", "every_account_of_the_brand", "every_account_under_the_licence"]


@pytest.mark.parametrize(
    ("reach", "held"),
    list(zip(WIDTHS, ([True, False, False], [True, True, False], [True, True, True]), strict=True)),
)
async def test_its_reach_is_what_was_asked_for(office: World, reach: str, held: list[bool]) -> None:
    await office.staff("sam")
    licence_reaches(office, Reach.ACCOUNT)
    several = await person(office, {}, {}, {"brand": "regal"})

    await ask(office, "alice", cool_off(several[0], reach=reach))

    assert [await excluded(office, each) for each in several] == held


@pytest.mark.parametrize("least", Reach)
async def test_it_never_reaches_less_far_than_the_licence_says(office: World, least: Reach) -> None:
    anna = await desk(office, "sam")
    licence_reaches(office, least)
    narrower = WIDTHS[: list(Reach).index(least)]

    actor = await office.staff("alice")
    async with office.work() as work:
        offered = await CoolOff.offered(work=work, actor=actor, player_id=anna)
    assert {each.value for each in offered["reach"]} == {"as_the_licence_says", *WIDTHS[len(narrower) :]}
    for reach in narrower:
        for action in (cool_off(anna, reach=reach), self_exclude(anna, reach=reach)):
            with pytest.raises(Invalid, match="Under this licence it holds at least for") as refusal:
                await ask(office, "alice", action)
            assert refusal.value.field == "reach"
    assert await office.rows(tables.player_blocks) == []
    await ask(office, "alice", cool_off(anna, reach=WIDTHS[len(narrower)]))
    assert await excluded(office, anna)


async def test_a_wider_one_stands_beside_a_narrower(office: World) -> None:
    await office.staff("sam")
    licence_reaches(office, Reach.ACCOUNT)
    anna, other = await person(office, {}, {})
    await ask(office, "alice", self_exclude(anna, reach="this_account_only"))

    await ask(office, "alice", self_exclude(anna, "6_months", reach="every_account_of_the_brand"))

    assert await excluded(office, other)


async def test_correcting_it_follows_every_account_and_one_account_alone(office: World) -> None:
    for name in ("sam", "cora", "bob"):
        await office.staff(name)
    anna, second, third = await person(office, {}, {}, {})
    await ask(office, "alice", self_exclude(anna))
    rows = {row.player_id: row.id for row in await office.rows(tables.player_blocks)}

    await _corrected(office, second, rows[second])
    assert [await excluded(office, each) for each in (anna, second, third)] == [True, False, True]

    await _corrected(office, anna, rows[anna])
    assert [await excluded(office, each) for each in (anna, second, third)] == [False, False, False]


async def _corrected(office: World, player_id: int, exclusion: Any) -> Request:
    action = CorrectExclusion(player_id=player_id, exclusions=(exclusion,), note=NOTE)
    request = await ask(office, "alice", action)
    for who in ("cora", "sam"):
        request = await decide(office, who, request, "approve")
    assert request.state == "done"
    return request


async def test_an_account_that_shows_up_later_is_excluded_and_alarms(office: World) -> None:
    await office.staff("sam")
    anna, _ = await person(office, {}, {"licence": "UKGC"})
    await ask(office, "alice", self_exclude(anna))
    newcomer = await office.player("new")

    for event_id in ("1", "2"):
        login = {"source": "platform", "event_id": event_id, "brand": "royal", "player": "x-new", "type": "login"}
        await take(office, login | {"at": office.now, "body": {"success": True, "device": "phone-1"}})

    assert await excluded(office, newcomer)
    [alert] = [row for row in await office.rows(tables.alerts) if row.rule == "excluded_person"]
    assert (alert.player_id, alert.visibility) == (newcomer, "compliance")
    assert "The exclusion holds here too" in alert.sentence


async def test_an_account_on_which_it_was_corrected_is_not_excluded_again(office: World) -> None:
    for name in ("sam", "cora", "bob"):
        await office.staff(name)
    anna, second = await person(office, {}, {})
    await ask(office, "alice", self_exclude(anna))
    rows = {row.player_id: row.id for row in await office.rows(tables.player_blocks)}
    await _corrected(office, second, rows[second])

    async with office.work() as work:
        assert await player_blocks.extend_to(work, [second, anna]) == ()
    assert not await excluded(office, second)


async def test_one_told_by_the_platform_reaches_as_the_licence_says(office: World) -> None:
    anna, other = await person(office, {}, {"brand": "regal"})
    told = {"source": "platform", "event_id": "1", "brand": "royal", "player": "x-anna0", "type": "exclusion_set"}

    await take(office, told | {"at": office.now, "body": {"kind": "self_exclusion"}})

    assert [await excluded(office, each) for each in (anna, other)] == [True, True]
    assert {row.rule for row in await office.rows(tables.alerts)} >= {"excluded_person"}


async def test_weaker_links_are_for_compliance_to_look_at(office: World) -> None:
    await office.staff("sam")
    anna = await office.player("anna", phone="+35699123456")
    other = await office.player("other", phone="+35699123456")

    await ask(office, "alice", self_exclude(anna))

    assert not await excluded(office, other)
    [alert] = [row for row in await office.rows(tables.alerts) if row.rule == "excluded_person"]
    assert (alert.player_id, alert.evidence["players"]) == (anna, [other])


async def test_the_platform_is_told_of_an_account_that_shows_up_later(office: World) -> None:
    await office.staff("sam")
    anna, _ = await person(connect(office), {}, {"licence": "UKGC"})
    request = await ask(office, "alice", self_exclude(anna))
    newcomer = await office.player("new")

    login = {"source": "platform", "event_id": "1", "brand": "royal", "player": "x-new", "type": "login"}
    await take(office, login | {"at": office.now, "body": {"success": True, "device": "phone-1"}})

    bodies = [row.body["data"] for row in await office.rows(tables.platform_orders)]
    assert [[each["player"]["id"] for each in body["also"]] for body in bodies] == [[], [newcomer]]
    assert (await order_of(office, request)).step == "done"
