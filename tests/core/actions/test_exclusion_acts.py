"""Cool-offs and self-exclusions on the player's word: at once, on every account of the person, and never shortened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.kit import values
from core.action import Action, OnlyConfirmed
from core.actions.cool_off import CoolOffTerm
from core.actions.exclusion_acts import AlreadyExcluded
from core.actions.money_checks import OnlyMoneyOwed
from core.actions.self_exclude import SelfExclusionTerm
from core.approvals import AnswerKind
from core.database import tables
from core.errors import Invalid, Refused, Unknown
from core.office.exclusions import ExclusionRules, ExclusionTerms
from core.platform import OrderKind
from tests.support.asking import adjustment, ask, decide, desk, now, recorded
from tests.support.blocking import standing_now
from tests.support.books import preview
from tests.support.excluding import cool_off, excluded, person, self_exclude
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, take


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


@pytest.mark.parametrize("act", [cool_off, self_exclude])
async def test_the_same_sent_again_minutes_later_sets_no_second_one(
    office: World, act: Callable[[int], Action]
) -> None:
    anna = await desk(office, "sam")
    await ask(office, "alice", act(anna))

    office.later(minutes=2)
    with pytest.raises(AlreadyExcluded, match="Nothing was changed"):
        await ask(office, "bob", act(anna))

    office.later(hours=2)
    await ask(office, "bob", act(anna))
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
    assert values.text(facts["reach"].value) == "the licence"
    assert "bets settle as they would" in values.text(facts["becomes"].value)


@pytest.mark.parametrize("term", SelfExclusionTerm)
def test_no_term_is_shorter_than_its_months_and_years(term: SelfExclusionTerm) -> None:
    least = {"6_months": 184, "1_year": 366, "2_years": 731, "3_years": 1096, "5_years": 1827}
    assert term.span is None or term.span == timedelta(days=least[term])


async def test_who_may_not_protect_an_account_is_refused(office: World) -> None:
    anna = await desk(office, "sam")

    with pytest.raises(Refused, match="You may not ask for"):
        await ask(office, "mallory", cool_off(anna))
