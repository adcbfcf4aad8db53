"""The buttons of a player's card are those one may use, and do what they say."""

from typing import Any

from core import player_blocks
from tests.support import house
from tests.support.desk import Desk
from tests.support.desk_players import block, deposit, player


async def test_look_again_puts_the_card_of_now_in_its_place(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    await deposit(desk, anna, 5_000)

    await desk.alice.press("Look again", on=card)
    await desk.settled()

    [shown] = [message.shown for message in desk.alice.messages("player-desk") if "anna42 ·" in message.shown]
    assert "cash: EUR 50.00" in shown


async def test_buttons_are_those_one_may_ask_for(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await block(desk, anna, "takeover")

    offered = {who: await _buttons(desk, who) for who in ("alice", "sam", "olga", "ada")}

    ticket, note, notes, again = "Open a ticket…", "Add a note…", "Notes and tags", "Look again"
    assert offered["alice"] == [
        *("Activity", "More", "Block…", "Unblock…", "Adjust…"),
        *("Reveal…", ticket, note, notes, again),
    ]
    assert offered["sam"] == [
        *("Activity", "More", "Block…", "Unblock…", "Check"),
        *("Reveal…", ticket, note, notes, "History", again),
    ]
    assert offered["olga"] == ["Activity", "More", "Check", "Reveal…", notes, "History", again]
    assert offered["ada"] == ["Activity", "More", "Block…", notes, "History", again]


async def test_the_menu_of_actions_holds_what_one_may_ask_for(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await house.world(desk).withdrawal(anna, "20 EUR")

    for who, offered in (("alice", True), ("olga", False)):
        message = (await desk.person(who).command("/player anna42")).message
        acts = {choice["text"]["text"] for choice in _acts(message.blocks)}
        money = {"Grant bonus…", "Hold withdrawal…"}
        assert acts >= money if offered else acts.isdisjoint(money)
        assert acts.isdisjoint({"Convert bonus…", "Release withdrawal…", "Reopen account…"}), "nothing to do them with"


async def test_an_exclusion_is_corrected_only_where_there_is_one(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    async with desk.work() as work:
        wanted = player_blocks.Exclusion(player_id=anna, kind="self_exclusion", until=None, placed_by="player")
        await player_blocks.exclude(work, wanted)

    assert "Correct exclusion…" in await _buttons(desk, "alice")
    assert "Correct exclusion…" not in await _buttons(desk, "olga")


async def test_block_is_told_with_what_it_stops(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await block(desk, anna, "harm")

    shown = (await desk.alice.command("/player anna42")).message.shown

    assert "Can: log in, withdraw, change the profile. Cannot: deposit, bet, get a bonus, get marketing." in shown
    assert "Signs of harmful play: since" in shown


async def test_block_opens_its_form_with_the_player_filled_in(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message

    await desk.alice.press("Block…", on=card)

    form = await desk.alice.wait_for_form("Block")
    assert f"{anna} · anna42" in str(form.values)


async def test_button_of_another_version_is_answered(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    for choice in _choices(card.blocks):
        choice["value"] = choice["value"].replace(str(anna), "anna42")

    await desk.alice.press("Look again", on=card)

    assert await desk.alice.wait_for("does not say which player", in_="player-desk")


async def _buttons(desk: Desk, who: str) -> list[str]:
    message = (await desk.person(who).command("/player anna42")).message
    return [choice["text"]["text"] for choice in _choices(message.blocks) if choice not in _acts(message.blocks)]


def _acts(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the menu of actions holds."""
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    menus = [one for one in elements if (one.get("placeholder") or {}).get("text") == "Actions"]
    return [choice for menu in menus for part in menu["option_groups"] for choice in part["options"]]


def _choices(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The buttons of a card, and what its menus hold besides."""
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    parts = [part for element in elements for part in element.get("option_groups", [element])]
    return [choice for part in parts for choice in part.get("options", [part])]
