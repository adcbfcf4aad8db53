"""The forms around a ticket: opened with what is known, submitted, errors beside their field."""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot import kit
from bot.cards import player_lists
from bot.cards.ticket_card import KEPT, PRIVATE
from bot.handlers.tickets import fields, views
from bot.handlers.tickets.fields import (
    ASSIGNEE,
    CATEGORY,
    DAY,
    HOUR,
    PRIORITY,
    TEXT,
    TEXT_MOST,
    VISIBILITY,
    WAITS,
    WHOSE,
)
from bot.slack import accounts, command_help, failures, responder, typed_lines
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Saved, Shown
from core import redaction, tickets
from core.errors import Invalid
from core.people import Visibility
from core.tickets import Filing, NewTicket, NewTicketContent, Reply, Ticket, TicketList

KEPT_NOW = (
    "{code} is for {kept} now. What Pitboss posted about it is taken back; what colleagues wrote in its thread stays "
    "there until they delete it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft:
    """What is known of a ticket that somebody wants to open."""

    player: str = ""
    """What somebody typed to name a player, still to be found."""
    player_id: int | None = None
    text: str = ""
    source: str = "command"
    link: str | None = None
    author: str = ""
    """The chat account of the author of the message it is made from."""


async def new(call: Call, draft: TicketDraft) -> Form:
    """Open the form for a new ticket; it says where what was typed names not exactly one player."""
    known = await call.see(tickets.consider_new, text=draft.player, player_id=draft.player_id, author=draft.author)
    player = (known.player_id, _label(known)) if known.player_id is not None else None
    said_by = known.author or await _name_in_slack(call, draft.author)
    meant = _meant(draft, known)
    draft = draft if known.player_id is not None else replace(draft, text=f"{draft.player} {draft.text}".strip())
    text = redaction.masked(draft.text)
    blocks = [kit.say(one) for one in _remarks(draft, text, known.problem)]
    blocks += typed_lines.labelled(meant)
    blocks += fields.new(call.actor, player=player, text=text, drawn_again=call.in_modal)
    carried = {"source": draft.source, "link": draft.link, "said_by": said_by}
    return _form("Open a ticket", blocks, "new", metadata=json.dumps(carried), submit="Open")


def _meant(draft: TicketDraft, known: NewTicketContent) -> dict[str, str]:
    """Give the lines that may have been meant: about another player, or another word of the command."""
    players = {name: f"/ticket {player_id} {draft.text}" for name, player_id in player_lists.names(known.offered)}
    typed = f"{draft.player} {draft.text}".strip()
    word = command_help.nearest(typed, [*TicketList, "hand on", command_help.HELP]) if known.problem else None
    lines = [f"/ticket {each}" for each in (known.ticket if not draft.text else "", word) if each]
    return players | {line: line for line in lines}


def _label(known: NewTicketContent) -> str:
    return f"{known.player_id} · {known.username}" if known.username else f"player {known.player_id}"


async def _name_in_slack(call: Call, user: str) -> str:
    """Ask Slack for the name of an author who is not on the staff."""
    account = await accounts.ask(call.services, user) if user else None
    return account.name if account else ""


def _remarks(draft: TicketDraft, text: str, problem: str | None) -> Iterator[str]:
    """Say what of that which is known does not stand in the form as it was said."""
    if problem:
        yield f"No player yet. {problem}"
    if masked := redaction.named(redaction.found(draft.text)):
        said = " Ask its author to delete the message." if draft.author else ""
        yield f"{masked.capitalize()} stood in these words and is masked here.{said}"
    if len(text) > TEXT_MOST:
        yield f"The first {TEXT_MOST:,} of {len(text):,} characters fit here; say in a note what else matters."


async def opened(call: Call) -> Shown:
    """Open the ticket that the form describes."""
    values, carried = call.values, call.metadata
    ticket = NewTicket(
        text=str(values.get(TEXT) or ""),
        category=str(values.get(CATEGORY) or ""),
        priority=str(values.get(PRIORITY) or "normal"),
        visibility=_visibility(values.get(VISIBILITY)),
        player_id=fields.player(values),
        key=f"form:{call.screen['id']}",
        source=str(carried.get("source") or "command"),
        source_link=carried.get("link"),
        said_by=str(carried.get("said_by") or ""),
    )

    done = await call.do(tickets.open, ticket)
    raised = done.priority != ticket.priority
    words = [f"Ticket {done.code} is open, in {done.queue}."]
    words += [f"Its priority is {done.priority}, because the words speak of harm."] if raised else []
    shown = kit.buttons(kit.button("Open it", "ticket:open", value=str(done.id)))
    return Answer.of(" ".join(words), kit.say(" ".join(words)), shown)


async def asked(call: Call, verb: str, ticket_id: UUID) -> Form:
    """Open the form that goes with a button of a ticket."""
    known = await call.see(tickets.consider, ticket_id)
    ticket = known.ticket
    moved = verb == "call" and ticket.call_back_at is not None
    title, submit = fields.MOVED if moved else fields.TITLES[verb]
    if verb == "reply":
        to = known.recipient or "nobody: no player is linked"
        blocks = fields.reply(to, leaves=call.services.desk.platform_connected)
    elif verb == "call":
        blocks = _call_fields(call, ticket)
    else:
        blocks = fields.of(verb, ticket, call.actor)
    carried = json.dumps({"ticket": str(ticket.id), "beneath": _beneath(call)})
    return _form(f"{title} {ticket.code}", blocks, verb, metadata=carried, submit=submit)


def _beneath(call: Call) -> str:
    """Say where the private view stands that a button was pressed in: a page, or a message that only one sees."""
    if not str(call.action.get("block_id", "")).startswith(PRIVATE):
        return ""
    if call.in_modal:  # where nothing more may be put on top, the form takes the page's place
        return "" if call.topmost else str(call.screen["id"])
    in_thread = (call.body.get("container") or {}).get("thread_ts")
    return "" if in_thread else call.response_url or ""


def _call_fields(call: Call, ticket: Ticket) -> list[Block]:
    """Begin with the time that was promised before, where the call is moved, else with today."""
    zone = ZoneInfo(call.services.office.zone)
    if ticket.call_back_at is None:
        return fields.call(call.services.clock().now.astimezone(zone), None)
    before = ticket.call_back_at.astimezone(zone)
    return fields.call(before, f"{before:%H:%M}")


async def submitted(call: Call) -> Shown:
    """Do what the form asks for, all of it or nothing."""
    if call.verb == "new":
        return await opened(call)
    act, ticket_id = ACTS.get(call.verb), _ticket_id(call.metadata)
    if act is None or ticket_id is None:
        return failures.strange(call)
    done = await act(call, ticket_id)
    if where := str(call.metadata.get("beneath") or ""):
        call.services.tasks.start(_drawn_again(call, ticket_id, where))
    if call.verb == "file" and done.visibility is not Visibility.STAFF:
        words = KEPT_NOW.format(code=done.code, kept=KEPT[done.visibility])
        return Answer.of(words, kit.say(words))
    return Saved()


async def _drawn_again(call: Call, ticket_id: UUID, where: str) -> None:
    """Draw the ticket that lies beneath the form as it stands now."""
    sheet = await call.see(tickets.view, ticket_id)
    await responder.anew(call.services, call, views.drawn(call, sheet, replace=True), where=where)


def _ticket_id(carried: object) -> UUID | None:
    """Read which ticket a form is about; None of one that no version of ours drew."""
    try:
        return UUID(str(carried["ticket"])) if isinstance(carried, Mapping) else None
    except (KeyError, ValueError):
        return None


async def _note(call: Call, ticket_id: UUID) -> Ticket:
    of_player = call.values.get(WHOSE) == "player"
    return await call.do(tickets.note, ticket_id, text=_text(call), of_player=of_player)


async def _reply(call: Call, ticket_id: UUID) -> Ticket:
    return await call.do(tickets.reply, ticket_id, Reply(text=_text(call), waits=bool(call.values.get(WAITS))))


async def _solve(call: Call, ticket_id: UUID) -> Ticket:
    return await call.do(tickets.solve, ticket_id, how=_text(call))


async def _reopen(call: Call, ticket_id: UUID) -> Ticket:
    return await call.do(tickets.reopen, ticket_id, why=_text(call))


async def _assign(call: Call, ticket_id: UUID) -> Ticket:
    return await call.do(tickets.assign, ticket_id, to=str(call.values.get(ASSIGNEE) or ""))


async def _promise_call(call: Call, ticket_id: UUID) -> Ticket:
    day, hour = _day(call.values.get(DAY)), _hour(call.values.get(HOUR))
    return await call.do(tickets.promise_call_back, ticket_id, day=day, hour=hour)


async def _file(call: Call, ticket_id: UUID) -> Ticket:
    values = call.values
    filing = Filing(
        category=values.get(CATEGORY),
        priority=values.get(PRIORITY),
        visibility=_visibility(values.get(VISIBILITY)),
        player_id=fields.player(values),
    )
    return await call.do(tickets.file, ticket_id, filing)


def _text(call: Call) -> str:
    return str(call.values.get(TEXT) or "")


def _form(title: str, blocks: list[Block], verb: str, *, metadata: str, submit: str) -> Form:
    return Form(kit.modal(title, blocks, callback_id=f"ticket:{verb}", metadata=metadata, submit=submit), on_top=True)


def _visibility(value: object) -> Visibility:
    return Visibility(str(value)) if value in {one.value for one in Visibility} else Visibility.STAFF


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Invalid("Choose a day.", field=DAY) from None


def _hour(value: object) -> time:
    try:
        return time.fromisoformat(str(value)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Invalid("Choose a time.", field=HOUR) from None


ACTS: Mapping[str, Callable[[Call, UUID], Awaitable[Ticket]]] = {
    "note": _note,
    "reply": _reply,
    "solve": _solve,
    "reopen": _reopen,
    "assign": _assign,
    "call": _promise_call,
    "file": _file,
}
"""What each form does."""
