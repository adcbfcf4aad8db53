"""A ticket's thread: what is written there is kept as notes, what is changed or taken away is followed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot import edge, kit
from bot.answers import Answer
from bot.calls import Call
from bot.payloads import unescaped
from bot.routes import Routes
from bot.services import Services
from core import audit, tickets
from core.errors import Refused
from core.office import Channel
from core.people import PITBOSS
from core.tables import posted_messages
from core.tickets import Kept, Written
from core.work import Work

PLACE = "thread"
"""What the head of a ticket's thread is called among its messages."""
SUBJECT = "ticket:"
WRITTEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Kinds of messages that somebody wrote; others tell of joins, renames and the like."""
MASKED = (
    "Your message holds {what}, which must not stand in a ticket. What is kept with {code} is masked; "
    "please delete the message here, and write it again without the number."
)
CUT = "Your message is longer than a ticket keeps: what is kept with {code} ends at {most:,} characters."


async def _heard(call: Call) -> Answer | None:
    """Take a message of a channel, if it stands in a ticket's thread; most do not."""
    event = call.event
    if call.channel not in _threads(call.services):
        return None
    if event.get("subtype") == "message_changed":
        return await _changed(call, event.get("message") or {})
    thread = event.get("thread_ts")
    if event.get("subtype") not in WRITTEN or event.get("bot_id") or not thread or thread == event.get("ts"):
        return None
    ticket_id = await _ticket_of(call.services, str(call.channel), str(thread))
    return await _written(call, ticket_id) if ticket_id else None


async def _written(call: Call, ticket_id: UUID) -> Answer | None:
    written = _read(call, call.event)

    async def act(work: Work) -> Kept | None:
        return await tickets.in_thread(work, call.actor, ticket_id, written)

    try:
        kept = await call.change(call.entry("ticket.noted", "tickets"), act)
    except edge.Repeated:
        return None
    except Refused as refusal:
        return Answer.of(_not_kept(refusal), kit.say(_not_kept(refusal)))
    return _told(kept) if kept else None


async def _changed(call: Call, message: Mapping[str, Any]) -> Answer | None:
    """Follow a message that its author changed; what Slack itself changes, such as a preview, has the same words."""
    if message.get("bot_id") or not message.get("ts"):
        return None
    written = _read(call, message)

    async def act(work: Work) -> Kept | None:
        return await tickets.edited(work, call.actor, written)

    kept = await call.change(call.entry("ticket.note_edited", "tickets"), act)
    return _told(kept) if kept else None


async def _gone(services: Services, event: Mapping[str, Any]) -> None:
    """Follow a message that was taken away. Slack does not tell by whom, so it counts as nobody's doing."""
    channel, ts = str(event.get("channel")), event.get("deleted_ts")
    if event.get("subtype") != "message_deleted" or not ts or channel not in _threads(services):
        return

    async def act(work: Work) -> None:
        await tickets.deleted(work, channel=channel, ts=str(ts))

    await edge.change(services, audit.Entry(actor=PITBOSS, action="ticket.note_deleted", module="tickets"), act)


async def _ticket_of(services: Services, channel: str, thread: str) -> UUID | None:
    """Find the ticket whose thread this is."""
    head = (posted_messages.c.channel == channel, posted_messages.c.ts == thread, posted_messages.c.place == PLACE)
    async with services.database.read() as db:
        subject: str | None = await db.scalar(select(posted_messages.c.subject).where(*head))
    return UUID(subject.removeprefix(SUBJECT)) if subject else None


def _threads(services: Services) -> set[str]:
    """Name the channels in which tickets have threads."""
    return {services.office.channels.get(each, "") for each in (Channel.SUPPORT, Channel.SECURITY)} - {""}


def _read(call: Call, message: Mapping[str, Any]) -> Written:
    return Written(channel=str(call.channel), ts=str(message.get("ts")), text=unescaped(str(message.get("text") or "")))


def _told(kept: Kept) -> Answer | None:
    """Say privately what was not kept as it was written; else the note goes without saying."""
    code = kept.ticket.code
    said = [MASKED.format(what=kept.masked, code=code)] if kept.masked else []
    said += [CUT.format(code=code, most=tickets.LONGEST)] if kept.cut else []
    return Answer.of(" ".join(said), *(kit.say(one) for one in said)) if said else None


def _not_kept(refusal: Refused) -> str:
    return f"This was not kept with the ticket. {refusal.message}"


ROUTES = Routes(events={"message": _heard}, news={"message": _gone})
