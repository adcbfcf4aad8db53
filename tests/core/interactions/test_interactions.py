"""Interactions are recorded with what led to them, seen by those who may, and evaluated once."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest

from bot.process import transactions
from core import interactions, players
from core.activity.periods import Period
from core.database import tables
from core.digests import contents
from core.digests.query import Look
from core.errors import Invalid, NotAllowed, Refused, Unknown
from core.interactions import (
    AlreadyEvaluated,
    Evaluation,
    Interaction,
    InteractionAct,
    InteractionOutcome,
    Trigger,
)
from core.office import DigestName
from core.people import Visibility
from tests.support.alerting import raised
from tests.support.edge import Edge
from tests.support.interacting import TODAY, recorded
from tests.support.office import World


async def evaluated(office: World, who: str, one: Interaction, outcome: str = "changed") -> Interaction:
    said = Evaluation(
        player_id=one.player_id, interaction_id=one.id, outcome=InteractionOutcome(outcome), finding="She plays less."
    )
    now: Interaction = await transactions.do(Edge(office), await office.staff(who), interactions.evaluate, None, said)
    return now


async def listed(office: World, who: str, player_id: int) -> list[InteractionAct]:
    found = await transactions.see(Edge(office), await office.staff(who), interactions.of_player, player_id)
    return [one.act for one in found.page]


async def due(office: World, who: str) -> list[date]:
    found = await transactions.see(Edge(office), await office.staff(who), interactions.due)
    return [one.due_on for one in found]


async def test_an_interaction_is_recorded_without_its_words_in_clear(office: World) -> None:
    anna = await office.player("anna")

    one = await recorded(office, "alice", anna, reason="Deposits after each loss")

    assert (one.by, one.act, one.reason, one.outcome) == (
        "Alice",
        InteractionAct.CALL,
        "Deposits after each loss",
        None,
    )
    (row,) = await office.rows(tables.records, tables.records.c.action == "interaction.recorded")
    assert json.loads(row.content)["facts"]["act"] == "call"
    assert b"limit" not in row.content
    assert b"each loss" not in row.content


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"what": "  "}, "what"),
        ({"what": "x" * 2_001}, "what"),
        ({"trigger": Trigger.OTHER}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"trigger": Trigger.ALERT}, "trigger"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY + timedelta(days=367)}, "due_on"),
    ],
)
async def test_what_is_missing_is_named_by_its_field(office: World, told: dict[str, Any], field: str) -> None:
    anna = await office.player("anna")

    with pytest.raises(Invalid) as refused:
        await recorded(office, "alice", anna, **told)

    assert refused.value.field == field
    assert not await office.rows(tables.interactions)


async def test_the_decision_not_to_contact_says_why_and_is_looked_at_again(office: World) -> None:
    anna = await office.player("anna")

    one = await recorded(
        office, "cora", anna, act=InteractionAct.NOT_CONTACTED, what="She spoke to us on Friday.", due_on=TODAY
    )

    assert not one.overdue(TODAY)
    assert one.overdue(TODAY + timedelta(days=1))


async def test_nobody_reads_or_writes_what_is_not_for_them(office: World) -> None:
    anna = await office.player("anna")
    await recorded(office, "cora", anna, visibility=Visibility.COMPLIANCE)
    await recorded(office, "alice", anna, act=InteractionAct.MESSAGE)

    assert await listed(office, "cora", anna) == [InteractionAct.MESSAGE, InteractionAct.CALL]
    assert await listed(office, "alice", anna) == await listed(office, "fred", anna) == [InteractionAct.MESSAGE]
    assert len(await due(office, "alice")) == 1
    with pytest.raises(NotAllowed, match="what you may read yourself"):
        await recorded(office, "alice", anna, visibility=Visibility.COMPLIANCE)


async def test_the_card_shows_the_last_one_to_those_who_may_see_it(office: World) -> None:
    anna = await office.player("anna")
    await recorded(office, "cora", anna, visibility=Visibility.COMPLIANCE)

    async with office.read() as db:
        alice, cora = [
            (await players.profile_card.profile(db, anna, actor=await office.staff(who), now=office.now))
            for who in ("alice", "cora")
        ]

    assert alice.last_interaction is None
    assert cora.last_interaction is not None
    assert (cora.last_interaction.act, cora.last_interaction.in_all) == ("call", 1)


async def test_what_an_alert_led_to_is_never_seen_by_more_people_than_the_alert(office: World) -> None:
    anna = await office.player("anna")
    alert_id = await raised(office, player_id=anna, visibility=Visibility.COMPLIANCE)
    alert = {"trigger": Trigger.ALERT, "alert_id": alert_id}

    with pytest.raises(Invalid) as refused:
        await recorded(office, "cora", anna, **alert, visibility=Visibility.STAFF)
    one = await recorded(office, "cora", anna, **alert, visibility=Visibility.COMPLIANCE)

    assert refused.value.field == "visibility"
    assert one.rule is not None
    with pytest.raises(Unknown, match="no such alert"):
        await recorded(office, "alice", anna, **alert)
    other = await office.player("otto")
    with pytest.raises(Invalid, match="not about player"):
        await recorded(office, "cora", other, **alert, visibility=Visibility.COMPLIANCE)


@pytest.mark.every_wiring
async def test_two_who_evaluate_at_once_leave_one_outcome_and_the_loser_is_told(office: World) -> None:
    one = await recorded(office, "alice", await office.player("anna"))
    for who in ("alice", "cora"):
        await office.staff(who)
    barrier = asyncio.Barrier(2)

    async def said(who: str, outcome: str) -> object:
        await barrier.wait()
        try:
            return await evaluated(office, who, one, outcome)
        except Refused as refused:
            return refused

    ended = await asyncio.gather(said("alice", "changed"), said("cora", "worse"))

    (lost,) = [each for each in ended if isinstance(each, Refused)]
    (won,) = [each for each in ended if isinstance(each, Interaction)]
    assert isinstance(lost, AlreadyEvaluated)
    assert f"{won.evaluated_by} evaluated this interaction" in lost.message
    assert await due(office, "alice") == []


async def test_the_longest_overdue_is_listed_first_page_by_page(office: World) -> None:
    anna = await office.player("anna")
    for days in (5, 1, 3, 0, 6, 2):
        await recorded(office, "alice", anna, due_on=TODAY + timedelta(days=days))

    first = await transactions.see(Edge(office), await office.staff("alice"), interactions.due)
    rest = await transactions.see(Edge(office), await office.staff("alice"), interactions.due, at=first.next)

    assert [one.due_on.day for one in (*first, *rest)] == [3, 4, 5, 6, 8, 9]
    assert (len(first), first.total) == (5, 6)


async def test_the_digest_counts_by_act_outcome_and_licence_and_finds_what_is_overdue(office: World) -> None:
    anna, otto = await office.player("anna"), await office.player("otto", licence="UKGC")
    done = await recorded(office, "alice", anna)
    await recorded(office, "alice", anna, act=InteractionAct.NOT_CONTACTED, due_on=TODAY)
    await recorded(office, "cora", otto, visibility=Visibility.COMPLIANCE, due_on=TODAY)
    await evaluated(office, "cora", done, "worse")
    office.later(days=1)

    async with office.read() as db:
        look = Look(db=db, office=office.desk.office, period=Period(TODAY, TODAY), now=office.now)
        digest = await contents.make(look, DigestName.INTERACTIONS)
        exceptions = await contents.make(look, DigestName.EXCEPTIONS)

    counted = {(line.label, line.needs.value): line.now for section in digest.sections for line in section.lines}
    assert counted["Calls", "staff"] == counted["Calls", "compliance"] == 1
    assert counted["Decided not to contact", "staff"] == 1
    assert counted["Play worse", "staff"] == 1
    assert counted["Messages", "staff"] == 0
    licences = next(section.table for section in digest.sections if section.title == "By licence")
    assert licences is not None
    assert [row.cells[:4] for row in licences.rows] == [("MGA", "staff", 2, 1), ("UKGC", "compliance", 1, 1)]
    late = [finding for finding in exceptions.findings if finding.key.startswith("interaction:")]
    assert sorted(one.needs.value for one in late) == ["compliance", "staff"]
    shown = exceptions.shown_to(frozenset({Visibility.STAFF}))
    assert f"player {otto}" not in shown.model_dump_json()
