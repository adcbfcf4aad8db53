"""Looking players up: by what is typed, from a list, from a message."""

from dataclasses import replace

from bot import kit
from bot.cards import player_card, player_lists, purposes
from bot.cards.drawing import Reader
from bot.parsing.players import named_in
from bot.slack import command_help, message_text, payloads, typed_text
from bot.slack.command_help import HelpLine, Mistyped
from bot.slack.incoming import Call, IncomingKind
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, Shortcut, SlashCommand
from bot.slack.typed_text import Sentence
from core import actions, players, search
from core.errors import Invalid
from core.people import Permission
from core.players import Overview, Purpose, PurposeNeeded
from core.search.lookup import LONGEST

COMMAND = "/player"
USAGES = (
    HelpLine("/player anna42", "shows the card; also by id, e-mail, phone, full name", Permission.PLAYER_VIEW),
    HelpLine(
        "/player muel 4471 1984", "finds by parts: name, end of a phone or card, year of birth", Permission.PLAYER_VIEW
    ),
    HelpLine("/player anna42 because phone", "says what for, so that you are not asked", Permission.PLAYER_VIEW),
    HelpLine("/player", "lists the players you looked at last", Permission.PLAYER_VIEW),
)
VERBS = (
    *(one.command.verb for one in actions.ALL if one.command and one.command.name == COMMAND),
    *("caller", "interaction", "watch", "statement"),
)
"""What may stand behind a player, and is offered where it was nearly typed."""
ELSEWHERE = {
    **{word: f"/{word}" for word in ("activity", "links", "check", "ticket")},
    **{
        one.command.verb or one.command.name.removeprefix("/"): f"{one.command.name} {one.command.verb}".strip()
        for one in actions.ALL
        if one.command and one.command.name not in {COMMAND, "/pitboss"}
    },
}
"""What is done about a player by a command of its own, by the word that people put behind the player all the same."""
FIELD = "text"
FORM = "player:find"


async def command(call: Call) -> Shown:
    """Answer ``/player …``."""
    said = typed_text.parted(call.text)
    if said.head and said.why:
        if not purposes.states_purpose(said.why):
            _refuse_misplaced_word(said.head, said.why)
        return await _look_up_for(call, said, purposes.spoken_purpose(said.why))
    return await look_up(call, said.head or call.text) if call.text else await _recent(call)


async def look_up(call: Call, text: str) -> Answer:
    """Find players by what was typed: the card, a list, or what was tried."""
    try:
        found = await call.see(search.look_up, text)
    except search.TooLittle:
        command_help.refuse_misspelled_help(text, COMMAND)
        _refuse_misplaced_word(text)
        raise
    if isinstance(found, Overview):
        return player_card.answer(found, reader=Reader(call.actor, call.services.office))
    command_help.refuse_misspelled_help(text, COMMAND)
    if isinstance(found, search.Nothing):
        _refuse_misplaced_word(text, found=found)
    return player_lists.found(found, text=text)


async def _turn(call: Call) -> Answer:
    """Show another page of the players that were found by what was typed."""
    number, text = payloads.turned(call.value)
    page = int(number) if number.isascii() and number.isdigit() else 0
    if not 1 <= page <= search.PAGES_MOST or not text:
        raise Invalid("That page no longer exists. Search again.")
    found = await call.see(search.find, search.Typed(text, page=page))
    if isinstance(found, search.One):
        return await _card(call, found.player_id, by=found.by, replace=True)
    return replace(player_lists.found(found, text=text), replace=True)


