"""Replies leave for the player through the platform, once, and the ticket says how far they are."""

from collections.abc import AsyncIterator

import pytest

from sandbox.messages import Message
from tests.support import house, stories
from tests.support.desk import Desk, Plan, booted
from tests.support.platform import Platform
from tests.support.ticket_screens import card, opened


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with Platform.running() as platform:
        yield platform


@pytest.fixture
async def desk(database_url: str, transport: str, patience: None, platform: Platform) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, transport, settings=platform.settings)) as desk:
        yield desk


async def replied(desk: Desk) -> Message:
    """Let alice reply in a ticket about anna; give what stands in the thread then."""
    await house.anna(desk)
    await opened(desk, line="/ticket anna42 prize")
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Reply…", on=card(desk))
    form = await desk.alice.wait_for_form("It leaves through the gaming platform.")
    await form.fill(text="It is on its way.")
    await form.submit()
    await desk.settled()
    return desk.maya.thread(card(desk))[-1]


async def test_reply_leaves_signed_and_is_said_to_have_been_handed_over(desk: Desk, platform: Platform) -> None:
    reply = await replied(desk)
    await desk.settled()

    [told] = platform.replies.values()
    assert (told["type"], told["data"]["ticket"], told["data"]["text"]) == (
        *("ticket.replied", "T-1001", "It is on its way."),
    )
    assert told["data"]["player"] == {"id": 1, "brand": "royal", "external_id": "x-anna42"}
    assert "handed to the platform" in reply.shown
    assert platform.forged == 0


async def test_reply_is_tried_until_the_platform_is_back(desk: Desk, platform: Platform) -> None:
    platform.mood = "broken"
    reply = await replied(desk)
    assert "on its way" in reply.shown

    platform.mood = "at_once"
    await stories.recovered(desk)

    assert len(platform.replies) == 1
    assert "handed to the platform" in reply.shown


async def test_reply_that_the_platform_refuses_is_to_be_sent_by_hand(desk: Desk, platform: Platform) -> None:
    platform.mood = "refusing"

    await replied(desk)
    await desk.settled()

    thread = [each.shown for each in desk.maya.thread(card(desk))]
    assert any("did not reach the player; send it yourself" in each for each in thread)
    assert desk.alice.sees("a reply did not reach the player. Send it yourself.", dm=True)
    assert platform.replies == {}


async def test_reply_nobody_answered_for_a_day_is_to_be_sent_by_hand(desk: Desk, platform: Platform) -> None:
    await platform.down()
    await replied(desk)

    desk.advance(hours=25)
    await desk.settled()

    assert desk.alice.sees("a reply did not reach the player. Send it yourself.", dm=True)
