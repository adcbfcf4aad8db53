"""The fields of the forms around a ticket."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards.ticket_card import KEPT, words
from bot.slack import payloads
from core.office import Category, Priority
from core.people import Actor, Visibility
from core.tickets import Ticket

TEXT, PLAYER, CATEGORY, PRIORITY, VISIBILITY = "text", "player", "category", "priority", "visibility"
WHOSE, WAITS, ASSIGNEE, DAY, HOUR = "whose", "waits", "assignee", "day", "hour"
TEXT_MOST = 3_000
"""Characters that Slack takes in one field."""
TITLES = {
    "note": ("Note in", "Save"),
    "reply": ("Reply from", "Reply"),
    "solve": ("Solve", "Solve"),
    "reopen": ("Reopen", "Reopen"),
    "assign": ("Assign", "Assign"),
    "call": ("Promise a call,", "Promise"),
    "file": ("File", "File"),
}
"""What each form is called before the ticket's code, and what its button says."""
MOVED = ("Move the call,", "Move")
"""The same of a call that is promised already."""


def new(actor: Actor, *, player: tuple[int, str] | None, text: str, drawn_again: bool = False) -> list[Block]:
    """Ask for everything a ticket needs; Slack keeps what a field holds that is drawn again under the same id."""
    return [
        _player(player, block_id=f"{PLAYER}:{player[0]}" if player and drawn_again else PLAYER),
        _menu("What it is about", CATEGORY, {one.value: words(one).capitalize() for one in Category}),
        _text("What happened, or what is wanted", text),
        _menu("How much it matters", PRIORITY, _priorities(), initial=Priority.NORMAL),
        *_visibility(actor, Visibility.STAFF),
    ]


def reply(to: str, *, leaves: bool) -> list[Block]:
    """Ask what to write to the player, saying to whom it goes and how."""
    how = "It leaves through the gaming platform." if leaves else "It is written down here; send it yourself."
    tick = kit.option("The ticket then waits for the player, and its clocks stop", "yes")
    waits = slackblocks.CheckboxGroup("ticket:waits", [tick], initial_options=[tick])
    return [
        kit.say(kit.bold("To:"), f" {to}"),
        kit.small(how),
        _text("What the player will read"),
        kit.field("Afterwards", WAITS, waits, optional=True),
    ]


def call(begin: datetime, hour: str | None) -> list[Block]:
    """Ask when the player will be called, by the office's clock."""
    zone = str(begin.tzinfo)
    days = slackblocks.DatePicker("ticket:day", initial_date=begin.date().isoformat())
    hours = slackblocks.TimePicker("ticket:hour", initial_time=hour, timezone=zone)
    return [
        kit.field("On which day", DAY, days),
        kit.field(f"At what time, in {zone}", HOUR, hours),
        kit.small("At that time its owner is reminded, or its queue where it has none."),
    ]


def of(verb: str, ticket: Ticket, actor: Actor) -> list[Block]:
    """Ask what a button of a ticket needs to know."""
    match verb:
        case "note":
            whose = {"mine": "Mine, for colleagues", "player": "The player's, who wrote or called"}
            return [_text("Note"), _radio("Whose words", WHOSE, whose, initial="mine")]
        case "assign":
            return [kit.field("To whom", ASSIGNEE, slackblocks.UserSelectMenu("ticket:assignee"))]
        case "file":
            return _filing(ticket, actor)
        case "reopen":
            return [_text("Why")]
        case _:
            return [_text("How it was solved")]


def _filing(ticket: Ticket, actor: Actor) -> list[Block]:
    categories = {one.value: words(one).capitalize() for one in Category}
    known = (ticket.player_id, f"player {ticket.player_id}") if ticket.player_id is not None else None
    return [
        _player(known),
        _menu("What it is about", CATEGORY, categories, initial=ticket.category),
        _menu("How much it matters", PRIORITY, _priorities(), initial=ticket.priority),
        *_visibility(actor, ticket.visibility),
    ]


def _priorities() -> dict[str, str]:
    return {one.value: one.capitalize() for one in reversed(Priority)}


def player(values: Mapping[str, object]) -> int | None:
    """Read who is chosen in a form."""
    return next((payloads.number(value) for name, value in values.items() if name.partition(":")[0] == PLAYER), None)


def _player(known: tuple[int, str] | None, *, block_id: str = PLAYER) -> Block:
    chosen = kit.option(known[1], str(known[0])) if known else None
    example = "id, username, name, e-mail or phone"
    menu = slackblocks.ExternalSelectMenu("ask:player", initial_option=chosen, min_query_length=1, placeholder=example)
    return kit.field("Player", block_id, menu, optional=True)


def _text(label: str, known: str = "") -> Block:
    return kit.field(label, TEXT, kit.text("ticket:text", most=TEXT_MOST, long=True, known=known))


def _menu(label: str, block_id: str, offered: Mapping[str, str], *, initial: str | None = None) -> Block:
    options = {value: kit.option(words, value) for value, words in offered.items()}
    menu = slackblocks.StaticSelectMenu(
        f"ticket:{block_id}", list(options.values()), initial_option=options.get(initial or "")
    )
    return kit.field(label, block_id, menu)


def _radio(label: str, block_id: str, offered: Mapping[str, str], *, initial: str) -> Block:
    options = {value: kit.option(words, value) for value, words in offered.items()}
    radio = slackblocks.RadioButtonGroup(f"ticket:{block_id}", list(options.values()), initial_option=options[initial])
    return kit.field(label, block_id, radio)


def _visibility(actor: Actor, initial: Visibility) -> Iterable[Block]:
    """Ask who may see it, where there is anything to choose."""
    seen = {level.value: kept.capitalize() for level, kept in KEPT.items() if level in actor.sees}
    if len(seen) > 1:
        yield _radio("Who may see it", VISIBILITY, seen, initial=initial.value)
