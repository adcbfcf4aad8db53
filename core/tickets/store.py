"""What every change of a ticket does: compare and set, say it in the thread, record it, promise that screens follow."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from core import audit, outbox, staff
from core.database.tables import ticket_messages, tickets
from core.errors import Invalid
from core.people import Actor, Permission
from core.tickets import queries, redaction, running_clocks
from core.tickets.errors import ChangedMeanwhile, HoldsNumbers
from core.tickets.queries import Ticket
from core.work import Work

LONGEST = 10_000
"""Characters of one message that are kept: more than anybody reads in a ticket."""
SHOWN_IN_THREAD = frozenset({"note", "reply", "player"})
"""Kinds of messages that are posted in the thread when they were written in a form; steps stand on the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something to be said in a ticket."""

    kind: str
    text: str
    author_name: str = ""
    """Whose words they are, where not those of whoever writes them down."""
    posted: bool = False
    """Whether a step is posted in the thread too."""
    values: dict[str, Any] = field(default_factory=dict)
    """More of the message's row."""


async def opened(work: Work, actor: Actor, ticket_id: UUID) -> Ticket:
    """Take hold of a ticket that somebody wants to change.

    Raises :class:`~core.errors.NotAllowed` without the right, :class:`~core.errors.Unknown` where it may not be seen.
    """
    refuse_without_right(work, actor)
    return await queries.locked(work.db, ticket_id, actor=actor)


def refuse_without_right(work: Work, actor: Actor) -> None:
    """Refuse whoever may not work on tickets."""
    work.office.demand(actor, Permission.TICKET_WORK, "work on tickets")


def readable(text: str, *, field: str = "text") -> str:
    """Give what somebody wrote without blanks around it.

    Raises :class:`~core.errors.Invalid` where it is empty or too long, :class:`HoldsNumbers` for what it must not hold.
    """
    stripped = text.replace("\0", "").strip()
    if not stripped or len(stripped) > LONGEST:
        raise Invalid(f"Write between 1 and {LONGEST:,} characters.", field=field)
    if findings := redaction.found(stripped):
        raise HoldsNumbers(
            f"This holds {redaction.named(findings)}, which must not stand in a ticket. "
            f"Write instead: “{redaction.suggestion(stripped)}”",
            field=field,
        )
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
    await running_clocks.settle(work, await _again(work, ticket))
    changed = await _again(work, ticket)
    await show(work, changed)
    if ticket.call_back_told_at and ticket.call_back_at != changed.call_back_at:
        await remind_of_call(work, ticket)
    await staff.redraw_home(work, ticket.assignee_id, changed.assignee_id)
    return changed


async def show(work: Work, ticket: Ticket) -> None:
    """Promise that the ticket's card will be drawn."""
    await outbox.promise(work, "ticket", f"ticket:{ticket.id}", body={"ticket_id": str(ticket.id)})


async def say(work: Work, ticket: Ticket, actor: Actor, saying: Saying) -> UUID:
    """Write down what is said; what was not written in the thread is promised to be posted there."""
    message_id = work.at.ids()
    await work.db.execute(
        insert(ticket_messages).values(
            id=message_id,
            ticket_id=ticket.id,
            at=work.now,
            kind=saying.kind,
            author_id=actor.staff_id,
            author_name=saying.author_name or actor.name,
            text=saying.text,
            **saying.values,
        )
    )
    if "ts" not in saying.values and (saying.posted or saying.kind in SHOWN_IN_THREAD):
        body = {"ticket_id": str(ticket.id), "message_id": str(message_id)}
        await outbox.promise(work, "ticket_message", f"ticket:{ticket.id}", body=body)
    return message_id


async def tell_owner(work: Work, ticket: Ticket, text: str) -> None:
    """Promise that whoever has the ticket is told something about it; ``text`` names no player and no amount."""
    if ticket.assignee_id is not None:
        told = {"ticket_id": str(ticket.id), "staff_id": str(ticket.assignee_id), "text": text}
        await outbox.promise(work, "ticket_told", f"ticket_told:{work.at.ids()}", body=told)


async def remind_of_call(work: Work, ticket: Ticket) -> None:
    """Promise that the reminder of a promised call is drawn: that it is due, or over once that is so."""
    at = ticket.call_back_at.isoformat() if ticket.call_back_at else ""
    body = {"ticket_id": str(ticket.id), "at": at}
    await outbox.promise(work, "ticket_call", f"ticket_call:{ticket.id}:{at}", body=body)


async def record(
    work: Work, actor: Actor, ticket: Ticket, action: str, *, facts: dict[str, Any] | None = None, **private: Any
) -> None:
    """Write the step down; what was said lies under seal."""
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
    found = await queries.found(work.db, tickets.c.id == ticket.id)
    if found is None:
        message = "tickets are never deleted"
        raise RuntimeError(message)
    return found
