"""Check caller, as the agent, the ticket and the player's card show it."""

import re
from datetime import date

from sandbox.forms import Form
from tests.support.desk import Desk
from tests.support.desk_players import player
from tests.support.ticket_screens import card as ticket_card
from tests.support.ticket_screens import opened, swept

KNOWN = {"born_on": date(1984, 3, 17), "post_code": "SLM 1020", "phone": None}
INSTANT = re.compile(r"\d{10}")
"""Seconds of an instant, in which any digits may stand."""


async def test_a_right_caller_is_a_match_on_the_card_too_until_it_expires(desk: Desk) -> None:
    await player(desk, "anna42", **KNOWN)
    form = await _asked(desk, "/player anna42 caller")

    await form.fill(born_on="17.3.84", post_code="slm1020")
    await form.submit()

    assert "Match. Caller checked" in desk.alice.form.text
    assert "matched birth date and post code" in desk.alice.form.text
    told = INSTANT.sub("", desk.alice.form.text)
    assert not [each for each in ("1984", "1020") if each in told]
    await desk.alice.form.close()
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    assert "by Alice Adams: matched birth date and post code; counts until" in card.shown
    await desk.alice.press("Reveal…", on=card)
    reveal = await desk.alice.wait_for_form("It is shown to you alone")
    assert "matched birth date and post code" in reveal.text
    await reveal.close()
    desk.advance(minutes=31)
    await desk.alice.command("/player anna42 caller", in_="player-desk")
    again = await desk.alice.wait_for_form("Type what the caller says")
    assert "by Alice Adams; that expired" in again.text


async def test_a_wrong_caller_is_told_no_match_and_at_last_that_it_is_locked(desk: Desk) -> None:
    anna = await player(desk, "anna42", **KNOWN)

    for who, said in (("alice", "2 more wrong answers"), ("bob", "1 more wrong answer"), ("sam", "Security is warned")):
        form = await _asked(desk, "/player anna42 caller", who)
        await form.fill(born_on="18 March 1984", post_code="SLM 1020")
        await form.submit()
        shown = desk.person(who).form
        assert f"No match for player {anna}" in shown.text
        assert said in shown.text
        assert "birth date" not in shown.text
        await shown.close()

    await desk.alice.command("/player anna42 caller", in_="player-desk")
    locked = await desk.alice.wait_for("cannot be checked until")
    assert "on the number on file" in locked.shown
    await desk.settled()
    assert [each for each in desk.sam.messages("security") if "Caller check locked" in each.shown]


async def test_a_date_of_two_readings_is_asked_again_beside_the_field_and_counts_for_nothing(desk: Desk) -> None:
    await player(desk, "anna42", **KNOWN)
    form = await _asked(desk, "/player anna42 caller")

    await form.fill(born_on="03/04/1984", post_code="SLM 1020")
    await form.submit()

    assert "3 April 1984" in form.errors["born_on"]
    assert form.is_open


async def test_what_is_not_on_file_cannot_be_checked(desk: Desk) -> None:
    await player(desk, "anna42", **KNOWN)
    form = await _asked(desk, "/player anna42 caller")

    await form.fill(born_on="17 March 1984", phone_end="4471")
    await form.submit()

    assert "Cannot be checked" in desk.alice.form.text


async def test_a_caller_checked_from_a_ticket_stands_on_it(desk: Desk) -> None:
    await player(desk, "anna42", **KNOWN)
    await opened(desk, line="/ticket anna42 prize never came")
    await desk.alice.form.close()

    await desk.alice.press("Check caller…", on=ticket_card(desk))
    form = await desk.alice.wait_for_form("Type what the caller says")
    await form.fill(born_on="17 March 1984", post_code="SLM 1020")
    await form.submit()
    await desk.settled()

    assert "matched birth date and post code" in ticket_card(desk).shown
    desk.advance(minutes=31)
    await swept(desk)
    assert "that expired" in ticket_card(desk).shown


async def test_nobody_and_several_are_offered_like_with_every_command(desk: Desk) -> None:
    await player(desk, "anna42", **KNOWN)
    await player(desk, "anna43", **KNOWN)

    nobody = await desk.alice.command("/player zzz99 caller", in_="player-desk")
    alone = await desk.alice.command("/player caller", in_="player-desk")
    several = await desk.alice.command('/player "anna mueller" caller', in_="player-desk")
    await desk.alice.press("anna43 · player 2", on=several.message)

    assert "zzz99" in nobody.message.shown
    assert "/player anna42 caller" in alone.message.shown
    assert "anna43" in (await desk.alice.wait_for_form("Type what the caller says")).text


async def _asked(desk: Desk, typed: str, who: str = "alice") -> Form:
    person = desk.person(who)
    await person.command(typed, in_="player-desk")
    return await person.wait_for_form("Type what the caller says")
