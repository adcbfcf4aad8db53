"""Acts on a player's account as people type them: behind any name, mistyped, or as the name of a player."""

import pytest

from tests.support import asked_page, house
from tests.support.desk import Desk

WHY = "because her phone was stolen"


async def test_an_act_is_typed_behind_a_name_of_two_words_and_confirmed(desk: Desk) -> None:
    player = await house.anna(desk)

    await desk.alice.command(f"/player Anna Mueller password {WHY}")
    form = await desk.alice.wait_for_form("What would happen")

    assert form.title == "Require a new password"
    assert form.values["note"]["ask:note"]["value"] == WHY.removeprefix("because ")
    assert (await form.submit()).ok
    card = await desk.sam.wait_for(f"Require a new password: player {player}", in_="approvals")
    assert "In force, unconfirmed" in card.shown
    await desk.alice.command("/player anna42")
    assert "New password: required since" in (await desk.alice.wait_for("New password")).shown


async def test_a_mistyped_act_is_offered_as_it_was_meant(desk: Desk) -> None:
    await house.anna(desk)

    said = await desk.alice.command(f"/player anna42 pasword {WHY}")

    assert "Did you mean “password”?" in said.text
    await desk.alice.press(f"/player anna42 password {WHY}")
    assert (await desk.alice.wait_for_form("What would happen")).title == "Require a new password"


@pytest.mark.parametrize(
    ("typed", "line", "title"),
    [
        (f"anna42 block {WHY}", f"/block anna42 {WHY}", "Block player"),
        ("anna42 unblock because she is on the phone", "/unblock anna42 because she is on the phone", "Unblock player"),
        (f"anna42 reverse {WHY}", f"/adjust reverse anna42 {WHY}", "Reverse adjustment"),
        ("anna mueller correct", "/unblock correct anna mueller", "Correct exclusion"),
    ],
)
async def test_an_act_with_a_command_of_its_own_is_offered_as_that(
    desk: Desk, typed: str, line: str, title: str
) -> None:
    await house.anna(desk)

    said = await desk.alice.command(f"/player {typed}")

    assert f"That is a command of its own: {line.rpartition(' anna')[0]}" in said.text
    await desk.alice.press(line)
    assert (await desk.alice.wait_for_form("What would happen?")).title == title


async def test_an_act_that_can_only_be_confirmed_does_not_promise_an_end(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command(f"/player anna42 cooloff 7 days {WHY}")
    form = await desk.alice.wait_for_form("What would happen")

    assert (await form.submit()).ok

    said = await asked_page.closed(desk.alice)
    assert "must confirm it by" in said
    assert "end" not in said.partition("*Next:*")[2].partition("Rule:")[0]


async def test_a_player_called_like_an_act_is_found(desk: Desk) -> None:
    await house.world(desk).player("sessions", first_name="Sue")

    assert "Sue Mueller" in (await desk.alice.command("/player sessions")).text
    await desk.alice.command(f'/player "sessions" password {WHY}')
    assert (await desk.alice.wait_for_form("What would happen")).title == "Require a new password"


async def test_a_player_is_put_on_the_watch_list_and_taken_off(desk: Desk) -> None:
    await house.anna(desk)

    await desk.alice.command("/player anna42 watch because many small deposits")
    form = await desk.alice.wait_for_form("Who may see it")
    await form.submit()
    await desk.settled()
    await desk.sam.command("/player anna42 because check")
    await desk.sam.command("/player anna42 watch because nothing came of it")
    ending = await desk.sam.wait_for_form("Take off for")

    assert "many small deposits" in ending.text
    assert (await ending.submit()).ok
    await desk.settled()
    assert len(await desk.recorded("watch.added")) == len(await desk.recorded("watch.ended")) == 1
