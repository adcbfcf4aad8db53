"""Looking players up: by what is typed, from a list, from a message."""

from datetime import timedelta
from typing import Any

from bot import kit
from bot.cards import player_card, player_lists, purposes
from bot.cards.desired import Reader
from bot.parsing import sentences
from bot.parsing.players import named_in
from bot.rights import demand
from bot.slack import payloads
from bot.slack.command_help import HelpLine
from bot.slack.commands import SlashCommand
from bot.slack.incoming import Call
from bot.slack.payloads import typed
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, Shortcut
from core import audit, players, search
from core.errors import Refused
from core.people import Permission
from core.players import Purpose
from core.search.query_parts import LONGEST
from core.work import Work

COMMAND = "/player"
USAGES = (
    HelpLine("/player anna42", "shows the card; also by id, e-mail, phone, full name", Permission.PLAYER_VIEW),
    HelpLine(
        "/player muel 4471 1984", "finds by parts: name, end of a phone or card, year of birth", Permission.PLAYER_VIEW
    ),
    HelpLine("/player anna42 because phone", "says what for, so that you are not asked", Permission.PLAYER_VIEW),
    HelpLine("/player", "lists the players you looked at last", Permission.PLAYER_VIEW),
)
FIELD = "text"
FORM = "player:find"
LOOKING = "look at players"
HOUR = timedelta(hours=1)


class TooManySearches(Refused):
    """More searches in an hour than the office allows."""

    code = "too_many_searches"


async def command(call: Call) -> Shown:
    """Answer ``/player …``."""
    said = sentences.parted(call.text)
    if said.head and said.why:
        return await _look_up_for(call, said.head, purposes.spoken(said.why))
    return await look_up(call, call.text) if call.text else await _recent(call)


async def look_up(call: Call, text: str) -> Answer:
    """Find players by whatever was typed: the card, a list, or what was tried."""

    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.PLAYER_VIEW, LOOKING)
        match = await found(work, call, text)
        if isinstance(match, search.One):
            return await _card(work, call, match.player_id, by=match.by)
        await refuse_too_many(work, call)
        return _list(call, match)

    return await call.view(call.entry("player.searched", "players"), read)


async def _look_up_for(call: Call, text: str, purpose: Purpose) -> Answer:
    """Look up by a sentence that says what for."""
    await say_what_for(call, text, purpose)
    return await look_up(call, text)


async def say_what_for(call: Call, text: str, purpose: Purpose) -> None:
    """Keep what somebody looks a player up for, if the text names exactly one."""

    async def give(work: Work) -> None:
        demand(call, Permission.PLAYER_VIEW, LOOKING)
        match = await found(work, call, text)
        if isinstance(match, search.One):
            await players.give_purpose(work, call.actor, player_id=match.player_id, purpose=purpose)

    await call.change(call.entry("purpose.given", "players"), give)


async def _pressed(call: Call) -> Shown:
    match call.verb:
        case "open":
            return await opened(call, payloads.player(call.value), by="list")
        case "again":
            return await opened(call, payloads.player(call.value), by="again", replace=True)
        case "why":
            return await _open_for(call)
        case "recent":
            return await _recent(call)
        case _:
            return _form()


async def _open_for(call: Call) -> Answer:
    """Keep what was chosen, then show the card in the question's place."""
    return await opened(call, await keep_purpose(call), by="purpose", replace=True)


async def keep_purpose(call: Call) -> int:
    """Keep what somebody chose to look a player up for; give which player."""
    number, purpose = purposes.chosen(call.value)
    player_id = payloads.player(number)
    facts = {"purpose": purpose.value}

    async def give(work: Work) -> None:
        await players.give_purpose(work, call.actor, player_id=player_id, purpose=purpose)

    await call.change(call.entry("purpose.given", "players", player_id=player_id, facts=facts), give)
    return player_id


async def opened(call: Call, player_id: int, *, by: str, replace: bool = False) -> Answer:
    """Show the card of a player that is known already; ``by`` says in the record how somebody came to it."""
    subject = audit.Subject("player", str(player_id))
    attempt = call.entry("player.viewed", "players", subject=subject, player_id=player_id)

    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.PLAYER_VIEW, LOOKING)
        answer, entry = await _card(work, call, player_id, by=by)
        return Answer(answer.text, answer.blocks, replace=replace), entry

    return await call.view(attempt, read)


async def _recent(call: Call) -> Answer:
    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.PLAYER_VIEW, LOOKING)
        ids = await audit.players_viewed(work.db, call.actor.person)
        today = work.office.day(work.now)
        matches = await search.matches(work.db, ids, actor=call.actor, today=today) if ids else ()
        return player_lists.recent(matches), call.entry("player.listed", "players", facts={"players": ids})

    return await call.view(call.entry("player.listed", "players"), read)


async def _from_shortcut(call: Call) -> Shown:
    """Open the form, or go by the player that the message names."""
    message = typed(call.body.get("message") or {})
    named = named_in(message)
    return await look_up(call, named) if named else _form(message[:LONGEST])


async def _submitted(call: Call) -> Shown:
    return await look_up(call, str(call.values.get(FIELD) or ""))


async def found(work: Work, call: Call, text: str) -> search.Found:
    """Find whom this person may know of."""
    return await search.find(work.db, text, actor=call.actor, today=work.office.day(work.now))


async def _card(work: Work, call: Call, player_id: int, *, by: str) -> tuple[Answer, audit.Entry]:
    profile = await players.profile(work.db, player_id, actor=call.actor, now=work.now)
    reader, limits = Reader(call.actor, work.office, work.desk.platform_connected), work.office.limits
    about: dict[str, Any] = {"subject": audit.Subject("player", str(player_id)), "player_id": player_id}
    if profile.asking(limits) is players.Asking.FIRST:
        return purposes.first(player_id), call.entry("purpose.asked", "players", facts={"by": by}, **about)
    purpose = profile.purpose(limits)
    facts = {"by": by, "purpose": purpose.value} if purpose else {"by": by}
    entry = call.entry("player.viewed", "players", facts=facts, **about)
    return Answer.of(player_card.summary(profile, reader=reader), *player_card.draw(profile, reader=reader)), entry


def _list(call: Call, found: search.Several | search.Nothing) -> tuple[Answer, audit.Entry]:
    ids = [one.player_id for one in found.matches] if isinstance(found, search.Several) else []
    entry = call.entry("player.searched", "players", facts={"players": ids})
    drawn = player_lists.several(found) if isinstance(found, search.Several) else player_lists.nothing(found)
    return drawn, entry


async def refuse_too_many(work: Work, call: Call) -> None:
    """Stop whoever goes through the players list by list; an exact key is never counted."""
    most = work.office.limits.searches_per_hour
    since = work.now - HOUR
    done = await audit.count_since(work.db, call.actor.person, action="player.searched", since=since)
    if done >= most:
        raise TooManySearches(
            f"You searched {done} times within an hour, and {most} is the most. Go on in a while, or look players up "
            "by an exact key such as the id or the e-mail address."
        )


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
)
