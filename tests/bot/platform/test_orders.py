"""An order goes out signed, once however often it is told; the card on every screen says how far the platform is."""

import json

import pytest
from sqlalchemy import update

from bot.process.configuration import Settings
from core import approvals
from core.database.connections import DatabaseUnavailable
from core.database.tables import outbox
from sandbox.changes import WAIT_SECONDS
from sandbox.messages import Message
from tests.support import shared, stories
from tests.support.desk import Desk
from tests.support.platform import Platform, signature
from tests.support.stories import BLOCK, GIVE

NOT_KNOWN = 6
"""Tries without an answer after which nobody knows."""


async def given(desk: Desk) -> Message:
    """A gift that Bob approves; its card in the channel."""
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    await stories.decided(desk.bob, "Approve", card)
    await desk.settled()
    return card


async def passing(desk: Desk, *, tries: int = 1) -> None:
    """Let the time pass after which the bot comes back to what is not settled."""
    for _ in range(tries):
        desk.advance(seconds=301)
        await desk.settled()


def copies(desk: Desk, card: Message) -> list[str]:
    """What stands on the card and on the requester's copy."""
    mine = [each.shown for each in desk.alice.messages(dm=True) if "Rule: " in each.shown]
    return [card.shown, *mine]


async def test_the_example_platform_signs_as_the_specification_does() -> None:
    vector = json.loads(shared.shared("vectors", "standard-webhooks", "sign_vector.json").read_text())

    signed = signature(vector["secret"], vector["msg_id"], str(vector["timestamp"]), vector["payload"])

    assert signed == vector["signature"]


async def test_an_order_is_signed_done_once_and_in_force_on_every_copy(desk: Desk, there: Platform) -> None:
    card = await given(desk)

    assert there.forged == 0
    assert there.did == {there.only("adjust"): 1}
    for shown in copies(desk, card):
        assert "Done by Bob Borg" in shown
        assert "in force on the platform" in shown
    assert len(copies(desk, card)) == 2


async def test_whoever_decides_is_told_that_the_platform_has_not_answered_yet(desk: Desk, there: Platform) -> None:
    there.mood = "later"
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    told = await stories.decided(desk.bob, "Approve", card)

    assert "Done here.* · waiting for the platform" in told


async def test_accepted_is_shown_as_that_until_an_event_confirms(desk: Desk, there: Platform) -> None:
    there.mood = "later"
    card = await given(desk)
    for shown in copies(desk, card):
        assert "Done here by Bob Borg" in shown
        assert "accepted by the platform, not yet in force" in shown

    key = there.only("adjust")
    balance = {"wallet": "cash", "balance": {"amount_minor": 135_000, "currency": "EUR"}}
    assert (await there.tell(desk, "balance_update", key, balance)).status == 200
    await desk.settled()

    for shown in copies(desk, card):
        assert "in force on the platform" in shown
    assert await stories.cash(desk, 1) == "EUR 1,350.00"


async def test_a_confirmation_told_twice_counts_once(desk: Desk, there: Platform) -> None:
    there.mood = "later"
    await given(desk)
    key, told = there.only("adjust"), {"wallet": "cash", "balance": {"amount_minor": 135_000, "currency": "EUR"}}

    for _ in range(2):
        await there.tell(desk, "balance_update", key, told)
    await desk.settled()

    assert await stories.happened(desk, "order.confirmed") == 1
    assert await stories.cash(desk, 1) == "EUR 1,350.00"


async def test_a_confirmation_that_comes_before_our_answer_is_read_stays(desk: Desk, there: Platform) -> None:
    there.mood = "late"
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    await stories.decided(desk.bob, "Approve", card)
    assert await desk.slack.state.changes.until(lambda: bool(there.orders), WAIT_SECONDS)

    balance = {"wallet": "cash", "balance": {"amount_minor": 135_000, "currency": "EUR"}}
    await there.tell(desk, "balance_update", there.only("adjust"), balance)
    there.answered.set()
    await desk.settled()

    assert "in force on the platform" in card.shown
    assert await stories.happened(desk, "order.confirmed") == 1


async def test_an_event_of_an_unknown_request_changes_nothing(desk: Desk, there: Platform) -> None:
    there.mood = "later"
    card = await given(desk)
    nobodys = "00000000-0000-7000-8000-000000000000"

    told = await there.tell(desk, "platform_act", there.only("adjust"), {"act": "adjust"}, request_id=nobodys)
    await desk.settled()

    assert told.status == 200
    assert "not yet in force" in card.shown


async def test_a_refusal_stands_on_every_copy_alarms_and_says_what_to_do(desk: Desk, there: Platform) -> None:
    there.mood = "refusing"
    card = await given(desk)

    channel, mine = copies(desk, card)
    assert "the platform says no; see Details for the reason" in channel
    assert "the platform says no: “no &lt;!channel&gt; such `*wallet*`”" in mine
    assert not [each for each in desk.alice.messages(dm=True) if "!channel" in each.mentions]
    assert "The platform has not done it. Have it done there by hand, or undone here." in _trouble(desk)
    assert desk.sam.sees("The gaming platform refused an order", in_="security")
    assert there.knocks == [("POST", there.only("adjust"))]


async def test_a_broken_platform_is_asked_before_it_is_told_again_under_the_same_key(
    desk: Desk, there: Platform
) -> None:
    there.moods = ["broken", "broken"]
    card = await given(desk)
    assert "waiting for the platform" in card.shown

    await passing(desk, tries=2)

    assert [method for method, _ in there.knocks] == ["POST", "GET", "GET", "POST"]
    assert {key for _, key in there.knocks} == {there.only("adjust")}
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown


