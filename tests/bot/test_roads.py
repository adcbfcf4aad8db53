"""Every way in and out of the bot, over both transports."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from sandbox.forms import Form
from tests.bot import ping
from tests.support.desk import Desk, Plan, booted
from tests.support.wirings import ON_BOTH_TRANSPORTS

pytestmark = ON_BOTH_TRANSPORTS


@pytest.fixture
async def desk(database_url: str, transport: str) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, transport, **ping.ALONE, commands=["/ping", "/mystery"])) as desk:
        yield desk


async def test_answer_to_a_command_rides_in_its_acknowledgement(desk: Desk) -> None:
    answer = await desk.alice.command("/ping one", in_="player-desk")

    assert answer.error is None
    assert answer.message.shown.startswith("pong one")
    assert not desk.bob.sees("pong one", in_="player-desk")
    assert desk.slack.traffic.of("response_url") == []


async def test_slow_answer_comes_after_an_empty_acknowledgement(desk: Desk) -> None:
    answer = await desk.alice.command("/ping slow", in_="player-desk")

    assert answer.error is None
    assert answer.message is None
    await desk.alice.wait_for("pong at last", in_="player-desk")
    assert len(desk.slack.traffic.of("response_url")) == 1


async def test_slow_command_delivered_twice_meanwhile_is_answered_once(desk: Desk) -> None:
    desk.slack.faults.set(duplicate=1, only="slash_commands")

    await desk.alice.command("/ping slow", in_="player-desk")
    await desk.alice.wait_for("pong at last", in_="player-desk")
    await desk.services.tasks.settled()

    assert len(desk.slack.traffic.of("response_url")) == 1


async def test_table_never_rides_in_an_acknowledgement(desk: Desk) -> None:
    answer = await desk.alice.command("/ping table", in_="player-desk")

    assert answer.message is None
    shown = await desk.alice.wait_for("Pongs", in_="player-desk")
    assert shown.blocks[0]["type"] == "data_table"


async def test_slack_that_refuses_a_table_gets_its_words(desk: Desk) -> None:
    await desk.alice.command("/ping badtable", in_="player-desk")

    await desk.alice.wait_for("one pong", in_="player-desk")
    assert len(desk.slack.traffic.of("response_url")) == 2


async def test_refusal_of_a_command_is_told_to_its_author_alone(desk: Desk) -> None:
    answer = await desk.alice.command("/ping refuse", in_="player-desk")

    assert answer.text == "No pong for you, ask bob."
    assert not desk.bob.sees("No pong", in_="player-desk")


async def test_bug_in_a_command_is_told_by_a_reference_that_stands_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await desk.alice.command("/ping bug", in_="player-desk")

    reference = answer.text.split()[-1].rstrip(".")
    assert reference.startswith("E-")
    logged = next(each for each in caplog.records if reference in each.getMessage())
    assert logged.levelno == logging.ERROR
    assert logged.exc_info[0] is ZeroDivisionError


async def test_unknown_command_gets_a_polite_answer(desk: Desk) -> None:
    answer = await desk.alice.command("/mystery", in_="player-desk")

    assert "I do not know /mystery" in answer.text


async def test_button_is_answered_privately_after_an_empty_acknowledgement(desk: Desk) -> None:
    await desk.alice.command("/ping one", in_="player-desk")

    answer = await desk.alice.press("Again")

    assert answer.ack.body is None
    assert answer.error is None
    await desk.alice.wait_for("pong again", in_="player-desk")


@pytest.mark.parametrize(("value", "told"), [("refuse", "Not again."), ("bug", "Something went wrong")])
async def test_refusal_and_bug_behind_a_button_are_told(desk: Desk, value: str, told: str) -> None:
    await desk.alice.command(f"/ping {value}x", in_="player-desk")
    message = desk.alice.messages("player-desk")[-1]
    message.blocks[1]["elements"][0]["value"] = value

    await desk.alice.press("Again", on=message)

    await desk.alice.wait_for(told, in_="player-desk")


async def test_stale_button_gets_a_polite_answer(desk: Desk) -> None:
    await desk.alice.command("/ping one", in_="player-desk")
    message = desk.alice.messages("player-desk")[-1]
    message.blocks[1]["elements"][0]["action_id"] = "yesterday:again"

    await desk.alice.press("Again", on=message)

    await desk.alice.wait_for("another version of Pitboss", in_="player-desk")


async def test_form_opens_and_closes_when_saved(desk: Desk) -> None:
    await desk.alice.command("/ping form", in_="player-desk")
    form = await desk.alice.wait_for_form("Please fill in")

    await form.fill(first="fine")
    answer = await form.submit()

    assert answer.ok
    assert desk.alice.form is None


async def test_form_that_takes_a_while_stands_there_loading_first(desk: Desk) -> None:
    await desk.alice.command("/ping slowform", in_="player-desk")

    await desk.alice.wait_for_form("Loading")
    await desk.alice.wait_for_form("Please fill in")


async def test_refused_field_has_its_error_beside_it(desk: Desk) -> None:
    form = await _form(desk)

    await form.fill(first="refuse", second="kept")
    await form.submit()

    assert form.errors == {"first": "First is wrong.", "First": "First is wrong."}
    assert desk.alice.form.view.state["second"]["second"]["value"] == "kept"


async def test_refusal_without_a_field_is_not_lost(desk: Desk) -> None:
    form = await _form(desk)

    await form.fill(first="refuse all")
    await form.submit()

    assert form.errors["Menu"] == "All of it is wrong."


async def test_bug_in_a_form_is_told_in_the_form(desk: Desk) -> None:
    form = await _form(desk)

    await form.fill(first="bug")
    await form.submit()

    assert "E-" in form.errors["Menu"]


async def test_form_becomes_a_page_or_opens_the_next(desk: Desk) -> None:
    form = await _form(desk)
    await form.fill(first="next")
    await form.submit()
    assert "the next page" in desk.alice.form.text
    await desk.alice.form.close()

    form = desk.alice.form
    await form.fill(first="page")
    await form.submit()

    assert "thank you" in desk.alice.form.text


async def test_slow_submission_says_saving_then_done(desk: Desk) -> None:
    form = await _form(desk)

    await form.fill(first="slow")
    answer = await form.submit()

    assert answer.error is None
    assert "Saving" in desk.alice.form.text
    await desk.alice.wait_for_form("Done")


async def test_error_after_saving_stands_under_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    form = await _form(desk)

    await form.fill(first="slow refuse", second="kept")
    await form.submit()

    again = await desk.alice.wait_for_form("First is wrong.")
    inputs = {block["block_id"]: block["element"] for block in again.view.blocks if block["type"] == "input"}
    assert inputs["first"]["initial_value"] == "slow refuse"
    assert inputs["second"]["initial_value"] == "kept"


async def test_form_submitted_twice_at_once_is_saved_once(desk: Desk) -> None:
    form = await _form(desk)
    await form.fill(first="slow once")
    desk.slack.faults.set(duplicate=1, only="view_submission")

    await form.submit()
    await desk.alice.wait_for_form("Done")

    assert len(await desk.recorded("ping.changed")) == 1


async def test_typeahead_is_answered_in_the_acknowledgement(desk: Desk) -> None:
    form = await _form(desk)

    assert await form.suggest("Menu", "abc") == ["abc!"]
    assert await form.suggest("Menu", "bug") == []


async def test_home_is_published_and_a_stranger_is_told_there_whom_to_ask(desk: Desk) -> None:
    await desk.alice.open_home()
    await desk.settled()
    assert desk.alice.home.text.startswith("Welcome Alice")

    await desk.eve.open_home()
    await desk.settled()

    assert "not on the staff" in desk.eve.home.text


async def test_mention_is_answered_privately(desk: Desk) -> None:
    await desk.alice.say("<@U0PITBOSS> ping", in_="player-desk")

    await desk.alice.wait_for("pong privately", in_="player-desk")
    assert not desk.bob.sees("pong privately", in_="player-desk")


async def test_tasks_under_way_are_waited_for_when_the_bot_ends(database_url: str, transport: str) -> None:
    async with booted(Plan(database_url, transport, **ping.ALONE, commands=["/ping"])) as desk:
        asked = asyncio.create_task(desk.alice.command("/ping slow", in_="player-desk"))
        await asked
        desk.slack.deliver_to(None)
        await desk.services.tasks.drain()

        assert desk.alice.sees("pong at last", in_="player-desk")


async def _form(desk: Desk) -> Form:
    await desk.alice.command("/ping form", in_="player-desk")
    return await desk.alice.wait_for_form("Please fill in")
