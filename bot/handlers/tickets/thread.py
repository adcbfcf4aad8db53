"""A ticket's thread: what is written there is kept as notes, what is changed or taken away is followed."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from bot import kit
from bot.process import transactions
from bot.process.services import Services
from bot.slack.incoming import Call
from bot.slack.payloads import unescaped
from bot.slack.responses import Answer
from bot.slack.routes import Routes
from core import audit, tickets
from core import outbox as promises
from core.database.connections import Connection
from core.database.tables import outbox, posted_messages
from core.errors import Refused
from core.office import Channel
from core.people import PITBOSS
from core.tickets import Kept, Written
from core.work import Work

PLACE = "thread"
"""What the head of a ticket's thread is called among its messages."""
SUBJECT = "ticket:"
POSTING = ("ticket", "ticket_message")
"""Promises that post the head of a thread."""
HEARD = "ticket_heard"
"""The promise to come back to words in a thread that is nobody's yet."""
WRITTEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Kinds of messages that somebody wrote; others tell of joins, renames and the like."""
MASKED = (
    "Your message holds {what}, which must not stand in a ticket. What is kept with {code} is masked; "
    "please delete the message here, and write it again without the number."
)
ATTACHED = (
    "You attached a file in the thread of {code}. Its name is noted with the ticket; the file itself is not kept. "
    "Documents of players, such as identity documents, cards or bank statements, must not stay in Slack: "
    "if it is one, please delete it here and put it where your company keeps such documents."
)
AFTERWARDS = "{code} is solved; your words are kept with it and open nothing. Is there more to do? Then reopen it."
NAMES_MOST = 10
"""Files of one message that are named: Slack takes no more at once."""
NAME_MOST = 100
"""Characters of a file's name that are noted."""
CUT = "Your message is longer than a ticket keeps: what is kept with {code} ends at {most:,} characters."


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of where a thread begins."""

    ticket_id: UUID | None
    awaited: bool
    """Whether some ticket's card is being posted, so that it may be this one."""


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
    async with call.services.database.read() as db:
        head = await head_at(db, str(call.channel), str(thread))
    if head.ticket_id:
        return await keep(call, head.ticket_id)
    if head.awaited:
        await _hear_again(call)
    return None


async def head_at(db: Connection, channel: str, ts: str) -> Head:
    """Find the ticket whose thread begins there, in one look: a card is remembered before its promise is kept."""
    stands = (posted_messages.c.channel == channel, posted_messages.c.ts == ts, posted_messages.c.place == PLACE)
    begun = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.lease > 0)
    awaited = exists().where(outbox.c.topic.in_(POSTING), *begun)
    subject = select(posted_messages.c.subject).where(*stands).scalar_subquery()
    row = (await db.execute(select(subject.label("subject"), awaited.label("awaited")))).one()
    return Head(UUID(row.subject.removeprefix(SUBJECT)) if row.subject else None, row.awaited)


async def keep(call: Call, ticket_id: UUID) -> Answer | None:
    """Keep what was written in the ticket's thread; what has to be said of it is for its author alone."""
    written = _read(call, call.event)

    async def act(work: Work) -> Kept | None:
        return await tickets.in_thread(work, call.actor, ticket_id, written)

    try:
        kept = await call.change(call.entry("ticket.noted", "tickets"), act)
    except transactions.Repeated:
        return None
    except Refused as refusal:
        return Answer.of(_not_kept(refusal), kit.say(_not_kept(refusal)))
    return _told(kept) if kept else None


async def _hear_again(call: Call) -> None:
    """Promise to come back to words whose thread may turn out to be a ticket's: where they stand, none of them."""
    body = {"channel": str(call.channel), "thread": str(call.event["thread_ts"]), "ts": str(call.event["ts"])}

    async def act(work: Work) -> None:
        await promises.promise(work, HEARD, f"heard:{body['channel']}:{body['ts']}", body=body)

    with suppress(transactions.Repeated):
        await call.change(call.entry("ticket.noted", "tickets"), act)


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

    await transactions.change(services, audit.Entry(actor=PITBOSS, action="ticket.note_deleted", module="tickets"), act)


def _threads(services: Services) -> set[str]:
    """Name the channels in which tickets have threads."""
    return {services.office.channels.get(each, "") for each in (Channel.SUPPORT, Channel.SECURITY)} - {""}


def _read(call: Call, message: Mapping[str, Any]) -> Written:
    return Written(
        channel=str(call.channel),
        ts=str(message.get("ts")),
        text=unescaped(str(message.get("text") or "")),
        files=tuple(_named(each) for each in (message.get("files") or ())[:NAMES_MOST]),
    )


def _named(file: Mapping[str, Any]) -> str:
    """Say what is attached by its name alone, as far as Slack tells one."""
    if file.get("mode") == "tombstone":
        return "a file that was deleted"
    name = kit.plain(str(file.get("name") or file.get("title") or ""), most=NAME_MOST)
    return f"“{name}”" if name else "a file without a name"


def _told(kept: Kept) -> Answer | None:
    """Say privately what was not kept as it was written; else the note goes without saying."""
    code = kept.ticket.code
    said = [MASKED.format(what=kept.masked, code=code)] if kept.masked else []
    said += [CUT.format(code=code, most=tickets.LONGEST)] if kept.cut else []
    said += [ATTACHED.format(code=code)] if kept.attached else []
    said += [AFTERWARDS.format(code=code)] if kept.afterwards else []
    again = [kit.buttons(kit.button("Reopen…", "ticket:reopen", value=str(kept.ticket.id)))] if kept.afterwards else []
    return Answer.of(" ".join(said), *(kit.say(one) for one in said), *again) if said else None


def _not_kept(refusal: Refused) -> str:
    return f"This was not kept with the ticket. {kit.written(refusal.message)}"


ROUTES = Routes(events={"message": _heard}, news={"message": _gone})
