"""What colleagues should know of a player, for those who may see it: notes and tags listed, written, taken back."""

import json
from collections.abc import Iterator, Mapping

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import player_facts
from bot.slack import failures, payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import players
from core.database.pages import Page
from core.errors import Invalid
from core.people import Permission, Visibility
from core.players import Note, Tag
from core.players.notes import LONGEST_NOTE, LONGEST_TAG, LONGEST_WHY

LIST, TAKE_BACK, UNTAG = "note:list", "note:take_back", "note:untag"
TEXT, PRIORITY, VISIBILITY, TAG, WHY = "text", "priority", "visibility", "tag", "why"
PRIORITIES = {
    "normal": ("Normal", "Stands at the end of the card"),
    "high": ("Important", "Stands at the top of the card and inside every approval"),
}
VISIBILITIES = {
    Visibility.STAFF: ("All staff", None),
    Visibility.SECURITY: ("Security and fraud", "Others read: ask security before acting"),
    Visibility.COMPLIANCE: ("Compliance only", "Others are told nothing"),
}
MOMENT = kit.modal("Take back", [kit.say("One moment…")], callback_id="page")
"""Stands there while the note is read."""


async def _pressed(call: Call) -> Shown:
    match call.verb.partition(":")[0]:
        case "list":
            return await _list(call)
        case "open":
            fields = [_written("Note", TEXT, LONGEST_NOTE, long=True), _choice("How important", PRIORITY, PRIORITIES)]
            return await _adding(call, "Add a note", fields, verb="add")
        case "tag":
            return await _adding(call, "Add a tag", [_written("Tag", TAG, LONGEST_TAG)], verb="tag")
        case "take_back":
            return Form(MOMENT, on_top=True, then=lambda: _taking_back(call))
        case "untag":
            return await _untagging(call)
    return failures.strange(call)


async def _list(call: Call) -> Answer:
    """Show a page of the notes, and every tag."""
    about, at = payloads.turned(call.value)
    player_id = payloads.player(about)
    found = await call.see(players.notes, player_id, at=at)
    text = f"Notes on player {player_id}: {kit.count(found.notes)}"
    text = text if found.notes else f"No note on player {player_id}."
    name = kit.small(f"{kit.typed(found.player.account.username)} · player {player_id}")
    blocks = [kit.say(kit.bold(text)), name, *_drawn(call, player_id, found.notes), *_tagged(call, found.tags)]
    return Answer.of(text, *blocks, _ways(call, player_id), replace=bool(at))


def _drawn(call: Call, player_id: int, notes: Page[Note]) -> Iterator[Block]:
    for one in notes:
        yield from player_facts.note(one)
        if one.may_be_withdrawn(call.actor):
            yield kit.buttons(kit.button("Take back…", TAKE_BACK, value=f"{player_id}:{one.id}"))
    yield from kit.turning(notes, LIST, about=str(player_id))


def _tagged(call: Call, tags: tuple[Tag, ...]) -> Iterator[Block]:
    yield kit.say(kit.bold("Tags" if tags else "No tag."))
    for one in tags:
        value = f"{one.player_id}:{one.tag}"
        remove = kit.button("Remove…", UNTAG, value=value) if call.actor.may(Permission.NOTE_WRITE) else None
        yield kit.say(f"{one.tag}{player_facts.KEPT[one.visibility]}", beside=remove)


def _ways(call: Call, player_id: int) -> Block:
    value = str(player_id)
    writing = [kit.button("Add a note…", "note:open", value=value), kit.button("Add a tag…", "note:tag", value=value)]
    offered = writing if call.actor.may(Permission.NOTE_WRITE) else []
    return kit.buttons(*offered, kit.button("Open player", "player:open", value=value))


async def _adding(call: Call, title: str, fields: list[Block], *, verb: str) -> Form:
    """Ask what to write down, and for whom."""
    player_id = payloads.player(call.value)
    seen = {level.value: VISIBILITIES[level] for level in await call.see(players.audiences, player_id)}
    blocks = [kit.say(kit.bold(f"Player {player_id}")), *fields, _choice("Who may read it", VISIBILITY, seen)]
    return _form(title, blocks, {"player": str(player_id)}, verb=verb, submit="Save")


async def _taking_back(call: Call) -> Form:
    """Ask why a note is taken back, the note itself above; that it was read is on the record."""
    about, named = payloads.turned(call.value)
    player_id, note_id = payloads.player(about), payloads.row("note", named)
    found = await call.see(players.note, player_id, note_id)
    blocks = [
        *player_facts.note(found),
        _written("Why", WHY, LONGEST_WHY),
        kit.small("It leaves the card; the record keeps it."),
    ]
    carried = {"player": str(player_id), "note": str(note_id)}
    return _form("Take back", blocks, carried, verb="take_back", submit="Take back")


async def _untagging(call: Call) -> Form:
    about, tag = payloads.turned(call.value)
    player_id = payloads.player(about)
    await call.see(players.audiences, player_id)
    blocks = [kit.say(kit.bold(f"Player {player_id}")), kit.say("Remove the tag ", kit.code(tag), "?")]
    return _form("Remove a tag", blocks, {"player": str(player_id), "tag": tag}, verb="untag", submit="Remove")


async def _submitted(call: Call) -> Shown:
    carried = call.metadata if isinstance(call.metadata, dict) else {}
    player_id, values = payloads.player(carried.get("player")), call.values
    match call.verb:
        case "add":
            priority = str(values.get(PRIORITY) or "normal")
            note = players.NewNote(player_id, str(values.get(TEXT) or ""), priority, _visibility(call))
            await call.do(players.add_note, note)
            said = f"The note on player {player_id} is saved."
        case "tag":
            await call.do(players.add_tag, Tag(player_id, str(values.get(TAG) or ""), _visibility(call)))
            said = f"The tag on player {player_id} is saved."
        case "take_back":
            note_id = payloads.row("note", carried.get("note"))
            await call.do(players.withdraw_note, players.TakenBack(player_id, note_id, str(values.get(WHY) or "")))
            said = f"The note on player {player_id} is taken back."
        case "untag":
            await call.do(players.remove_tag, player_id=player_id, tag=str(carried.get("tag") or ""))
            said = f"The tag on player {player_id} is removed."
        case _:
            return failures.strange(call)
    return Answer.of(said, kit.say(said), kit.small("Press “Look again” on the card to see it there."))


def _visibility(call: Call) -> Visibility:
    try:
        return Visibility(str(call.values.get(VISIBILITY)))
    except ValueError:
        raise Invalid("Choose who may read it.", field=VISIBILITY) from None


def _form(title: str, blocks: list[Block], carried: Mapping[str, str], *, verb: str, submit: str) -> Form:
    metadata = json.dumps(carried)
    return Form(kit.modal(title, blocks, callback_id=f"note:{verb}", metadata=metadata, submit=submit), on_top=True)


def _written(title: str, block_id: str, most: int, *, long: bool = False) -> Block:
    return kit.field(title, block_id, kit.text(f"note:{block_id}", most=most, long=long))


def _choice(title: str, block_id: str, offered: Mapping[str, tuple[str, str | None]]) -> Block:
    options = [kit.option(label, value, about=about) for value, (label, about) in offered.items()]
    menu = slackblocks.RadioButtonGroup(f"note:{block_id}", options, initial_option=options[0])
    return kit.field(title, block_id, menu)


ROUTES = Routes(buttons={"note": _pressed}, forms={"note": _submitted})
