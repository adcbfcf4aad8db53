"""Whatever is typed, forged or refused: a clear answer, nothing lost, nothing half done."""

from typing import Any

import pytest

from sandbox import reading, triggers
from tests.support import asked_page, house, stories
from tests.support.desk import Desk
from tests.support.stories import BLOCK, GIVE

SOCKETS = pytest.mark.parametrize("wiring", ["sockets-postgres"])
HTTP = pytest.mark.parametrize("wiring", ["http-sqlite"])
"""What depends on neither transport nor database is tried on one of each."""
BROKEN = "Something went wrong"
COMMANDS = (
    *("/player", "/activity", "/check", "/block", "/unblock", "/adjust", "/ticket", "/approvals", "/alerts"),
    *("/audit player", "/digest", "/digest security", "/digest security subscribe", "/pitboss"),
    *("/pitboss freeze", "/pitboss thaw", "/pitboss leaver"),
)
TEN = "\u0661\u0660"
"""In digits that are no amount here."""
HOSTILE = {
    "nothing": "",
    "nobody": "nobody99",
    "long": "x" * 4_000,
    "long words": "anna 1984 " * 400,
    "emoji": "🎰🃏👩‍👩‍👧‍👦",
    "right to left": "\u202eanna42\u202c",
    "the channel": "<!channel> <@U0BOB> <#C0DESK|player-desk>",
    "markup": "*anna* `42` _x_ ~y~ &amp; <https://example.org|anna42>",
    "statement": "anna42'; DROP TABLE players; --",
    "wildcards": "%_\\%",
    "nought": "anna\x0042",
    "long number": "9" * 40,
    "foreign digits": "\u0661\u0662\u0663",
}
ODD_NAMES = {
    "emoji": "👩‍👩‍👧‍👦🎰",
    "right to left": "\u202eannA\u202c نورة",
    "the channel": "<!channel> <@U0BOB>",
    "markup": "*A* `b` & <https://example.org|c>",
    "long": "Ü" * 100,
}


def every_word(desk: Desk) -> str:
    """Read all that Slack shows anybody."""
    people = (desk.person(key) for key in ("alice", "bob", "sam", "maya"))
    return "\n".join(each.shown for one in people for each in one.messages())


def unheard(desk: Desk) -> list[str]:
    """Tell whom messages of the app notify, and what it sent that Slack would swallow."""
    told = [each for one in (desk.alice, desk.sam, desk.bob) for message in one.messages() for each in message.mentions]
    return [*told, *desk.slack.traffic.notes]


async def answered(desk: Desk, line: str) -> str:
    """Type a command; give all there is to read then, in a message or a form."""
    answer = await desk.sam.command(line, in_="player-desk")
    await desk.settled()
    assert answer.error is None, answer.error
    form = desk.sam.form.text if desk.sam.form else ""
    messages = "\n".join(each.shown for each in desk.sam.messages())
    if desk.sam.form:
        assert reading.mentions_of(desk.sam.form.blocks) == []
        await desk.sam.form.close(all_of_them=True)
    return answer.text + form + messages


@SOCKETS
@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_is_typed_after_any_command_is_answered(desk: Desk, typed: str) -> None:
    await stories.stolen(desk)

    for command in COMMANDS:
        told = await answered(desk, f"{command} {typed}")
        assert told.strip(), command
        assert BROKEN not in told, command

    assert unheard(desk) == []
    assert await stories.happened(desk, "request.asked") == 0


@SOCKETS
@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
async def test_players_of_any_name_are_blocked_and_confirmed_without_alarming_anybody(desk: Desk, name: str) -> None:
    world = house.world(desk)
    await world.player("anna42", cash="50 EUR", first_name=name, last_name=name)
    await desk.alice.command("/player anna42")
    assert await desk.alice.wait_for("anna42")

    card = await stories.asked(desk, BLOCK)
    details = await stories.opened(desk.sam, "Details", card)
    assert reading.mentions_of(details.blocks) == []
    assert "\u202e" not in details.text
    await details.close()
    assert "Confirmed." in await stories.decided(desk.sam, "Confirm", card)
    await desk.settled()

    assert name not in card.shown
    assert unheard(desk) == []


