"""The clocks of a ticket as rows: set, stopped, moved on, met; those of a ticket opened again are kept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, insert, literal, select, update

from core.database.tables import past_ticket_clocks, ticket_clocks, tickets
from core.office import Category, Priority
from core.tickets import priority_deadlines, queries, sla_clocks
from core.tickets.priority_deadlines import Deadlines, NewPriority
from core.tickets.queries import ClockRow, Ticket
from core.tickets.sla_clocks import Clock, Due
from core.work import Work

WAITS_FOR_PLAYER = "pending_player"
ANSWERED = (Clock.FIRST_RESPONSE,)
SOLVED = tuple(Clock)
URGENT, DUE, NOTHING_DUE = range(3)
"""Where a ticket stands in a list: what is urgent, what is due sometime, what nothing is due of."""


@dataclass(frozen=True, slots=True)
class RunningClocks:
    """A ticket's clocks while nothing stops them."""

    priority: Priority
    category: Category


async def start(work: Work, ticket_id: UUID, standing: RunningClocks) -> None:
    """Set every clock that a ticket of this kind has."""
    rows = [
        {"ticket_id": ticket_id, "clock": clock.value, **_started(work, standing.priority, clock)}
        for clock in sla_clocks.which(standing.category)
    ]
    await work.db.execute(insert(ticket_clocks), rows)
    await keep_next(work, ticket_id)


async def reset(work: Work, ticket: Ticket, standing: RunningClocks) -> None:
    """Set the running clocks by another priority or category; what is over stays over, and no time is gained."""
    rows = {row.clock: row for row in await queries.clocks_of(work.db, ticket.id)}
    at = ticket.clock_stopped_at or work.now
    for clock in sla_clocks.which(standing.category):
        row = rows.get(clock.value)
        if row is None:
            values = {"ticket_id": ticket.id, "clock": clock.value, **_started(work, standing.priority, clock)}
            await work.db.execute(insert(ticket_clocks).values(values))
        elif clock in sla_clocks.STOPPING and row.met_at is None and row.due_at > at:
            known = _known(work, ticket, row)
            moved, due = priority_deadlines.changed(work.office, known, NewPriority(clock, standing.priority, at))
            await _set(work, ticket.id, clock, **_values(moved, due))


async def restart(work: Work, ticket: Ticket) -> None:
    """Start the resolution clock again, since the ticket was not solved after all; how it went before is kept."""
    names = ("ticket_id", "clock", "due_at", "met_at")
    met = select(*(ticket_clocks.c[name] for name in names), literal(work.now, past_ticket_clocks.c.ended_at.type))
    again = [clock.value for clock in (Clock.RESOLUTION, Clock.COMPLAINT)]
    past = met.where(ticket_clocks.c.ticket_id == ticket.id, ticket_clocks.c.clock.in_(again))
    await work.db.execute(insert(past_ticket_clocks).from_select([*names, "ended_at"], past))
    fresh = {"met_at": None, "warned_at": None, "breached_at": None}
    set_now = _started(work, Priority(ticket.priority), Clock.RESOLUTION)
    await _set(work, ticket.id, Clock.RESOLUTION, **set_now, **fresh)
    if ticket.category == Category.COMPLAINT:
        await _set(work, ticket.id, Clock.COMPLAINT, met_at=None)


async def meet(work: Work, ticket: Ticket, which: tuple[Clock, ...]) -> None:
    """Say that what these clocks measure happened, if it has not before."""
    await work.db.execute(
        update(ticket_clocks)
        .where(
            ticket_clocks.c.ticket_id == ticket.id,
            ticket_clocks.c.clock.in_([clock.value for clock in which]),
            ticket_clocks.c.met_at.is_(None),
        )
        .values(met_at=work.now)
    )


async def settle(work: Work, ticket: Ticket) -> None:
    """Stop the clocks while the ticket waits for the player or a second person; else let them go on."""
    waits = ticket.open and (
        ticket.state == WAITS_FOR_PLAYER or any(one.open for one in await queries.asked_from(work.db, ticket))
    )
    if waits == (ticket.clock_stopped_at is not None):
        return
    if not waits and ticket.open:
        await _move_on(work, ticket)
    stopped_at = work.now if waits else None
    await work.db.execute(update(tickets).where(tickets.c.id == ticket.id).values(clock_stopped_at=stopped_at))


async def keep_next(work: Work, ticket_id: UUID) -> None:
    """Write with the ticket when its next running clock is over and where it stands in a list, as lists read it."""
    due = queries.next_due()
    next_at = case((due.is_(None) | (tickets.c.call_back_at < due), tickets.c.call_back_at), else_=due)
    rank = case((next_at.is_(None), NOTHING_DUE), (tickets.c.priority == Priority.URGENT, URGENT), else_=DUE)
    values = {"due_at": due, "next_at": next_at, "rank": rank}
    await work.db.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


async def _move_on(work: Work, ticket: Ticket) -> None:
    if ticket.clock_stopped_at is None:
        return
    for row in await queries.clocks_of(work.db, ticket.id):
        if row.stands_still(ticket.clock_stopped_at):
            known = _known(work, ticket, row)
            moved = priority_deadlines.resumed(work.office, known, stopped_at=ticket.clock_stopped_at, now=work.now)
            due = priority_deadlines.under(moved, Priority(ticket.priority))
            await _set(work, ticket.id, Clock(row.clock), **_values(moved, due))


def _started(work: Work, priority: Priority, clock: Clock) -> dict[str, Any]:
    known = priority_deadlines.started(work.office, priority, clock, work.now)
    return _values(known, priority_deadlines.under(known, priority))


def _known(work: Work, ticket: Ticket, row: ClockRow) -> Deadlines:
    """Read the deadlines of a clock; one set before they were kept has none but its own, and gains nothing either."""
    if known := priority_deadlines.read(row.deadlines):
        return known
    own = Due(row.warn_at, row.due_at)
    since_opened = priority_deadlines.started(
        work.office, Priority(ticket.priority), Clock(row.clock), ticket.opened_at
    )
    lower = {each: max(one, own, key=lambda one: one.due_at) for each, one in since_opened.items()}
    return {**lower, Priority(ticket.priority): own}


def _values(known: Deadlines, due: Due) -> dict[str, Any]:
    return {"warn_at": due.warn_at, "due_at": due.due_at, "deadlines": priority_deadlines.stored(known)}


async def _set(work: Work, ticket_id: UUID, clock: Clock, **values: Any) -> None:
    which = (ticket_clocks.c.ticket_id == ticket_id, ticket_clocks.c.clock == clock.value)
    await work.db.execute(update(ticket_clocks).where(*which).values(**values))
