"""What every change of a ticket does: compare and set, say it in the thread, record it, have its screens updated."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import PlainSerializer
from sqlalchemy import insert, update

from core import audit, outbox, phrases, redaction, staff
from core.database.tables import ticket_messages, tickets
from core.errors import Invalid
from core.outbox import Body, Topic
from core.people import Actor
from core.phrases import Phrase, Words
from core.tickets import clock_rows, queries
from core.tickets.errors import ChangedMeanwhile
from core.tickets.queries import Ticket
from core.work import Work

WORKING = "work on tickets"
LONGEST = 10_000
"""Characters of one message that are kept: more than anybody reads in a ticket."""
SHOWN_IN_THREAD = frozenset({"note", "reply", "player"})
"""Kinds of messages that are posted in the thread when they were written in a form; steps stand on the card."""


class TicketBody(Body):
    """The ticket that changed."""

    ticket_id: UUID


class TicketMessageBody(TicketBody):
    """One message of the ticket."""

    message_id: UUID


class OwnerNoticeBody(TicketBody):
    """What the owner is told, in words that name no player and no amount."""

    staff_id: UUID
    text: Words


class CallBody(TicketBody):
    """The call that was promised for this hour."""

    at: Annotated[datetime, PlainSerializer(datetime.isoformat)]


TICKET_CHANGED = Topic("ticket", TicketBody, subject="ticket:{ticket_id}", follows_rights=True)
TICKET_MESSAGE = Topic("ticket_message", TicketMessageBody, subject="ticket:{ticket_id}")
TICKET_OWNER_TOLD = Topic("ticket_told", OwnerNoticeBody, subject="ticket_told:{outbox_id}")
TICKET_CALL = Topic("ticket_call", CallBody, subject="ticket_call:{ticket_id}:{at}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something to be said in a ticket."""

    kind: str
    text: str
    author_name: str = ""
    """The author of the words, where it is not the person who writes them down."""
    posted: bool = False
    """Whether a step is posted in the thread too."""
    values: dict[str, Any] = field(default_factory=dict)
    """More of the message's row."""


def readable(text: str, *, field: str = "text") -> str:
    """Strip what somebody wrote.

    Raises :class:`~core.errors.Invalid` where it is empty or too long, :class:`~core.redaction.HoldsNumbers` for what
    it must not hold.
    """
    stripped = text.replace("\0", "").strip()
    if not stripped or len(stripped) > LONGEST:
        raise Invalid(Phrase("Write between 1 and {most} characters.", most=LONGEST), field=field)
    redaction.refuse(stripped, field=field)
    return stripped


async def change(work: Work, ticket: Ticket, **values: Any) -> Ticket:
    """Change a ticket as it was read; its clocks, its card and the Homes of its owners follow.

    Raises :class:`ChangedMeanwhile` where somebody else changed it first.
    """
    moved = await work.db.execute(
        update(tickets)
        .where(tickets.c.id == ticket.id, tickets.c.version == ticket.version)
        .values(version=ticket.version + 1, changed_at=work.now, **values)
    )
    if moved.rowcount != 1:
        raise ChangedMeanwhile(f"{ticket.code} was changed by somebody else in the same moment. Look at it again.")
    await clock_rows.settle(work, await _again(work, ticket))
    await clock_rows.keep_next(work, ticket.id)
    changed = await _again(work, ticket)
    await show(work, changed)
    if ticket.call_back_told_at and ticket.call_back_at != changed.call_back_at:
        await remind_of_call(work, ticket)
    await staff.redraw_home(work, ticket.assignee_id, changed.assignee_id)
    return changed


async def show(work: Work, ticket: Ticket) -> None:
    """Have the ticket's card drawn again."""
    await outbox.send(work, TICKET_CHANGED, TicketBody(ticket_id=ticket.id))


async def say(work: Work, ticket: Ticket, actor: Actor, saying: Saying) -> UUID:
    """Write down what is said, and have it posted in the thread where it was not written there."""
    message_id = work.at.ids()
    await work.db.execute(
        insert(ticket_messages).values(
            id=message_id,
            ticket_id=ticket.id,
            at=work.now,
            kind=saying.kind,
            author_id=actor.staff_id,
            author_name=saying.author_name or actor.name,
            text=phrases.stored(saying.text),
            **saying.values,
        )
    )
    if "ts" not in saying.values and (saying.posted or saying.kind in SHOWN_IN_THREAD):
        await post_message(work, ticket, message_id)
    return message_id


async def post_message(work: Work, ticket: Ticket, message_id: UUID) -> None:
    """Have a message of a ticket posted in its thread, or updated there."""
    await outbox.send(work, TICKET_MESSAGE, TicketMessageBody(ticket_id=ticket.id, message_id=message_id))


async def tell_owner(work: Work, ticket: Ticket, text: str) -> None:
    """Tell the ticket's owner something about it; ``text`` names no player and no amount."""
    if ticket.assignee_id is not None:
        notice = OwnerNoticeBody(ticket_id=ticket.id, staff_id=ticket.assignee_id, text=text)
        await outbox.send(work, TICKET_OWNER_TOLD, notice)


async def remind_of_call(work: Work, ticket: Ticket) -> None:
    """Have the reminder of a promised call drawn: that it is due, or that it is over."""
    if ticket.call_back_at is not None:
        await outbox.send(work, TICKET_CALL, CallBody(ticket_id=ticket.id, at=ticket.call_back_at))


async def record(
    work: Work, actor: Actor, ticket: Ticket, action: str, *, facts: dict[str, Any] | None = None, **private: Any
) -> None:
    """Record the step; what was said is encrypted."""
    written = replace(entry(actor, ticket, action), private={name: said for name, said in private.items() if said})
    await audit.record(work, replace(written, facts={**written.facts, **(facts or {})}))


def entry(actor: Actor, ticket: Ticket, action: str) -> audit.Entry:
    """Begin the record of a step."""
    return audit.Entry(
        actor=actor,
        action=action,
        module="tickets",
        subject=audit.Subject("ticket", ticket.code),
        player_id=ticket.player_id,
        ticket=ticket.code,
        facts={"visibility": ticket.visibility.value},
    )


async def _again(work: Work, ticket: Ticket) -> Ticket:
    found = await queries.unfiltered(work.db, ticket.id)
    if found is None:
        message = "tickets are never deleted"
        raise RuntimeError(message)
    return found