@HTTP
async def test_amount_that_is_none_is_told_beside_it_and_kept_as_typed(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    await desk.alice.command(GIVE)
    form = await desk.alice.wait_for_form("What would happen")

    for amount in ("1,000", "1.000,50", TEN, "1e400", "-0", "0", "0.001", "NaN", "∞", "50 USD", "50 XXX", "9" * 30):
        await form.fill(amount=amount)
        await form.submit()

        assert form.errors["Amount"].endswith((".", "?")), (amount, form.errors)
        assert form.values["amount"]["ask:amount"]["value"] == amount

    assert await stories.happened(desk, "request.asked") == 0
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"


@HTTP
@pytest.mark.parametrize("typed", ["+1.000,50 EUR", f"+{TEN} EUR", "+1e400", "-0 EUR", "+0.001 EUR", "+50 USD"])
async def test_amount_that_is_none_in_a_sentence_opens_the_form_with_it(desk: Desk, typed: str) -> None:
    await stories.stolen(desk)

    await desk.alice.command(f"/adjust anna42 {typed} goodwill because the bonus came late")
    form = await desk.alice.wait_for_form("Adjust balance")

    assert form.values["amount"]["ask:amount"]["value"] == typed[1:].strip()
    assert form.values["note"]["ask:note"]["value"] == "the bonus came late"
    await form.submit()
    assert form.errors["Amount"]


async def test_amount_without_currency_is_in_that_of_the_wallet(desk: Desk) -> None:
    anna = await stories.stolen(desk)

    card = await stories.asked(desk, "/adjust anna42 +50 goodwill because the bonus came late")

    assert f"Give EUR 50.00 to player {anna.id}" in card.shown


async def test_more_than_a_note_holds_is_told_beside_it_and_kept(desk: Desk) -> None:
    await stories.stolen(desk)
    story = "she told it all " * 250

    await desk.alice.command(f"/adjust anna42 +50 EUR goodwill because {story}")
    form = await desk.alice.wait_for_form("Adjust balance")
    kept = form.values["note"]["ask:note"]["value"]
    await form.submit()

    assert len(kept) >= 1_000
    assert "at most" in form.errors["What happened"]
    assert form.values["note"]["ask:note"]["value"] == kept
    await form.fill(note="The bonus came late.")
    assert (await form.submit()).ok
    assert "Next:" in await asked_page.closed(desk.alice)


async def test_trigger_that_has_expired_is_told_and_nothing_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stories.stolen(desk)
    monkeypatch.setattr(triggers, "LIFE_SECONDS", -1)
    await desk.alice.command(GIVE)
    await desk.settled()
    assert desk.alice.sees("Slack did not open the form in time. Please try once more.")

    monkeypatch.setattr(triggers, "LIFE_SECONDS", 3)
    await stories.asked(desk, GIVE)


@pytest.mark.parametrize(
    "fault", [{"fail_429": 1}, {"fail_500": True}, {"refuse": "internal_error"}, {"lose_reply": 1}]
)
async def test_form_that_slack_does_not_open_is_told_or_opened_after_all(desk: Desk, fault: dict[str, Any]) -> None:
    await stories.stolen(desk)
    desk.slack.faults.set(**fault, only="views.open")

    await desk.alice.command(GIVE)
    await desk.settled()

    assert desk.alice.form or "Slack did not" in every_word(desk)
    assert BROKEN not in every_word(desk)
    assert await stories.happened(desk, "request.asked") == 0


@pytest.mark.parametrize("error", ["account_inactive", "channel_not_found", "not_in_channel", "invalid_auth"])
async def test_card_that_slack_refuses_until_somebody_mends_it_comes_then(desk: Desk, error: str) -> None:
    anna = await stories.stolen(desk)
    desk.slack.faults.set(refuse=error, only="chat.postMessage")
    await desk.alice.command(BLOCK)
    await (await desk.alice.wait_for_form("What would happen")).submit()
    await desk.settled()
    assert await stories.withdrawal_of(desk, anna) == "held"
    assert desk.sam.messages("approvals") == []
    assert f"Block player {anna.id}" in (await desk.sam.command("/approvals")).text

    desk.slack.faults.clear()
    await stories.recovered(desk, minutes=6)

    card = await desk.sam.wait_for(f"Block player {anna.id}", in_="approvals")
    assert "Confirmed." in await stories.decided(desk.sam, "Confirm", card)
    assert len([each for each in desk.sam.messages("approvals") if "Block player" in each.shown]) == 1


async def test_card_whose_blocks_slack_refuses_is_posted_in_words(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    desk.slack.faults.set(refuse="invalid_blocks", only="chat.postMessage")
    await desk.alice.command(BLOCK)
    await (await desk.alice.wait_for_form("What would happen")).submit()
    await desk.settled()
    desk.slack.faults.clear()

    assert await stories.withdrawal_of(desk, anna) == "held"
    assert f"Block player {anna.id}" in (await desk.sam.command("/approvals")).text


async def test_silence_of_slack_about_who_somebody_is_lets_nobody_in_and_loses_nothing(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    desk.advance(minutes=11)
    desk.slack.faults.set(fail_500=True, only="users.info")
    told = await stories.refused(desk, desk.bob, "Approve", card)
    assert "Slack did not confirm who you are" in told
    assert (await stories.newest(desk)).state == "pending"

    desk.slack.faults.clear()

    assert "Done." in await stories.decided(desk.bob, "Approve", card)
