"""The forms around a ticket: opened with what is known, submitted, errors beside the field they are about."""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot import kit
from bot.cards.ticket_card import KEPT, PRIVATE
from bot.handlers.tickets import fields, views
from bot.handlers.tickets.fields import (
    ASSIGNEE,
    CATEGORY,
    DAY,
    HOUR,
    PLAYER,
    PRIORITY,
    TEXT,
    TEXT_MOST,
    VISIBILITY,
    WAITS,
    WHOSE,
)
from bot.parsing import people
from bot.slack import failures, payloads, responder
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Saved, Shown
from core import search, tickets
from core.errors import Invalid
from core.people import Permission, Visibility
from core.tickets import Filing, NewTicket, Reply, Ticket, redaction
from core.work import Work

KEPT_NOW = (
    "{code} is for {kept} now. What Pitboss posted about it is taken back; what colleagues wrote in its thread stays "
    "there until they delete it."
)
Act = Callable[[Work, UUID], Awaitable[Ticket]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft:
    """What is known of a ticket that somebody wants to open."""

    player: str = ""
    """What somebody typed to name a player, still to be found."""
    player_id: int | None = None
    text: str = ""
    source: str = "command"
    link: str | None = None
    said_by: str = ""


async def new(call: Call, draft: TicketDraft) -> Form:
    """Open the form for a new ticket; it says where what was typed names not exactly one player."""
    player, problem = await _player(call, draft)
    text = redaction.masked(draft.text)
    blocks = [kit.say(one) for one in _remarks(draft, text, problem)]
    blocks += fields.new(call.actor, player=player, text=text)
    carried = {"source": draft.source, "link": draft.link, "said_by": draft.said_by}
    return _form("Open a ticket", blocks, "new", metadata=json.dumps(carried), submit="Open")


def _remarks(draft: TicketDraft, text: str, problem: str | None) -> Iterator[str]:
    """Say what of that which is known does not stand in the form as it was said."""
    if problem:
        yield f"No player yet. {problem}"
    if masked := redaction.named(redaction.found(draft.text)):
        said = " Ask whoever wrote the message to delete it." if draft.said_by else ""
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
        player_id=payloads.number(values.get(PLAYER)),
        key=f"form:{call.screen['id']}",
        source=str(carried.get("source") or "command"),
        source_link=carried.get("link"),
        said_by=str(carried.get("said_by") or ""),
    )

    async def act(work: Work) -> Ticket:
        return await tickets.open(work, call.actor, ticket)

    done = await call.change(call.entry("ticket.opened", "tickets", player_id=ticket.player_id), act)
    raised = done.priority != ticket.priority
    words = [f"Ticket {done.code} is open, in {done.queue}."]
    words += [f"Its priority is {done.priority}, because the words speak of harm."] if raised else []
    shown = kit.buttons(kit.button("Open it", "ticket:open", value=str(done.id)))
    return Answer.of(" ".join(words), kit.say(" ".join(words)), shown)


async def asked(call: Call, verb: str, ticket: Ticket) -> Form:
    """Open the form that goes with a button of a ticket."""
    moved = verb == "call" and ticket.call_back_at is not None
    title, submit = fields.MOVED if moved else fields.TITLES[verb]
    if verb == "reply":
        async with call.services.database.read() as db:
            to = await tickets.recipient(call.services.work(db), ticket)
        blocks = fields.reply(to or "nobody: no player is linked", leaves=call.services.desk.platform_connected)
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
    act, ticket_id = _acts(call).get(call.verb), _ticket_id(call.metadata)
    if act is None or ticket_id is None:
        return failures.strange(call)

    async def change(work: Work) -> tuple[Ticket, Answer]:
        done = await act(work, ticket_id)
        return done, await views.drawn(work, call, done, replace=True)

    done, anew = await call.change(call.entry(f"ticket.{call.verb}", "tickets"), change)
    where = str(call.metadata.get("beneath") or "")
    call.services.tasks.start(responder.anew(call.services, call, anew, where=where))
    if call.verb == "file" and done.visibility is not Visibility.STAFF:
        words = KEPT_NOW.format(code=done.code, kept=KEPT[done.visibility])
        return Answer.of(words, kit.say(words))
    return Saved()


def _ticket_id(carried: object) -> UUID | None:
    """Read which ticket a form is about; None of one that no version of ours drew."""
    try:
        return UUID(str(carried["ticket"])) if isinstance(carried, Mapping) else None
    except (KeyError, ValueError):
        return None


def _acts(call: Call) -> Mapping[str, Act]:
    """Name what each form does; each reads its values when it is done."""
    actor, values = call.actor, call.values
    text = str(values.get(TEXT) or "")

    async def note(work: Work, ticket_id: UUID) -> Ticket:
        return await tickets.note(work, actor, ticket_id, text=text, of_player=values.get(WHOSE) == "player")

    async def reply(work: Work, ticket_id: UUID) -> Ticket:
        return await tickets.reply(work, actor, ticket_id, Reply(text=text, waits=bool(values.get(WAITS))))

    async def solve(work: Work, ticket_id: UUID) -> Ticket:
        return await tickets.solve(work, actor, ticket_id, how=text)

    async def reopen(work: Work, ticket_id: UUID) -> Ticket:
        return await tickets.reopen(work, actor, ticket_id, why=text)

    async def assign(work: Work, ticket_id: UUID) -> Ticket:
        colleague = await people.member(work, str(values.get(ASSIGNEE) or ""), field=ASSIGNEE)
        return await tickets.assign(work, actor, ticket_id, to=colleague.id)

    async def call_back(work: Work, ticket_id: UUID) -> Ticket:
        day, hour = _day(values.get(DAY)), _hour(values.get(HOUR))
        return await tickets.promise_call_back(work, actor, ticket_id, day=day, hour=hour)

    async def file(work: Work, ticket_id: UUID) -> Ticket:
        return await tickets.file(work, actor, ticket_id, _filing(values))

    return {
        "note": note,
        "reply": reply,
        "solve": solve,
        "reopen": reopen,
        "assign": assign,
        "call": call_back,
        "file": file,
    }


def _filing(values: Mapping[str, Any]) -> Filing:
    return Filing(
        category=values.get(CATEGORY),
        priority=values.get(PRIORITY),
        visibility=_visibility(values.get(VISIBILITY)),
        player_id=payloads.number(values.get(PLAYER)),
    )


async def _player(call: Call, draft: TicketDraft) -> tuple[tuple[int, str] | None, str | None]:
    """Find the player somebody named: the id and how to call it, or why there is none."""
    if not (draft.player or draft.player_id) or not call.actor.may(Permission.PLAYER_VIEW):
        return (draft.player_id, kit.player(draft.player_id)) if draft.player_id else None, None
    found = await call.see(search.consider, text=draft.player, player_id=draft.player_id)
    player = found.player
    return (player.player_id, f"{player.player_id} · {player.account.username}") if player else None, found.problem


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