async def test_a_platform_that_is_down_gets_the_order_when_it_is_back(desk: Desk, there: Platform) -> None:
    await there.down()
    card = await given(desk)
    assert "Done here by Bob Borg" in card.shown
    await passing(desk, tries=NOT_KNOWN)
    assert "unknown on the platform: being checked" in card.shown
    assert "Do not request it again" in _trouble(desk)
    assert desk.sam.sees("has not reported the outcome", in_="security")

    await there.up()
    await passing(desk)

    assert [method for method, _ in there.knocks] == ["GET", "POST"]
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown
    assert "There is nothing left to do" in _trouble(desk)


@pytest.mark.usefixtures("impatient")
async def test_a_platform_that_never_answers_is_asked_and_the_order_not_repeated(desk: Desk, there: Platform) -> None:
    there.mood = "silent"
    card = await given(desk)
    await passing(desk, tries=NOT_KNOWN)
    assert "being checked" in card.shown
    there.do(there.only("adjust"))
    posted = [method for method, _ in there.knocks].count("POST")

    there.mood = "at_once"
    await passing(desk)

    assert [method for method, _ in there.knocks].count("POST") == posted
    assert "in force on the platform" in card.shown
    assert len(there.orders) == 1


async def test_a_lost_reply_is_asked_about_and_no_second_doing(desk: Desk, there: Platform) -> None:
    there.moods = ["losing_the_reply"]
    card = await given(desk)

    await passing(desk)

    assert [method for method, _ in there.knocks] == ["POST", "GET"]
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown


async def test_an_answer_that_could_not_be_written_down_is_asked_for_again(
    desk: Desk, there: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("not now")

    with monkeypatch.context() as patched:
        patched.setattr(approvals, "apply_answer", lost)
        card = await given(desk)
        assert "waiting for the platform" in card.shown

    await passing(desk)

    assert [method for method, _ in there.knocks] == ["POST", "GET"]
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown


async def test_an_order_whose_sender_died_is_asked_about_before_it_is_sent(desk: Desk, there: Platform) -> None:
    await there.down()
    card = await given(desk)
    async with desk.work() as work:
        await work.db.execute(update(outbox).where(outbox.c.topic == "order").values(lease=1, tries=0))
    await there.up()

    await passing(desk)

    assert [method for method, _ in there.knocks] == ["GET", "POST"]
    assert "in force on the platform" in card.shown


@pytest.mark.parametrize("mood", ["mistrusts", "babbling", "elsewhere"])
async def test_an_answer_about_something_else_settles_nothing(desk: Desk, there: Platform, mood: str) -> None:
    there.moods = [mood]
    card = await given(desk)
    assert "waiting for the platform" in card.shown

    await passing(desk)

    assert "in force on the platform" in card.shown


async def test_a_bare_yes_is_taken_as_accepted(desk: Desk, there: Platform) -> None:
    there.mood = "nothing_to_say"

    card = await given(desk)

    assert "accepted by the platform, not yet in force" in card.shown


@pytest.mark.usefixtures("impatient")
async def test_a_platform_that_hangs_holds_no_message_up(desk: Desk, there: Platform) -> None:
    there.mood = "silent"
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    await stories.decided(desk.bob, "Approve", card)

    assert await desk.slack.state.changes.until(lambda: "Done here by Bob Borg" in card.shown, WAIT_SECONDS)

    assert there.states == {}


async def test_a_block_and_its_end_are_two_orders_and_the_card_follows_the_newer(desk: Desk, there: Platform) -> None:
    await stories.stolen(desk)
    there.mood = "later"
    card = await stories.asked(desk, BLOCK)
    assert "In force here, unconfirmed" in card.shown
    await stories.decided(desk.sam, "End it", card, Reason="It was the player herself.")
    await desk.settled()
    assert "Ended here by Sam" in card.shown

    await there.tell(desk, "suspension", there.only("lift"), {"suspended": False})
    await desk.settled()

    assert "in force on the platform" in card.shown
    posted = dict.fromkeys(key for method, key in there.knocks if method == "POST")
    assert list(posted) == [there.only("block"), there.only("lift")]


async def test_the_end_of_a_block_waits_until_the_platform_has_answered_the_block(desk: Desk, there: Platform) -> None:
    await stories.stolen(desk)
    there.mood = "broken"
    card = await stories.asked(desk, BLOCK)
    await stories.decided(desk.sam, "End it", card, Reason="It was the player herself.")
    await desk.settled()
    assert {key for _, key in there.knocks} == {there.only("block")}

    there.mood = "at_once"
    await passing(desk, tries=2)

    assert there.did == {there.only("block"): 1, there.only("lift"): 1}
    assert list(there.did) == [there.only("block"), there.only("lift")]


async def test_details_tell_how_far_the_platform_is(desk: Desk, there: Platform) -> None:
    there.mood = "refusing"
    card = await given(desk)

    form = await stories.opened(desk.bob, "Details", card)

    assert "the platform says no: “no" in form.text


async def test_lists_say_no_plain_done_before_it_is_confirmed(desk: Desk, there: Platform) -> None:
    there.mood = "later"
    await given(desk)

    answer = await desk.alice.command("/approvals asked")

    assert "Done here · accepted by the platform, not yet in force" in answer.message.shown


def test_an_address_that_is_not_safe_is_no_setting() -> None:
    with pytest.raises(Exception, match="must begin with https"):
        Settings.read({"PITBOSS_PLATFORM_URL": "http://platform.example"}, slack=False)


def _trouble(desk: Desk) -> str:
    """What whoever asked reads in the message about the platform."""
    [told] = [each for each in desk.alice.messages(dm=True) if _place(each) == "platform"]
    return told.shown


def _place(message: Message) -> str:
    return str(((message.metadata or {}).get("event_payload") or {}).get("place"))
