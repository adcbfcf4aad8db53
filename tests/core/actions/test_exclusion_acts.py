"""Cool-offs and self-exclusions on the player's word: at once, on every account of the person, and never shortened."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.kit import values
from core import player_blocks, players
from core.action import OnlyConfirmed
from core.actions.cool_off import CoolOff, CoolOffTerm
from core.actions.correct_exclusion import CorrectExclusion
from core.actions.exclusion_acts import AlreadyExcluded
from core.actions.gifts import OnlyMoneyOwed
from core.actions.self_exclude import SelfExclude, SelfExclusionTerm
from core.approvals import AnswerKind
from core.database import tables
from core.errors import Invalid, Refused, Unknown
from core.office.exclusions import ExclusionRules, ExclusionTerms, Reach
from core.platform import OrderKind
from core.players.registration import Key
from core.requests import Request
from tests.support.asking import NOTE, adjustment, ask, decide, desk, now, recorded
from tests.support.blocking import standing_now
from tests.support.books import preview
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, take


def cool_off(player_id: int, term: str = "7_days", **fields: Any) -> CoolOff:
    return CoolOff(**{"player_id": player_id, "term": term, "note": NOTE} | fields)


def self_exclude(player_id: int, term: str = "1_year", **fields: Any) -> SelfExclude:
    return SelfExclude(**{"player_id": player_id, "term": term, "note": NOTE} | fields)


async def person(office: World, *told: dict[str, Any]) -> list[int]:
    """Register accounts of one person: all of them used one device."""
    ids = [await office.player(f"anna{number}", **each) for number, each in enumerate(told)]
    async with office.work() as work:
        await players.remember(work, [Key(each, "device", "phone-1") for each in ids])
    return ids


async def excluded(office: World, player_id: int) -> bool:
    return "Cannot: deposit, bet" in await standing_now(office, player_id)


async def test_an_exclusion_ends_the_session_and_is_only_confirmed(office: World) -> None:
    anna = await desk(office, "sam")
    await office.session(anna)

    request = await ask(office, "alice", self_exclude(anna))

    assert request.state == "in_force"
    assert await recorded(office, request) == ["request.asked", "player.excluded"]
    assert "Cannot: deposit, bet, get a bonus, get marketing" in await standing_now(office, anna)
    assert [row.ended_by_request_id for row in await office.rows(tables.play_sessions)] == [request.id]
    with pytest.raises(OnlyConfirmed, match="only be confirmed"):
        await decide(office, "sam", request, "end", "he changed his mind")
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"
    with pytest.raises(OnlyMoneyOwed):
        await ask(office, "alice", adjustment(anna, reason="goodwill"))


async def test_a_longer_one_stands_beside_a_shorter_and_a_shorter_changes_nothing(office: World) -> None:
    anna = await desk(office, "sam")
    await ask(office, "alice", self_exclude(anna, "1_year"))

    for shorter in (self_exclude(anna, "6_months"), cool_off(anna), self_exclude(anna, "1_year")):
        with pytest.raises(AlreadyExcluded, match="Nothing was changed"):
            await ask(office, "alice", shorter)
    await ask(office, "alice", self_exclude(anna, "for_good"))

    office.later(days=400)
    assert await excluded(office, anna)
    assert len(await office.rows(tables.player_blocks)) == 2


async def test_a_cool_off_does_not_stand_in_the_way_of_a_self_exclusion(office: World) -> None:
    anna = await desk(office, "sam")
    await ask(office, "alice", cool_off(anna, "6_weeks"))

    await ask(office, "alice", self_exclude(anna, "6_months"))

    assert len(await office.rows(tables.player_blocks)) == 2


@pytest.mark.parametrize("term", CoolOffTerm)
def test_every_term_of_a_cool_off_is_named_by_its_length(term: CoolOffTerm) -> None:
    assert timedelta(hours=24) <= term.span <= timedelta(weeks=6)


async def test_the_licence_says_which_terms_there_are(office: World) -> None:
    anna = await desk(office, "sam")
    strict = ExclusionTerms.model_validate({"cool_off_most": "7d", "for_good": False})
    rules = ExclusionRules(licences={"MGA": strict})
    office.desk = replace(office.desk, office=office.desk.office.model_copy(update={"exclusions": rules}))

    for action, said in (
        (cool_off(anna, "14_days"), "at least 24 hours and at most 7 days"),
        (self_exclude(anna, "for_good"), "has an end"),
    ):
        with pytest.raises(Invalid) as refusal:
            await ask(office, "alice", action)
        assert said in values.text(refusal.value.message)
        assert refusal.value.field == "term"


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


async def test_the_platform_is_ordered_to_exclude_every_account_and_to_stop_marketing(office: World) -> None:
    await office.staff("sam")
    anna, other = await person(connect(office), {}, {"brand": "regal"})

    request = await ask(office, "alice", self_exclude(anna, "for_good"))

    order = await order_of(office, request)
    data = order.body["data"]
    assert order.kind == OrderKind.EXCLUDE
    assert (data["until"], data["stop_marketing"], data["end_sessions"]) == (None, True, True)
    assert [each["player"]["id"] for each in data["also"]] == [other]
    assert {each["scope"] for each in data["also"][0]["then"]["cannot"]} == {"deposit", "bet", "bonus", "marketing"}


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


@pytest.mark.parametrize("authority", ["here", "platform"])
@pytest.mark.parametrize("said", [AnswerKind.REFUSED, AnswerKind.NOTHING, AnswerKind.IN_FORCE])
async def test_it_stands_whatever_the_platform_says(office: World, authority: str, said: AnswerKind) -> None:
    anna = await desk(connect(office, authority=authority), "sam")
    request = await ask(office, "alice", cool_off(anna))

    await says(office, await order_of(office, request), said, "unknown player")

    assert (await now(office, request)).state == "in_force"
    assert await excluded(office, anna)


async def test_what_the_platform_reports_of_it_sets_no_second_one(office: World) -> None:
    anna = await desk(connect(office), "sam")
    request = await ask(office, "alice", self_exclude(anna))
    told = {"source": "platform", "event_id": "1", "brand": "royal", "player": "x-anna", "type": "exclusion_set"}
    until = (office.now + timedelta(days=300)).isoformat()

    await take(
        office,
        told | {"at": office.now, "body": {"kind": "self_exclusion", "until": until}, "request_id": str(request.id)},
    )

    assert len(await office.rows(tables.player_blocks)) == 1


async def test_nobody_excludes_a_player_of_another_brand(office: World) -> None:
    await office.staff("sam")
    stranger = await office.player("zoe", brand="regal")
    alice = await office.staff("alice")
    async with office.work() as work:
        await work.db.execute(tables.staff.update().where(tables.staff.c.id == alice.staff_id).values(brand="royal"))

    with pytest.raises(Unknown):
        await ask(office, "alice", cool_off(stranger))


async def test_a_closed_account_can_be_excluded_too(office: World) -> None:
    await office.staff("sam")
    anna = await office.player("anna", lifecycle="self_closed")

    assert (await ask(office, "alice", self_exclude(anna))).state == "in_force"


async def test_the_preview_says_how_far_it_reaches_and_what_becomes_of_play(office: World) -> None:
    anna, _ = await person(office, {}, {"brand": "regal"})
    await office.bet(anna, "45 EUR")

    facts = await preview(office, self_exclude(anna, "for_good"))

    assert values.text(facts["until"].value) == "for good"
    assert values.text(facts["reach"].value) == "the licence: 1 other accounts"
    assert "bets settle as they would" in values.text(facts["becomes"].value)


@pytest.mark.parametrize("term", SelfExclusionTerm)
def test_no_term_is_shorter_than_its_months_and_years(term: SelfExclusionTerm) -> None:
    least = {"6_months": 184, "1_year": 366, "2_years": 731, "3_years": 1096, "5_years": 1827}
    assert term.span is None or term.span == timedelta(days=least[term])


async def test_who_may_not_protect_an_account_is_refused(office: World) -> None:
    anna = await desk(office, "sam")

    with pytest.raises(Refused, match="You may not ask for"):
        await ask(office, "mallory", cool_off(anna))
