"""A message with a card number: its author is told alone and reminded until it is gone; then security is told."""

import pytest

from sandbox.messages import Message
from tests.support import house
from tests.support.desk import Desk
from tests.support.ticket_screens import card, opened, swept
from tests.support.ticketing import CARD

TOLD = "Your message contains a card number, which must not stand in Slack. Please delete it"
REMINDED = "Your message with a card number still stands in Slack. Please delete it"
GONE = "Your message with a card number is gone. Thank you."
ALARM = "has stood in Slack for an hour"


async def wrote(desk: Desk, text: str, *, in_: str = "support", thread: Message | None = None) -> Message:
    said = await desk.maya.say(text, in_=in_, thread=thread)
    await desk.settled()
    return said


async def later(desk: Desk, minutes: int) -> list[Message]:
    """Let time pass; give the reminders that Maya has by then."""
    desk.advance(minutes=minutes)
    await swept(desk)
    return [each for each in desk.maya.messages(dm=True) if REMINDED in each.shown]


def leads_to(said: Message) -> str:
    return f"/p{said.ts.replace('.', '')}"


@pytest.mark.parametrize("place", ["thread", "channel", "direct"])
async def test_author_is_told_alone_with_a_link_to_the_message(desk: Desk, place: str) -> None:
    desk.slack.join("gus", "support")
    await opened(desk)

    if place == "direct":
        said = await desk.gus.say(f"Her card is {CARD}.", in_=desk.gus.dm.id)
    else:
        said = await desk.gus.say(
            f"Her card is {CARD}.", in_="support", thread=card(desk) if place == "thread" else None
        )
    await desk.settled()

    [told] = [each for each in desk.gus.messages() if TOLD in each.shown]
    assert leads_to(said) in told.shown
    assert place == "direct" or told.ephemeral_to == desk.gus.id
    assert not said.deleted, "only its author can delete it"
    assert not [each for each in desk.maya.messages() if TOLD in each.shown]


async def test_author_is_reminded_until_the_message_is_gone(desk: Desk) -> None:
    await opened(desk)
    said = await wrote(desk, f"Her card is {CARD}.", thread=card(desk))

    [first] = await later(desk, 16)
    assert leads_to(said) in first.shown
    await later(desk, 42)
    assert not desk.sam.sees(ALARM, in_="security")
    reminders = await later(desk, 2)
    [alarm] = [each for each in desk.sam.messages("security") if ALARM in each.shown]
    assert len(reminders) == 3
    assert leads_to(said) in alarm.shown
    assert CARD not in alarm.shown
    await desk.maya.delete(said)
    await desk.settled()

    assert all(GONE in each.shown for each in reminders)
    assert await later(desk, 60) == []
    assert len(await desk.recorded("exposure.ended")) == 1


async def test_number_taken_out_by_an_edit_is_gone_and_one_put_in_is_told(desk: Desk) -> None:
    said = await wrote(desk, "Her card, in a minute.", in_="player-desk")
    await desk.maya.edit(said, f"Her card is {CARD}.")
    await desk.settled()
    assert [each for each in desk.maya.messages("player-desk") if TOLD in each.shown]

    [reminder] = await later(desk, 16)
    await desk.maya.edit(said, "Her card is her own.")
    await desk.settled()

    assert GONE in reminder.shown


async def test_deletion_that_nobody_told_pitboss_of_is_seen_before_a_reminder(desk: Desk) -> None:
    said = await wrote(desk, f"Her card is {CARD}.")
    said.deleted = True

    assert await later(desk, 16) == []
    assert len(await desk.recorded("exposure.ended")) == 1


OTHERS = {"/ticket anna42": {"category": "Bonus"}}
LINES = {
    "/block anna42 takeover because": "alice",
    "/adjust anna42 +5 EUR goodwill because": "alice",
    "/ticket anna42": "alice",
    "/pitboss freeze adjust_balance because": "sam",
    "/pitboss grant @bob security because": "ada",
    "/pitboss leaver @carol because": "ada",
}


async def test_no_form_takes_a_card_number_and_each_says_how_to_write_it(desk: Desk) -> None:
    await house.anna(desk)
    for line, who in LINES.items():
        person = desk.person(who)
        await person.command(line, in_="player-desk")
        form = await person.wait_for_form()
        [field, *_] = (
            each["block_id"] for each in form.view.spec["blocks"] if each.get("element", {}).get("multiline")
        )

        await form.fill(**{field: f"She read out {CARD} to me."} | OTHERS.get(line, {}))
        await form.submit()

        assert "which must not stand here. Write instead: “She read out •••• 1111 to me.”" in str(form.errors), (
            line,
            form.errors,
        )
        await form.close(all_of_them=True)
    assert await desk.recorded("player.blocked") == []
