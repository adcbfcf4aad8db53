"""Writing down what colleagues should know of a player, for those who may see it."""

from collections.abc import Mapping

import slackblocks

from bot import kit, payloads
from bot.answers import Answer, Form, Shown
from bot.calls import Call
from bot.rights import demand
from bot.routes import Routes
from core import audit, players
from core.errors import Invalid
from core.people import Permission, Visibility
from core.players.notes import LONGEST_NOTE
from core.work import Work

FORM = "note:add"
TEXT, PRIORITY, VISIBILITY = "text", "priority", "visibility"
PRIORITIES = {
    "normal": ("Normal", "Stands at the end of the card"),
    "high": ("Important", "Stands at the top of the card and inside every approval"),
}
VISIBILITIES = {
    Visibility.STAFF: ("All staff", None),
    Visibility.SECURITY: ("Security and fraud", "Others read: ask security before acting"),
    Visibility.COMPLIANCE: ("Compliance only", "Others are told nothing"),
}


async def _open(call: Call) -> Shown:
    """Ask what to write down, how important it is, and for whom."""
    player_id = payloads.player(call.value)
    demand(call, Permission.NOTE_WRITE, "write notes on players")
    seen = {level.value: words for level, words in VISIBILITIES.items() if level in call.actor.sees}
    blocks = [
        kit.say(kit.bold(f"Player {player_id}")),
        _text(),
        _choice("How important", PRIORITY, PRIORITIES),
        _choice("Who may read it", VISIBILITY, seen),
    ]
    return Form(kit.modal("Add a note", blocks, callback_id=FORM, metadata=str(player_id), submit="Save"), on_top=True)


async def _submitted(call: Call) -> Shown:
    player_id = payloads.player(call.metadata)
    note = players.NewNote(
        player_id=player_id,
        text=str(call.values.get(TEXT) or ""),
        priority=str(call.values.get(PRIORITY) or "normal"),
        visibility=_visibility(call),
    )
    subject = audit.Subject("player", str(player_id))

    async def act(work: Work) -> None:
        await players.add_note(work, call.actor, note)

    await call.change(call.entry("note.added", "players", subject=subject, player_id=player_id), act)
    said = f"The note on player {player_id} is saved."
    return Answer.of(said, kit.say(said), kit.small("Press “Look again” on the card to see it there."))


def _visibility(call: Call) -> Visibility:
    try:
        return Visibility(str(call.values.get(VISIBILITY)))
    except ValueError:
        raise Invalid("Choose who may read it.", field=VISIBILITY) from None


def _text() -> slackblocks.Block:
    typed = slackblocks.PlainTextInput("note:text", multiline=True, max_length=LONGEST_NOTE)
    return slackblocks.InputBlock(slackblocks.PlainText("Note"), typed, block_id=TEXT)


def _choice(title: str, block_id: str, offered: Mapping[str, tuple[str, str | None]]) -> slackblocks.Block:
    options = [kit.option(label, value, about=about) for value, (label, about) in offered.items()]
    menu = slackblocks.RadioButtonGroup(f"note:{block_id}", options, initial_option=options[0])
    return slackblocks.InputBlock(label=slackblocks.PlainText(title), element=menu, block_id=block_id)


ROUTES = Routes(buttons={"note": _open}, forms={"note": _submitted})
