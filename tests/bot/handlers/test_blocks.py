"""Blocking and lifting, from the command to the form."""

from dataclasses import replace

import pytest

from bot import features
from core import actions, player_blocks
from core.actions.block_player import BlockPlayer
from tests.support import asked_page, house
from tests.support.desk import Desk, Plan, booted

WHY = "because the player called from a new phone"


async def test_a_full_sentence_opens_the_form_with_everything_in_it(desk: Desk) -> None:
    player = await house.anna(desk)
    await house.world(desk).withdrawal(player, "90 EUR")

    await desk.alice.command(f"/block anna42 takeover {WHY}")
    form = await desk.alice.wait_for_form("What would happen")

    assert form.title == "Block player"
    assert form.values["reason"]["ask:reason"]["selected_option"]["value"] == "takeover"
    assert form.values["note"]["ask:note"]["value"] == WHY.removeprefix("because ")
    assert f"{player} · anna42" in form.text
    assert "1 withdrawal EUR 90.00" in form.text
    assert "confirmed by Compliance, Fraud or Security" in form.text


async def test_submitting_puts_it_in_force_and_shows_it_to_both(desk: Desk) -> None:
    player = await house.anna(desk)
    await desk.alice.command(f"/block anna42 takeover {WHY}")
    form = await desk.alice.wait_for_form("What would happen")

    answer = await form.submit()

    assert answer.ok
    said = await asked_page.closed(desk.alice)
    assert "Done: it is in force now." in said
    assert "*Next:* Compliance, Fraud or Security must confirm it or end it by" in said
    card = await desk.sam.wait_for(f"Block player {player}", in_="approvals")
    assert "In force, unconfirmed" in card.shown
    assert "Anna" not in card.shown
    copy = await desk.alice.wait_for(f"Block player {player}", dm=True)
    assert "Receipt" in copy.shown
    [record] = await desk.recorded("player.blocked")
    assert record["player"] == str(player)


async def test_nothing_typed_opens_an_empty_form(desk: Desk) -> None:
    await desk.alice.command("/block")
    form = await desk.alice.wait_for_form("Block player")

    assert form.values["player_id"]["ask:player"]["selected_option"] is None
    assert "Not asked yet" not in form.text


async def test_a_form_for_a_known_player_shows_how_the_player_stands(desk: Desk) -> None:
    player = await house.anna(desk)
    await house.world(desk).withdrawal(player, "90 EUR")

    await desk.alice.command("/block anna42")
    form = await desk.alice.wait_for_form("The player now")

    assert "1 withdrawal EUR 90.00" in form.text
    assert "Not restricted." in form.text
    assert "Not asked yet" not in form.text


async def test_a_player_nobody_knows_is_told_in_the_form(desk: Desk) -> None:
    await desk.alice.command(f"/block nobody99 takeover {WHY}")
    form = await desk.alice.wait_for_form("Nobody has exactly")

    assert form.values["note"]["ask:note"]["value"] == WHY.removeprefix("because ")


async def test_two_players_are_told_and_one_is_chosen(desk: Desk) -> None:
    world = house.world(desk)
    await world.player("muel1", first_name="Anna", last_name="Muellerova", phone="+35679004471")
    await world.player("muel2", first_name="Berta", last_name="Muellerova", phone="+35679014471")

    await desk.alice.command(f"/block muellerova 4471 takeover {WHY}")
    form = await desk.alice.wait_for_form("fits several players")
    await form.fill(player="muel2")

    assert "muel2" in str(form.values["player_id"])


async def test_who_may_not_ask_is_told_who_may(desk: Desk) -> None:
    await house.anna(desk)

    answer = await desk.olga.command("/block anna42")
    await desk.settled()

    assert "You may not ask for “Block player”. Who may: Support" in answer.text + "".join(
        message.shown for message in desk.olga.messages()
    )
    assert desk.olga.form is None
    [refused] = await desk.recorded("request.considered")
    assert refused["outcome"] == "refused"


