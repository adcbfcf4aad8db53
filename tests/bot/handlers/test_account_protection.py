"""Limits, breaks, closings and contact data in Slack: from what is typed to the player card and the record."""

from typing import Any

import pytest

from sandbox.messages import Message
from tests.support import asked_page, house, stories
from tests.support.desk import Desk

LIMIT = "/player anna42 limit 50 EUR deposit day because she asked on the phone"
COOL_OFF = "/player anna42 cooloff 7 days because she asked for a break"
EXCLUSION = "/player anna42 exclude 1 year because she asked to be excluded"
CLOSED_BY_HER = "/player anna42 selfclose because she asked to close it"
CLOSED = "/player anna42 close because the account is a duplicate"
REOPENED = "/player anna42 reopen because she asked to play again"
CONTACT = "/player anna42 contact because the address had a typo"
CANNOT_LOG_IN = "The account is closed: the player cannot log in."


async def asked(desk: Desk, line: str, previewed: str, **filled: Any) -> tuple[Message, str]:
    """Ask as Alice; give the card of the channel and what she reads then."""
    before = len(desk.maya.messages("approvals"))
    await desk.alice.command(line)
    await (await desk.alice.wait_for_form()).fill(**filled)
    if filled:
        await (await desk.alice.wait_for_form()).press("What would happen?")
    form = await desk.alice.wait_for_form(previewed)
    assert (await form.submit()).ok
    await desk.settled()
    said = await asked_page.closed(desk.alice)
    [card] = desk.maya.messages("approvals")[before:]
    return card, said


async def record(desk: Desk) -> str:
    """Read what `/audit` lists about the player."""
    return (await desk.sam.command("/audit player anna42")).message.shown


async def shown(desk: Desk) -> str:
    """Look the player up, with all that the card has."""
    await desk.alice.command("/player anna42")
    await desk.settled()
    await desk.alice.press("More")
    await desk.settled()
    return desk.alice.messages()[-1].shown


@pytest.mark.parametrize(
    ("line", "previewed", "words", "sentence"),
    [
        (LIMIT, "deposit: at most EUR 50.00 a day", "deposit a day: EUR 50.00", "lowered a limit of player 1"),
        (
            COOL_OFF,
            "deposit, bet, get a bonus, get marketing",
            "Cool-off: since",
            "kept player 1 from playing, on their word",
        ),
        (
            EXCLUSION,
            "deposit, bet, get a bonus, get marketing",
            "Self-exclusion: since",
            "kept player 1 from playing, on their word",
        ),
        (CLOSED_BY_HER, "the player cannot log in any more", CANNOT_LOG_IN, "closed the account of player 1"),
    ],
)
async def test_what_a_player_asks_for_is_in_force_at_once_and_only_confirmed(
    desk: Desk, line: str, previewed: str, words: str, sentence: str
) -> None:
    await house.anna(desk)

    card, said = await asked(desk, line, previewed)

    assert "must confirm it by" in said
    assert "end" not in said.partition("*Next:*")[2].partition("Rule")[0]
    assert "End it" not in card.shown
    await stories.decided(desk.sam, "Confirm", card)
    await desk.settled()
    assert "Confirmed by Sam Svensson" in card.shown
    assert words in await shown(desk)
    assert f"Alice Adams {sentence}" in await record(desk)


async def test_an_account_is_closed_and_opened_again_once_somebody_agrees(desk: Desk) -> None:
    await house.anna(desk)

    card, _ = await asked(desk, CLOSED, "the player cannot log in any more")
    assert CANNOT_LOG_IN not in await shown(desk)
    await stories.decided(desk.sam, "Approve", card)
    await desk.settled()
    assert CANNOT_LOG_IN in await shown(desk)
    card, _ = await asked(desk, REOPENED, "Closed since")
    await stories.decided(desk.sam, "Approve", card)
    await desk.settled()

    assert CANNOT_LOG_IN not in await shown(desk)
    listed = await record(desk)
    assert "Sam Svensson closed the account of player 1" in listed
    assert "Sam Svensson reopened the account of player 1" in listed


async def test_contact_data_are_corrected_by_two_and_withdrawals_wait(desk: Desk) -> None:
    await house.anna(desk)

    card, _ = await asked(desk, CONTACT, "Withdrawals held for", **{"New e-mail address": "anna.new@example.com"})
    for who in (desk.sam, desk.cora):
        await stories.decided(who, "Approve", card)
    await desk.settled()

    whole = await shown(desk)
    assert "Withdrawals held after contact data were changed: since" in whole
    assert "Last changed: e-mail" in whole
    assert "Cora Collins corrected contact data of player 1" in await record(desk)


async def test_a_role_without_the_right_is_told_who_has_it(desk: Desk) -> None:
    await house.anna(desk)

    for line in (LIMIT, COOL_OFF, EXCLUSION, CLOSED_BY_HER, CLOSED, REOPENED, CONTACT):
        assert "Who may: Support" in (await desk.olga.command(line)).text

    assert desk.olga.form is None
    assert await stories.happened(desk, "request.asked") == 0
