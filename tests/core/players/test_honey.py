"""Honey players are found and drawn like others; showing one raises an alarm, and nothing counts them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.process import transactions
from bot.process.offline import operator
from core import approvals, interactions, players, search, tickets
from core.actions.block_player import BlockPlayer
from core.database import tables
from core.errors import Unknown
from core.interactions import InteractionAct, NewInteraction, Trigger
from core.masks import MaskedField
from core.people import Actor, Visibility
from core.players import honey, reveals, watch_list
from core.players.honey import NewHoney, SharesBeginning, Untouchable
from core.players.reveals import Reveal, Why
from core.players.watch_list import NewWatch
from core.security import CallerAnswers, caller_check
from core.tickets import NewTicket
from tests.support.asking import block
from tests.support.digesting import lines, made
from tests.support.edge import Edge
from tests.support.office import World

See = Callable[[Edge, Actor, int], Awaitable[Any]]


async def combed(office: World) -> int:
    await office.player("anna42", first_name="Anna", last_name="Borg", country="MT")
    new = NewHoney(username="zuberix81", first_name="Zubera", last_name="Quennel", country="MT")
    return await transactions.do(Edge(office), operator(), honey.add, None, new)


DOORS: dict[str, See] = {
    "typing": lambda edge, actor, _: transactions.see(edge, actor, search.suggest, "zub"),
    "its username": lambda edge, actor, _: transactions.see(edge, actor, search.look_up, "zuberix81"),
    "its id": lambda edge, actor, own: transactions.see(edge, actor, search.look_up, f"player {own}"),
    "nearly its name": lambda edge, actor, _: transactions.see(edge, actor, search.look_up, "zuberix8l"),
    "a sentence": lambda edge, actor, _: transactions.see(edge, actor, search.find, "zubera quennel"),
    "a card": lambda edge, actor, own: transactions.see(edge, actor, players.card, own, by="list"),
    "a form": lambda edge, actor, _: transactions.see(
        edge, actor, approvals.consider, action=BlockPlayer, text="zuberix81"
    ),
    "a ticket": lambda edge, actor, _: transactions.see(edge, actor, tickets.consider_new, text="zubera quennel"),
}


async def alarms(office: World) -> list[tuple[str, int]]:
    rows = await office.rows(tables.records, tables.records.c.action == "honey.seen")
    assert len(await office.rows(tables.outbox, tables.outbox.c.topic == "colleague_alarm")) == min(len(rows), 1)
    return [(json.loads(row.content)["actor"]["person"], row.player_id) for row in rows]


@pytest.mark.every_wiring
@pytest.mark.parametrize("door", DOORS)
async def test_whoever_is_shown_a_honey_player_is_alarmed_about_at_once(office: World, door: str) -> None:
    own, alice = await combed(office), await office.staff("alice")

    await DOORS[door](Edge(office), alice, own)

    assert await alarms(office) == [("alice", own)]


async def test_the_same_honey_player_alarms_once_a_day(office: World) -> None:
    own, alice = await combed(office), await office.staff("alice")

    for text in ("zub", "zube", "zuber"):
        await transactions.see(Edge(office), alice, search.suggest, text)

    assert await alarms(office) == [("alice", own)] * 3


async def test_other_players_alarm_nobody(office: World) -> None:
    await combed(office)
    alice = await office.staff("alice")

    await transactions.see(Edge(office), alice, search.suggest, "ann")
    await transactions.see(Edge(office), alice, search.look_up, "anna42")

    assert await alarms(office) == []


async def test_it_is_drawn_like_others(office: World) -> None:
    own, alice = await combed(office), await office.staff("alice")

    offered = await transactions.see(Edge(office), alice, search.suggest, "zub")
    card = await transactions.see(Edge(office), alice, players.card, own, by="list")

    assert offered == [(own, f"{own} · zuberix81 · Zubera Q. · MT")]
    assert (card.account.lifecycle, card.account.country, card.blocks) == ("active", "MT", ())


TOUCHING: dict[str, tuple[Any, Callable[[World, int], Any]]] = {
    "a caller": (caller_check.check, lambda _, own: CallerAnswers(own, ())),
    "a masked field": (reveals.reveal, lambda _, own: Reveal(own, MaskedField.EMAIL, Why.PHONE)),
    "a note": (players.add_note, lambda _, own: players.NewNote(own, "They wrote again.", "normal")),
    "a tag": (players.add_tag, lambda _, own: players.Tag(own, "bonus hunter")),
    "the watch list": (watch_list.watch, lambda _, own: NewWatch(own, "They wrote again.", Visibility.STAFF)),
    "an interaction": (
        interactions.record,
        lambda office, own: NewInteraction(
            player_id=own,
            trigger=Trigger.PLAYER_SAID,
            act=InteractionAct.CALL,
            what="They called.",
            due_on=office.now.date(),
            visibility=Visibility.STAFF,
        ),
    ),
}


@pytest.mark.parametrize("touching", TOUCHING)
async def test_who_tries_anything_with_it_is_alarmed_about(office: World, touching: str) -> None:
    own, olga = await combed(office), await office.staff("olga", roles=("compliance", "support"))
    operation, wanted = TOUCHING[touching]

    with pytest.raises(Untouchable):
        await transactions.do(Edge(office), olga, operation, None, wanted(office, own))

    assert await alarms(office) == [("olga", own)]


async def test_nothing_can_be_done_with_it(office: World) -> None:
    own, alice = await combed(office), await office.staff("alice")
    ticket = NewTicket(text="Where is my prize?", category="bonus", player_id=own, key="form:1")

    with pytest.raises(Untouchable, match="Ask security"):
        async with office.work() as work:
            await approvals.ask(work, block(own), actor=alice, key="one")
    with pytest.raises(Untouchable):
        await transactions.do(Edge(office), alice, tickets.open, None, ticket)

    assert await office.rows(tables.requests) == []
    assert await office.rows(tables.tickets) == []
    assert await alarms(office) == [("alice", own)]


async def test_no_digest_counts_it(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(honey, "SINCE", timedelta(hours=1))
    await combed(office)
    office.later(days=1)

    assert "Registrations" not in lines(await made(office, "activity"), "Players")


async def test_it_begins_like_nobody_else(office: World) -> None:
    await combed(office)
    new = NewHoney(username="annik9", first_name="Zora", last_name="Xaver")

    for alike in (new, replace(new, username="yyy1", first_name="Bor")):
        with pytest.raises(SharesBeginning, match="begin like nobody else"):
            await transactions.do(Edge(office), operator(), honey.add, None, alike)


@pytest.mark.every_wiring
async def test_a_removed_one_is_found_by_nothing(office: World) -> None:
    own, alice = await combed(office), await office.staff("alice")

    await transactions.do(Edge(office), operator(), honey.remove, None, own)

    assert await transactions.see(Edge(office), operator(), honey.every) == ()
    assert await transactions.see(Edge(office), alice, search.suggest, "zub") == []
    with pytest.raises(Unknown, match="is not a honey player"):
        await transactions.do(Edge(office), operator(), honey.remove, None, own - 1)
