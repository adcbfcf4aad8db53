"""The watch list: a player put on it or taken off, with a reason, for those who may see it."""

import json

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import player_facts
from bot.parsing import players as named_players
from bot.slack import payloads, typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core.errors import Invalid
from core.people import Permission, Visibility
from core.players import watch_list
from core.players.watch_list import LONGEST_WHY, NewWatch, WatchForm

WHY, VISIBILITY = "why", "visibility"
MOMENT = kit.modal("Watch list", [kit.say("One moment…")], callback_id="page")
"""Stands there while the player is read."""
READERS = {
    Visibility.STAFF: ("All staff", "Looking at the player takes a purpose then"),
    Visibility.SECURITY: ("Security and fraud", "Others read: ask security before acting"),
    Visibility.COMPLIANCE: ("Compliance only", "Others are told nothing"),
}


async def command(call: Call) -> Form:
    """Answer ``/player anna42 watch because …``: the form, filled in; it takes off who is on the list already."""
    said = typed_text.parted(call.text)
    if not said.head:
        raise Invalid("Say which player: /player anna42 watch because …")
    player_id = await named_players.find_one(call, said.head)
    return Form(MOMENT, then=lambda: _form(call, player_id, said.why))


async def _pressed(call: Call) -> Form:
    player_id = payloads.player(call.value)
    return Form(MOMENT, on_top=True, then=lambda: _form(call, player_id, ""))


async def _form(call: Call, player_id: int, why: str) -> Form:
    found = await call.see(watch_list.consider, player_id)
    title = kit.say(kit.bold(kit.typed(found.player.account.username)), f" · player {player_id}")
    written = kit.field("Why", WHY, kit.text("watch:why", most=LONGEST_WHY, known=why, long=True))
    view = _ending(found, title, written) if _stands(found) else _adding(found, title, written)
    return Form({**view, "private_metadata": json.dumps({"player": player_id})})


def _adding(found: WatchForm, title: Block, written: Block) -> dict[str, object]:
    offered = {each.value: READERS[each] for each in found.audiences}
    blocks = [title, written, _choice("Who may see it", offered)]
    return kit.modal("Watch list", blocks, callback_id="watch:add", submit="Put on the list")


def _ending(found: WatchForm, title: Block, written: Block) -> dict[str, object]:
    """Say who put the player on the list; more readers can be added only once that is taken off."""
    lines = [kit.small(player_facts.watch(one)) for one in found.watches]
    offered = {each.value: READERS[each] for each in _stands(found)}
    blocks = [title, *lines, _choice("Take off for", offered), written]
    return kit.modal("Watch list", blocks, callback_id="watch:end", submit="Take off the list")


def _stands(found: WatchForm) -> list[Visibility]:
    marked = [Visibility.STAFF] if found.player.account.watched else []
    return list(dict.fromkeys([*marked, *(one.visibility for one in found.watches)]))


def _choice(title: str, offered: dict[str, tuple[str, str]]) -> Block:
    options = [kit.option(label, value, about=about) for value, (label, about) in offered.items()]
    return kit.field(
        title, VISIBILITY, slackblocks.RadioButtonGroup("watch:visibility", options, initial_option=options[0])
    )


async def _submitted(call: Call) -> Shown:
    carried = call.metadata if isinstance(call.metadata, dict) else {}
    player_id, why = payloads.player(carried.get("player")), str(call.values.get(WHY) or "")
    try:
        visibility = Visibility(str(call.values.get(VISIBILITY)))
    except ValueError:
        raise Invalid("Choose who may see it.", field=VISIBILITY) from None
    if call.verb == "end":
        await call.do(watch_list.unwatch, player_id=player_id, visibility=visibility, why=why)
        said = f"Player {player_id} is off the watch list."
    else:
        await call.do(watch_list.watch, NewWatch(player_id, why, visibility))
        said = f"Player {player_id} is on the watch list."
    return Answer.of(said, kit.say(said), kit.small("Press “Look again” on the card to see it there."))


WATCH_HELP = (
    HelpLine(
        "/player anna42 watch because many small deposits",
        "puts a player on the watch list, or takes one off it",
        Permission.NOTE_WRITE,
    ),
)
ROUTES = Routes(
    commands={"/player watch": SlashCommand(command, help=WATCH_HELP)},
    buttons={"watch": _pressed},
    forms={"watch": _submitted},
)
