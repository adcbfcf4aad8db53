"""Households and accounts that are not linked: decided on evidence, respected for a time, and ended again."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from bot.process import transactions
from core import approvals, links, players
from core.actions.settle_link import SettleLink
from core.database import tables
from core.errors import Conflict, Invalid, NotAllowed, Unknown
from core.links import Evidence, NewDecision, Verdict
from core.links.settling import TwoDecide
from core.players import Key
from core.players.honey import Untouchable
from core.players.restrictions import SELF_EXCLUSION
from tests.support import asking
from tests.support.blocking import exclude
from tests.support.edge import Edge
from tests.support.office import World

COUPLE = "Both came to the shop with their passports."


async def pair(office: World, **told: Any) -> tuple[int, int]:
    anna, ben = await office.player("anna"), await office.player("ben", **told)
    await share(office, "device", "tablet-1", anna, ben)
    return anna, ben


async def share(office: World, kind: str, value: str, *player_ids: int) -> None:
    async with office.work() as work:
        await players.remember(work, [Key(each, kind, value) for each in player_ids])


async def decide(office: World, who: str, one: int, other: int, *, verdict: Verdict = Verdict.HOUSEHOLD) -> None:
    new = NewDecision(player_id=one, other_id=other, verdict=verdict, evidence=COUPLE)
    await transactions.do(Edge(office), await office.staff(who), links.decide, None, new)


async def open_links(office: World, player_id: int) -> list[tuple[int, frozenset[Evidence]]]:
    async with office.work() as work:
        return [(each.player_id, each.news) for each in await links.linked(work, player_id) if not each.settled]


@pytest.mark.parametrize("verdict", list(Verdict))
async def test_a_decision_answers_the_link_from_both_sides_also_with_more_of_the_same(
    office: World, verdict: Verdict
) -> None:
    anna, ben = await pair(office)
    await decide(office, "fred", ben, anna, verdict=verdict)

    await share(office, "device", "tablet-2", anna, ben)
    await share(office, "ip", "81.2.69.142", anna, ben)

    assert await open_links(office, anna) == await open_links(office, ben) == []


async def test_hard_evidence_of_another_kind_opens_it_again_and_can_be_decided_anew(office: World) -> None:
    anna, ben = await pair(office)
    await decide(office, "fred", anna, ben)

    await share(office, "instrument", "fp_1", anna, ben)

    assert await open_links(office, anna) == [(ben, frozenset({Evidence.INSTRUMENT}))]
    await decide(office, "cora", anna, ben)
    assert await open_links(office, anna) == []


async def test_a_household_that_divorces_is_linked_again(office: World) -> None:
    anna, ben = await pair(office)
    await decide(office, "fred", anna, ben)

    fred, ended = await office.staff("fred"), {"other_id": anna, "why": "They moved apart in May."}
    await transactions.do(Edge(office), fred, links.end, None, ben, **ended)

    assert [other for other, _ in await open_links(office, anna)] == [ben]
    with pytest.raises(Conflict, match="No decision about these two"):
        await transactions.do(Edge(office), fred, links.end, None, ben, **ended)


async def test_a_decision_is_over_after_its_time(office: World) -> None:
    anna, ben = await pair(office)
    await decide(office, "fred", anna, ben)

    office.later(days=366)

    assert [other for other, _ in await open_links(office, anna)] == [ben]
    await decide(office, "fred", anna, ben)
    assert await open_links(office, anna) == []


async def test_deciding_takes_the_right_some_evidence_and_a_link(office: World) -> None:
    anna, ben = await pair(office)
    carl = await office.player("carl")
    with pytest.raises(NotAllowed):
        await decide(office, "alice", anna, ben)
    with pytest.raises(Conflict, match="share nothing"):
        await decide(office, "fred", anna, carl)
    with pytest.raises(Unknown):
        await decide(office, "fred", anna, 99)
    few = NewDecision(player_id=anna, other_id=ben, verdict=Verdict.HOUSEHOLD, evidence="ok")
    with pytest.raises(Invalid, match="Write what it rests on"):
        await transactions.do(Edge(office), await office.staff("fred"), links.decide, None, few)
    await decide(office, "fred", anna, ben)
    with pytest.raises(Conflict, match="decided already"):
        await decide(office, "cora", anna, ben)


async def test_one_person_does_not_decide_about_an_excluded_player_or_an_account_of_a_colleague(office: World) -> None:
    anna, ben = await pair(office)
    carl = await office.player("carl", staff_owned=True)
    await share(office, "device", "tablet-1", carl)
    await exclude(office, ben, SELF_EXCLUSION, None)

    for other, why in ((ben, "exclusion"), (carl, "member of staff")):
        for one, another in ((anna, other), (other, anna)):
            with pytest.raises(TwoDecide, match=why):
                await decide(office, "cora", one, another)


async def test_honey_players_are_never_decided_about(office: World) -> None:
    anna, ben = await pair(office)
    async with office.work() as work:
        await work.db.execute(update(tables.players).where(tables.players.c.id == ben).values(honey=True))

    with pytest.raises(Untouchable):
        await decide(office, "fred", anna, ben)


async def test_two_decide_about_an_excluded_player_and_only_then_an_exclusion_reaches_less_far(office: World) -> None:
    anna, ben = await pair(office)
    await exclude(office, ben, SELF_EXCLUSION, None)
    await asking.desk(office, "cora")
    wish = SettleLink(player_id=anna, others=(ben,), verdict=Verdict.HOUSEHOLD, note=COUPLE)

    request = await asking.ask(office, "fred", wish)
    assert await reached(office, anna) == [ben]
    done = await asking.decide(office, "cora", request, "approve")

    assert done.state == "done"
    assert await reached(office, anna) == []
    [row] = await office.rows(tables.link_decisions, tables.link_decisions.c.player_id == ben)
    assert (row.decided_by, row.compliance, row.request_id) == ("Fred and Cora", True, request.id)


@pytest.mark.parametrize("linked", [True, False])
async def test_an_account_of_another_brand_is_asked_about_as_if_there_were_none(office: World, *, linked: bool) -> None:
    await asking.desk(office, "cora")
    anna, ben = await office.player("anna1"), await office.player("ben", brand="regal")
    if linked:
        await share(office, "device", "tablet-1", anna, ben)
        await exclude(office, ben, SELF_EXCLUSION, None)
    fred = replace(await office.staff("fred"), brand="royal")
    wish = SettleLink(player_id=anna, others=(ben,), verdict=Verdict.HOUSEHOLD, note=COUPLE)

    async with office.work() as work:
        with pytest.raises(Unknown, match=f"There is no player {ben}"):
            await approvals.what_if(work, wish, actor=fred)


async def test_honey_players_are_not_decided_about_by_two_either(office: World) -> None:
    anna, ben = await pair(office)
    await asking.desk(office, "cora")
    async with office.work() as work:
        await work.db.execute(update(tables.players).where(tables.players.c.id == ben).values(honey=True))

    with pytest.raises(Untouchable):
        await asking.ask(
            office, "fred", SettleLink(player_id=anna, others=(ben,), verdict=Verdict.HOUSEHOLD, note=COUPLE)
        )


async def test_fraud_alone_does_not_narrow_how_far_an_exclusion_reaches(office: World) -> None:
    anna, ben = await pair(office)
    await decide(office, "fred", anna, ben)

    assert await reached(office, anna) == [ben]


async def reached(office: World, player_id: int) -> list[int]:
    async with office.work() as work:
        return await links.hard_linked(work, player_id, for_exclusion=True)
