"""An order goes out signed, once however often it is told; the card on every screen says how far the platform is."""

import json

import pytest

from bot.process.configuration import Settings
from sandbox.changes import WAIT_SECONDS
from tests.support import shared, stories
from tests.support.desk import Desk
from tests.support.order_screens import copies, given, passing, trouble
from tests.support.platform import Platform, signature
from tests.support.stories import BLOCK, GIVE


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
    assert "The platform has not done it. Have it done there by hand, or undone here." in trouble(desk)
    assert desk.sam.sees("The gaming platform refused an order", in_="security")
    assert there.knocks == [("POST", there.only("adjust"))]


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


async def test_what_is_done_only_in_part_says_what_is_missing_alarms_and_its_rest_is_sent_again(
    desk: Desk, there: Platform
) -> None:
    there.mood = "partly"
    card = await given(desk)

    channel, mine = copies(desk, card)
    assert "done only in part on the platform: 1 of 2" in channel
    assert "done only in part on the platform: 1 of 2" in mine
    assert "The platform has done only a part of it." in trouble(desk)
    assert desk.sam.sees("The gaming platform has done an order only in part", in_="security")
    details = await stories.opened(desk.bob, "Details", card)
    assert details.text.count("Not done") == 1
    assert "second half: “no" in details.text

    there.mood = "at_once"
    await details.press("Send the rest again")
    await desk.settled()

    assert "in force on the platform" in card.shown
    assert there.knocks[-1] == ("REST", there.only("adjust"))
    assert await stories.happened(desk, "order.rest_sent") == 1
    assert "It is in force on the platform now." in trouble(desk)