async def test_help_shows_what_one_may_type(desk: Desk) -> None:
    allowed = await desk.alice.command("/block help")
    denied = await desk.olga.command("/block help")

    assert "/block anna42 takeover because" in allowed.text
    assert "/block anna42" not in denied.text


async def test_lifting_shows_what_stands_and_asks_which(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command(f"/block anna42 takeover {WHY}")
    await (await desk.alice.wait_for_form("What would happen")).submit()

    await desk.alice.command("/unblock anna42 because identity was checked by phone")
    form = await desk.alice.wait_for_form("Blocks to lift")
    await form.fill(blocks_to_lift=["Account taken over"])
    await form.submit()

    assert "Spoke to the player" in form.errors["Done before"]
    await form.fill(done_before=["Spoke to the player on a number known before", "Password changed by the player"])
    await form.submit()

    assert "Next:" in await asked_page.closed(desk.alice)
    assert await desk.sam.wait_for("Lift 1 block", in_="approvals")


async def test_a_self_exclusion_is_not_lifted_and_it_says_what_it_takes(desk: Desk) -> None:
    player = await house.anna(desk)
    async with desk.work() as work:
        wanted = player_blocks.Exclusion(player_id=player, kind="self_exclusion", until=None, placed_by="player")
        await player_blocks.exclude(work, wanted)
    await desk.cora.command("/unblock anna42 because the player asks to come back")
    form = await desk.cora.wait_for_form("Self-exclusion")
    await form.fill(blocks_to_lift=["Self-exclusion"])

    await form.submit()

    assert "A self-exclusion cannot be lifted manually." in form.errors["Blocks to lift"]
    assert "compliance agrees" in form.errors["Blocks to lift"]
    assert (await desk.recorded("request.asked"))[-1]["outcome"] == "refused"


async def test_choosing_another_player_shows_that_players_blocks(desk: Desk) -> None:
    await house.anna(desk)
    await house.world(desk).player("berta7")
    await desk.alice.command(f"/block anna42 takeover {WHY}")
    await (await desk.alice.wait_for_form("What would happen")).submit()
    await desk.alice.command("/unblock berta7")
    form = await desk.alice.wait_for_form("there is none")

    await form.fill(player="anna42")
    await desk.settled()

    assert "Account taken over" in form.text


async def test_the_shortcut_opens_the_empty_form(desk: Desk) -> None:
    await desk.alice.shortcut("block:shortcut")

    form = await desk.alice.wait_for_form("Block player")
    assert form.values["player_id"]["ask:player"]["selected_option"] is None


async def test_a_shortcut_on_a_message_opens_the_form_about_the_player_it_names(
    database_url: str, transport: str, patience: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BlockPlayer, "shortcut_on_message", True)
    async with booted(Plan(database_url, transport, features=features.of(actions.ALL))) as desk:
        shortcuts = desk.slack.state.manifest.shortcuts
        shortcuts["block:from_message"] = replace(shortcuts["block:shortcut"], type="message")
        player = await house.anna(desk)
        said = await desk.bob.say(f"Somebody else logs in as player {player}", in_="player-desk")

        await desk.alice.message_shortcut("block:from_message", said)

        assert f"{player} · anna42" in (await desk.alice.wait_for_form("The player now")).text


async def test_an_exclusion_of_the_wrong_player_is_corrected_in_slack(desk: Desk) -> None:
    player = await house.anna(desk)
    async with desk.work() as work:
        wanted = player_blocks.Exclusion(player_id=player, kind="self_exclusion", until=None, placed_by="player")
        await player_blocks.exclude(work, wanted)
    await desk.alice.command("/unblock correct anna42 because the form of another player was read")
    form = await desk.alice.wait_for_form("Set for the wrong player")

    await form.fill(set_for_the_wrong_player=["Self-exclusion"])
    await form.submit()

    card = await desk.cora.wait_for("Correct an exclusion of player", in_="approvals")
    assert "Waits for Compliance and one more person" in card.shown
