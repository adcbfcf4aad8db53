"""A hidden reason in Slack: a neutral card in the channel, content and votes in private, and no alarm that tells."""

from dataclasses import replace

import pytest

from tests.support.asking import swept
from tests.support.cards import asked, opened, told
from tests.support.desk import Desk
from tests.support.desk_players import player

FRAUD = "/block anna42 fraud because three accounts share one device"
REVIEW = "/block anna42 review because three accounts share one device"
LAUNDERING = "/block anna42 money_laundering because deposits came from four cards"
SENTENCE = "Those who decide about this were asked in private, and only they can read all of it. Nothing was decided."


@pytest.mark.parametrize("line", [FRAUD, REVIEW])
async def test_the_channel_gets_a_neutral_card_with_the_same_buttons(desk: Desk, line: str) -> None:
    card = await asked(desk, line, who="fred")

    assert "Under review" in card.shown
    assert "Compliance must confirm or end it" in card.shown
    assert "fraud" not in card.shown.lower()
    for button in ("Confirm", "End it"):
        await desk.carol.press(button, on=card)
        assert await told(desk, desk.carol, SENTENCE)


async def test_those_who_may_see_the_reason_read_it_and_vote_in_their_messages(desk: Desk) -> None:
    await asked(desk, FRAUD, who="fred")

    card = await desk.sam.wait_for("Suspected fraud", dm=True)
    form = await opened(desk.sam, "Confirm", card)
    assert "three accounts share one device" in form.text
    await form.submit()

    await desk.settled()
    assert "Confirmed" in card.shown
    assert not desk.alice.sees("Suspected fraud")
    channel = [message for message in desk.alice.messages("approvals") if "Under review" in message.shown]
    assert "Sam" not in channel[-1].shown


async def test_what_only_compliance_may_read_goes_to_its_channel(desk: Desk) -> None:
    file = desk.services.office
    channels = {**file.channels, "compliance": desk.slack.channel("compliance").id}
    desk.services.desk = replace(desk.services.desk, office=file.with_channels(channels))

    await asked(desk, LAUNDERING, who="cora")

    card = await desk.cora.wait_for("Suspected money laundering", in_="compliance")
    assert "Confirm" in str(card.blocks)
    [neutral] = [message for message in desk.sam.messages("approvals") if "Block player" in message.shown]
    assert "Under review" in neutral.shown


async def test_a_hidden_reason_is_an_unknown_word_to_those_who_may_not_see_it(desk: Desk) -> None:
    await player(desk, "anna42")
    shown = set()
    for word in ("laundering", "money_laundering", "fraud", "dislike"):
        await desk.alice.command(f"/block anna42 {word} because deposits came from four cards")
        form = await desk.alice.wait_for_form("Not blocked yet.")
        shown.add(form.text.replace(word, "…"))
        await form.close()

    assert len(shown) == 1
    await desk.cora.command("/block anna42 laundering because deposits came from four cards")
    form = await desk.cora.wait_for_form("Block player")
    assert form.values["reason"]["ask:reason"]["selected_option"]["text"]["text"] == "Suspected money laundering"


async def test_an_alarm_about_a_hidden_reason_goes_to_those_who_decide_and_to_no_channel(desk: Desk) -> None:
    await asked(desk, FRAUD, who="fred")
    desk.advance(hours=5)

    await swept(desk)

    assert await desk.sam.wait_for("Unconfirmed:", dm=True)
    await desk.settled()
    for channel in ("security", "approvals"):
        assert not [message for message in desk.sam.messages(channel) if "Unconfirmed:" in message.shown]
