"""Notes in a ticket: written in a form or in its thread, edited and deleted there."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from core import operations, redaction
from core.database.connections import insert_unless_there
from core.database.tables import ticket_edits, ticket_messages
from core.office import Category
from core.operations import Recorded
from core.people import PITBOSS, Actor, Permission, SystemRight
from core.tickets import clock_rows, creation, lifecycle, queries, store, thread_messages
from core.tickets.errors import NotNow
from core.tickets.queries import Ticket
from core.tickets.store import LONGEST, WORKING, Saying
from core.tickets.thread_messages import TicketMessage
from core.work import Work

CUT = "\n(Cut here: {count} characters were written; the rest stands in the thread alone.)"
ATTACHED = "Attached in the thread, not kept here: {files}."
THANKS = re.compile(
    r"\W*(?:(?:ok(?:ay)?|great|perfect|super)\W*)?(?:thanks?(?: you)?|thx|ty|cheers|danke|merci|grazzi|tack)"
    r"(?: (?:so|very) much| a lot| again| all| everyone)*\W*",
    re.IGNORECASE,
)
"""Thanks: they do not reopen a ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote in a thread."""

    channel: str
    ts: str
    text: str
    files: tuple[str, ...] = ()
    """What is attached, in words: names in quotation marks; never what is in them."""


@dataclass(frozen=True, slots=True)
class ThreadNote:
    """A message from a thread as it was stored."""

    ticket: Ticket
    masked: str
    """What was found in them and masked, named; empty where nothing was."""
    cut: bool
    attached: bool = False
    """Whether files came with them, heard of for the first time."""
    afterwards: bool = False
    """Whether they came when the ticket was solved already, and are more than thanks."""


@operations.operation("ticket.noted", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def note(work: Work, actor: Actor, ticket_id: UUID, *, text: str, of_player: bool = False) -> Ticket:
    """Write something down for colleagues; ``of_player`` says that these are the player's words.

    A player who answers ends the waiting and opens a solved ticket again, unless it is only thanks.
    """
    ticket = await queries.locked(work.db, ticket_id, actor=actor)
    refuse_closed(ticket)
    said = store.readable(text)
    await store.say(work, ticket, actor, Saying(kind="player" if of_player else "note", text=said))
    await store.record(work, actor, ticket, "ticket.noted", facts={"of_player": of_player}, text=said)
    if of_player and ticket.state == "solved" and not THANKS.fullmatch(said):
        return await lifecycle.opened_again(work, actor, ticket, why="the player wrote again.")
    answered = of_player and ticket.state == clock_rows.WAITS_FOR_PLAYER
    changed = await store.change(work, ticket, **{"state": "in_progress"} if answered else {})
    return await _raised(work, actor, changed, said)


@operations.operation(
    "ticket.noted", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING, recorded=Recorded.CHANGES
)
async def in_thread(work: Work, actor: Actor, ticket_id: UUID, written: Written) -> ThreadNote | None:
    """Store what somebody wrote in the ticket's thread as a note; None where it is stored already.

    It stands in chat by now, so it is never refused: numbers it must not hold are masked, and what is too long is cut.
    """
    ticket = await queries.locked(work.db, ticket_id, actor=actor)
    refuse_closed(ticket)
    text, masked, cut = _fit(written)
    where = {"channel": written.channel, "ts": written.ts}
    row = {"id": work.at.ids(), "ticket_id": ticket.id, "at": work.now, "kind": "note", "text": text}
    author = {"author_id": actor.staff_id, "author_name": actor.name}
    kept = await work.db.execute(insert_unless_there(work.db, ticket_messages).values(**row, **author, **where))
    if kept.rowcount != 1:
        return None
    facts = {"masked": bool(masked), "cut": cut, "files": len(written.files)}
    await store.record(work, actor, ticket, "ticket.noted", facts=facts, text=text)
    changed = await store.change(work, ticket)
    afterwards = ticket.state == "solved" and not THANKS.fullmatch(text)
    raised = await _raised(work, actor, changed, text)
    return ThreadNote(raised, masked, cut, attached=bool(written.files), afterwards=afterwards)


@operations.operation(
    "ticket.note_edited",
    module="tickets",
    needs=Permission.TICKET_WORK,
    doing=WORKING,
    recorded=Recorded.CHANGES,
)
async def edited(work: Work, actor: Actor, written: Written) -> ThreadNote | None:
    """Follow a message that was edited in the thread; what it said before is kept. None where nothing changed."""
    before = await thread_messages.message(work.db, _stands_at(written.channel, written.ts))
    if before is None or before.deleted_at is not None:
        return None
    ticket = await queries.locked(work.db, before.ticket_id, actor=actor)
    text, masked, cut = _fit(written)
    if text == before.text:
        return None
    await _keep(work, before, deleted=False)
    await _write(work, before, text=text, edited_at=work.now)
    facts = {"message": str(before.id), "masked": bool(masked)}
    await store.record(work, actor, ticket, "ticket.note_edited", facts=facts, before=before.text, after=text)
    return ThreadNote(await _raised(work, actor, ticket, text), masked, cut)


@operations.operation(
    "ticket.note_deleted",
    module="tickets",
    needs=SystemRight.RUN,
    doing="follow deleted messages",
    recorded=Recorded.CHANGES,
)
async def deleted(work: Work, actor: Actor, *, channel: str, ts: str) -> Ticket | None:
    """Follow a message that was deleted in the thread; what it said is kept. The chat does not say by whom."""
    before = await thread_messages.message(work.db, _stands_at(channel, ts))
    if before is None or before.deleted_at is not None:
        return None
    ticket = await queries.unfiltered(work.db, before.ticket_id)
    if ticket is None:
        return None
    await _keep(work, before, deleted=True)
    await _write(work, before, deleted_at=work.now)
    facts = {"message": str(before.id)}
    await store.record(work, actor, ticket, "ticket.note_deleted", facts=facts, before=before.text)
    return ticket


def refuse_closed(ticket: Ticket) -> None:
    """Refuse to add to what is closed for good."""
    if ticket.state == "closed":
        raise NotNow(f"{ticket.code} is closed, so nothing is added to it. Open a new one; it can name this one.")


def _fit(written: Written) -> tuple[str, str, bool]:
    """Mask and cut a message from a thread; give what was masked, and whether it was cut."""
    attached = ATTACHED.format(files=", ".join(written.files)) if written.files else ""
    whole = f"{written.text}\n{attached}".replace("\0", "").strip()
    findings = redaction.found(whole)
    kept = redaction.masked(whole) or "(no words)"
    cut = len(kept) > LONGEST
    if cut:
        note = CUT.format(count=len(whole))
        kept = f"{kept[: LONGEST - len(note)]}{note}"
    return kept, redaction.named(findings), cut


async def _raised(work: Work, actor: Actor, ticket: Ticket, text: str) -> Ticket:
    """Raise the priority where the words ask for it, and say so."""
    priority = creation.raised_by(work, text, ticket.priority) if ticket.open else None
    if priority is None:
        return ticket
    standing = clock_rows.RunningClocks(priority, Category(ticket.category))
    await clock_rows.reset(work, ticket, standing)
    changed = await store.change(work, ticket, priority=priority.value)
    text = f"Raised to {priority}: the words speak of harm."
    await store.say(work, changed, PITBOSS, Saying(kind="system", text=text, posted=True))
    await store.record(work, actor, changed, "ticket.raised", facts={"priority": priority.value})
    await store.tell_owner(work, changed, f"{changed.code} was raised to {priority}: the words in it speak of harm.")
    return changed


def _stands_at(channel: str, ts: str) -> Any:
    return (ticket_messages.c.channel == channel) & (ticket_messages.c.ts == ts)


async def _keep(work: Work, before: TicketMessage, *, deleted: bool) -> None:
    await work.db.execute(
        insert(ticket_edits).values(
            message_id=before.id, id=work.at.ids(), at=work.now, text_before=before.text, deleted=int(deleted)
        )
    )


async def _write(work: Work, message: TicketMessage, **values: Any) -> None:
    await work.db.execute(update(ticket_messages).where(ticket_messages.c.id == message.id).values(**values))