def _refuse_misplaced_word(head: str, why: str = "", found: search.Nothing | None = None) -> None:
    """Refuse a word behind a player that is nearly a verb, or the name of another command.

    One that is nearly a name of somebody who was found is left as a name.

    Raises :class:`~bot.slack.command_help.Mistyped`, with the line that was meant.
    """
    for place, word in enumerate(words := head.split()):
        if not place:
            continue
        if command := ELSEWHERE.get(word.casefold()):
            line = f"{command} {' '.join(words[:place] + words[place + 1 :])}"
            lines = [f"{line} because {why}" if why else line]
            raise Mistyped(f"That is a command of its own: {command}, with the player behind it.", lines=lines)
        is_name = found is not None and any(one.explains(word) for one in found.near)
        if (near := typed_text.nearest(word, VERBS)) and not is_name:
            unknown = f"“{kit.plain(word, most=40)}” is nothing I know here. Did you mean “{near}”?"
            raise Mistyped(unknown, word=word, meant=[near])


async def _look_up_for(call: Call, said: Sentence, purpose: Purpose) -> Answer:
    """Look up by a sentence that says what for: that is kept before the card is shown."""
    try:
        found = await call.see(search.find, said.head)
    except search.TooLittle:
        _refuse_misplaced_word(said.head, said.why)
        raise
    if not isinstance(found, search.One):
        if isinstance(found, search.Nothing):
            _refuse_misplaced_word(said.head, said.why, found=found)
        return player_lists.found(found)
    await call.do(players.give_purpose, found.player_id, purpose=purpose)
    return await _card(call, found.player_id, by=found.by)


async def _pressed(call: Call) -> Shown:
    match call.verb:
        case "open" | "again" | "more" as verb:
            by, again, whole = "list" if verb == "open" else verb, verb != "open", verb == "more"
            return await _card(call, payloads.player(call.value), by=by, replace=again, whole=whole)
        case "why":
            return await _open_for(call)
        case "recent":
            return await _recent(call)
        case "page":
            return await _turn(call)
        case _:
            return _form()


async def _open_for(call: Call) -> Answer:
    """Keep what was chosen, then show the card in the question's place."""
    player_id, purpose = purposes.chosen_purpose(call.value)
    await call.do(players.give_purpose, player_id, purpose=purpose)
    return await _card(call, player_id, by="purpose", replace=True)


async def _card(call: Call, player_id: int, *, by: str, replace: bool = False, whole: bool = False) -> Answer:
    """Show the card of a player who is known already."""
    profile = await call.see(players.card, player_id, by=by, whole=whole)
    return player_card.answer(profile, reader=Reader.of(call), replace=replace, whole=whole)


async def _recent(call: Call) -> Answer:
    return player_lists.recent(await call.see(search.recent))


async def _from_shortcut(call: Call) -> Shown:
    """Open the form, or go by the player that the message names."""
    message = message_text.said(call.body.get("message"))
    named = named_in(message)
    return await look_up(call, named) if named else _form(message[:LONGEST])


async def _submitted(call: Call) -> Shown:
    return await look_up(call, typed_text.straight(str(call.values.get(FIELD) or "")))


async def _ask_purpose(call: Call, needed: PurposeNeeded) -> Answer:
    """Ask what a player is looked up for, whichever feature was about to show them; then the card is shown."""
    again = call.name if call.kind is IncomingKind.COMMAND and call.name != COMMAND else ""
    return purposes.ask_purpose_first(needed.player_id, again=again)


def _form(text: str = "") -> Form:
    example = "anna42, an e-mail, a phone number, or: muel 4471 1984"
    typed = kit.text("player:text", most=LONGEST, known=text, example=example)
    field = kit.field("What you know of the player", FIELD, typed)
    return Form(kit.modal("Look a player up", [field], callback_id=FORM, submit="Look up"), on_top=True)


ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            command,
            "Look a player up",
            hint="id, username, e-mail, phone or parts: muel 4471 1984",
            help=USAGES,
            verbs_before=typed_text.BECAUSE,
        )
    },
    buttons={"player": _pressed},
    forms={"player": _submitted},
    shortcuts={
        "player:shortcut": Shortcut(_from_shortcut, "Look up a player", "Open the card of a player"),
        "player:from_message": Shortcut(
            _from_shortcut, "Look up this player", "Find the player a message is about", on_message=True
        ),
    },
    refusals={PurposeNeeded: _ask_purpose},
)
