"""Asking by the form: who may look for players in it, how fast, and what a second delivery does."""

import asyncio

from core import requests
from tests.support import asked_page, house
from tests.support.desk import Desk

GIVE = "/adjust anna42 +50 EUR goodwill because tournament credited late"


async def test_players_are_offered_masked_while_typing(desk: Desk) -> None:
    player = await house.anna(desk)
    await desk.alice.command("/adjust")
    form = await desk.alice.wait_for_form("Player")

    offered = await form.suggest("Player", "anna")

    assert offered == [f"{player} · anna42 · Anna M. · MT"]
    assert await desk.recorded("player.searched") == []


async def test_whoever_types_faster_than_people_do_is_told_so_and_offered_nobody(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command("/adjust")
    form = await desk.alice.wait_for_form("Player")
    assert await form.suggest("Player", "anna")
    for number in range(desk.office.limits.typeahead_per_minute - 1):
        assert await form.suggest("Player", f"nobody{number}") == []

    assert await form.suggest("Player", "anna4") == [
        "That was more than 60 tries within a minute. Wait a minute, then go on."
    ]


async def test_nobody_offers_players_to_who_may_not_see_them(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command("/adjust")
    form = await desk.alice.wait_for_form("Player")
    form._who = desk.mallory.user

    assert await form.suggest("Player", "anna") == []


async def test_a_form_submitted_twice_asks_once_and_closes(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command(GIVE)
    form = await desk.alice.wait_for_form("What would happen")

    first, second = await asyncio.gather(form.submit(), form.submit())

    assert first.ok
    assert second.ok
    assert "Next:" in await asked_page.closed(desk.alice)
    async with desk.look() as work:
        assert len(await requests.asked_by(work.db, "alice", now=work.now)) == 1


async def test_a_delivery_repeated_later_says_nothing_and_asks_nothing(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command(GIVE)
    form = await desk.alice.wait_for_form("What would happen")
    await form.submit()
    await desk.settled()
    [sent] = desk.slack.traffic.of("view_submission")
    desk.advance(seconds=10)

    again = await desk.slack.delivery.send("interactive", sent.request)
    await desk.settled()

    assert again.ok
    assert not form.errors
    async with desk.look() as work:
        assert len(await requests.asked_by(work.db, "alice", now=work.now)) == 1


async def test_a_form_of_an_action_nobody_knows_any_more_is_answered(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command(GIVE)
    form = await desk.alice.wait_for_form("What would happen")
    form.view.spec["callback_id"] = "ask:teleport_player"

    await form.submit()

    assert "does not know the action" in str(form.errors) + form.text
