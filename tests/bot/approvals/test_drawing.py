"""Cards stand where they belong, say there what everybody there may know, and follow their request."""

import pytest

from bot.workflows import request_expiry
from core import requests, staff
from core.people import PITBOSS
from sandbox.errors import SlackShows
from sandbox.messages import Message
from tests.support import house
from tests.support.desk import Desk

BLOCK = "/block anna42 takeover because the player called from a new phone"
GIVE = "/adjust anna42 +50 EUR goodwill because tournament credited late"


async def asked(desk: Desk, line: str) -> str:
    await house.anna(desk)
    await desk.alice.command(line)
    await (await desk.alice.wait_for_form("What would happen")).submit()
    async with desk.look() as work:
        [newest, *_] = await requests.asked_by(work.db, "alice", now=work.now)
    return newest.code


async def cards(desk: Desk, code: str) -> list[Message]:
    await desk.bob.wait_for(code, in_="approvals")
    return [message for message in desk.bob.messages("approvals") if code in message.shown]


async def test_one_member_who_may_not_see_players_hides_them_from_all(desk: Desk) -> None:
    desk.slack.channel("approvals").members.append(desk.mallory.id)

    code = await asked(desk, GIVE)
    [card] = await cards(desk, code)

    assert card.shown.startswith(f"Request `{code}` is waiting; open it.")
    assert "player 1" not in card.shown
    assert "50.00" not in card.shown
    await desk.bob.press("Open", on=card)
    assert "EUR 120.00 → EUR 170.00" in (await desk.bob.wait_for_form("Request")).text


async def test_whoever_may_not_see_players_opens_nothing(desk: Desk) -> None:
    desk.slack.channel("approvals").members.append(desk.mallory.id)
    code = await asked(desk, GIVE)
    [card] = await cards(desk, code)

    await desk.mallory.press("Open", on=card)
    await desk.settled()

    assert desk.mallory.form is None
    assert desk.mallory.sees("You may not see what")


async def test_a_card_is_one_message_that_follows_its_request(desk: Desk) -> None:
    code = await asked(desk, GIVE)
    [card] = await cards(desk, code)
    await desk.bob.press("Approve", on=card)
    await (await desk.bob.wait_for_form("Remark")).submit()
    await desk.bob.wait_for("Done by", in_="approvals")

    [same] = await cards(desk, code)

    assert same.ts == card.ts
    with pytest.raises(SlackShows, match="nothing is called"):
        await desk.bob.press("Approve", on=same)


async def test_an_unconfirmed_block_alarms_security_once_its_time_is_over(desk: Desk) -> None:
    code = await asked(desk, BLOCK)
    await cards(desk, code)
    desk.advance(hours=5)

    await request_expiry.expire(desk.services)
    await request_expiry.expire(desk.services)

    alarm = await desk.sam.wait_for("Unconfirmed:", in_="security")
    assert code in alarm.shown
    assert "player 1" not in alarm.shown
    assert len([message for message in desk.sam.messages("security") if code in message.shown]) == 1
    assert await desk.sam.wait_for("Unconfirmed:", in_="approvals")
    async with desk.look() as work:
        assert (await requests.by_code(work.db, code)).state == "in_force"


async def test_what_nobody_decided_expires_and_its_requester_is_told(desk: Desk) -> None:
    code = await asked(desk, GIVE)
    await cards(desk, code)
    desk.advance(hours=25)

    await request_expiry.expire(desk.services)

    assert await desk.bob.wait_for("Expired unanswered", in_="approvals")
    assert await desk.alice.wait_for(f"Your request `{code}`: expired unanswered.", dm=True)


async def test_who_left_is_not_written_to(desk: Desk) -> None:
    code = await asked(desk, GIVE)
    [card] = await cards(desk, code)
    await desk.alice.wait_for(code, dm=True)
    async with desk.work() as work:
        await staff.freeze(work, PITBOSS, staff_id=await desk.staff_id("alice"), why="Left his laptop in a train.")

    await desk.bob.press("Decline", on=card)
    form = await desk.bob.wait_for_form("Reason")
    await form.fill(reason="Nobody is there to answer.")
    await form.submit()
    await desk.bob.wait_for("Declined by", in_="approvals")

    assert not desk.alice.sees("declined.", dm=True)


async def test_guests_and_outsiders_are_refused_politely(desk: Desk) -> None:
    code = await asked(desk, GIVE)
    [card] = await cards(desk, code)
    for outsider in (desk.gus, desk.eve):
        desk.slack.channel("approvals").members.append(outsider.id)

        await outsider.press("Approve", on=card)
        await desk.settled()

        assert outsider.form is None
        assert outsider.messages()[-1].ephemeral_to == outsider.id
        assert "staff" in outsider.messages()[-1].shown
    async with desk.look() as work:
        assert await requests.votes_on(work.db, await requests.by_code(work.db, code)) == []
