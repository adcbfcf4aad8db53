"""Reading the record: by player, staff, request, ticket or id. Reading it is recorded as well."""

import re

from bot import kit
from bot.cards import record_list, record_page
from bot.cards.record_list import Trail
from bot.slack import command_help, payloads, typed_text
from bot.slack.command_help import HelpLine, Mistyped
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Shown
from bot.slack.routes import Routes, SlashCommand
from core import audit_trail
from core.audit_trail import TrailKind, TrailSubject
from core.errors import Invalid
from core.people import Permission

COMMAND = "/audit"
USAGES = (
    HelpLine(
        "/audit player 42", "what was done about a player; also by username, e-mail, phone", Permission.AUDIT_READ
    ),
    HelpLine("/audit staff @bob", "what somebody did", Permission.AUDIT_READ),
    HelpLine("/audit request K7QD", "every step of a request, by its code", Permission.AUDIT_READ),
    HelpLine("/audit ticket T-1042", "every step of a ticket", Permission.AUDIT_READ),
    HelpLine("/audit record 6K3Q9D-7XAB", "one record whole, and whether it was tampered with", Permission.AUDIT_READ),
)
WORDS = ("player", "staff", "request", "ticket", "record")
SHAPES = {
    "record": re.compile(r"[0-9A-Z]{6}-[0-9A-Z]{4}", re.IGNORECASE),
    "ticket": re.compile(r"T-\d{1,9}", re.IGNORECASE),
    "request": re.compile(r"(?=.*\d)[0-9A-Z]{4,6}", re.IGNORECASE),
}
"""What is named by how it looks: ids and codes as cards show them."""
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")


async def command(call: Call) -> Shown:
    """Answer ``/audit …``."""
    word, rest = typed_text.first_word(call.text)
    if MENTION.fullmatch(word):
        word, rest = "staff", word
    if word.casefold() not in WORDS:
        raise _unknown(word, rest)
    if not (named := typed_text.straight(rest)):
        raise Invalid(f"Say which: {next(each.typed for each in USAGES if word.casefold() in each.typed)}")
    if word.casefold() == "record":
        return await _record(call, named)
    return await _trail(call, word.casefold(), named)


def _unknown(word: str, rest: str) -> Mistyped:
    """Offer the nearest word; where none is near, what it may name: a record, ticket, request, player or colleague."""
    found = command_help.unknown(word, WORDS, COMMAND, rest=rest)
    if found.lines("") or not word:
        return found
    shaped = [each for each, shape in SHAPES.items() if not rest and shape.fullmatch(word)]
    kinds = [*shaped, "player", "staff"] if "record" not in shaped and "ticket" not in shaped else shaped
    return Mistyped(found.message, lines=[f"{COMMAND} {each} {word} {rest}".strip() for each in kinds])


async def _pressed(call: Call) -> Shown:
    match call.verb:
        case "player":
            player_id = payloads.player(call.value)
            return await _page(call, Trail(kit.player(player_id), player_id=player_id))
        case "older":
            return await _page(call, Trail.unpacked(call.value), again=True)
        case _:
            return await _record(call, call.value)


async def _trail(call: Call, word: str, named: str) -> Answer:
    kind = TrailKind(word)
    if kind is TrailKind.STAFF:
        mentioned = MENTION.fullmatch(named)
        kind, named = (TrailKind.ACCOUNT, mentioned[1]) if mentioned else (kind, named.removeprefix("@"))
    found = await call.see(audit_trail.look_up, kind, named)
    about = found.subject
    trail = Trail(_title(about), about.player_id, about.person, about.request_id, about.ticket)
    return record_list.page(trail, found.page, replace=False)


async def _page(call: Call, trail: Trail, *, again: bool = False) -> Answer:
    about = TrailSubject(
        player_id=trail.player_id, person=trail.person, request_id=trail.request_id, ticket=trail.ticket
    )
    found = await call.see(audit_trail.trail, about, at=trail.at)
    return record_list.page(trail, found.page, replace=again)


async def _record(call: Call, named: str) -> Answer:
    found = await call.see(audit_trail.open_record, named)
    return record_page.draw(found.opened, readable=found.readable, zone=call.actor.zone)


def _title(about: TrailSubject) -> str:
    """Name what the records are about."""
    if about.player_id is not None:
        return kit.player(about.player_id)
    if about.request_id is not None:
        return f"request {about.name}"
    if about.ticket is not None:
        return f"ticket {about.ticket}"
    return about.name or f"{kit.plain(str(about.person), most=40)} (no staff record of that name)"


ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            command,
            "Who did what, by player, staff or request",
            hint="player anna42 | staff @bob | request K7QD",
            help=USAGES,
            mentions=True,
            helps_alone=True,
        )
    },
    buttons={"audit": _pressed},
)
