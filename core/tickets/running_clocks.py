"""The clocks of a ticket as rows: set, stopped, moved on, met."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update

from core.database.tables import ticket_clocks, tickets
from core.office import Category, Priority
from core.tickets import queries, sla_clocks
from core.tickets.queries import Ticket
from core.tickets.sla_clocks import Clock
from core.work import Work

WAITS_FOR_PLAYER = "pending_player"
ANSWERED = (Clock.FIRST_RESPONSE,)
SOLVED = tuple(Clock)


@dataclass(frozen=True, slots=True)
class RunningClocks:
    """A ticket's clocks while nothing stops them."""

    priority: Priority
    category: Category


async def start(work: Work, ticket_id: UUID, standing: RunningClocks) -> None:
    """Set every clock that a ticket of this kind has."""
    rows = []
    for clock in sla_clocks.which(standing.category):
        due = sla_clocks.started(work.office, standing.priority, clock, work.now)
        rows.append({"ticket_id": ticket_id, "clock": clock.value, "warn_at": due.warn_at, "due_at": due.due_at})
    await work.db.execute(insert(ticket_clocks), rows)


async def reset(work: Work, ticket: Ticket, standing: RunningClocks) -> None:
    """Set the running clocks by another priority or category, from now on; never to more time than was left."""
    sooner = list(Priority).index(standing.priority) >= list(Priority).index(Priority(ticket.priority))
    rows = {row.clock: row for row in await queries.clocks_of(work.db, ticket.id)}
    since = ticket.clock_stopped_at or work.now
    for clock in sla_clocks.which(standing.category):
        due = sla_clocks.started(work.office, standing.priority, clock, since)
        row = rows.get(clock.value)
        if row is None:
            values = {"ticket_id": ticket.id, "clock": clock.value, "warn_at": due.warn_at, "due_at": due.due_at}
            await work.db.execute(insert(ticket_clocks).values(values))
        elif clock in sla_clocks.STOPPING and row.met_at is None and (due.due_at < row.due_at or not sooner):
            await _set(work, ticket.id, clock, warn_at=due.warn_at, due_at=due.due_at)


async def restart(work: Work, ticket: Ticket) -> None:
    """Start the resolution clock again, since the ticket was not solved after all."""
    due = sla_clocks.started(work.office, Priority(ticket.priority), Clock.RESOLUTION, work.now)
    fresh = {"met_at": None, "warned_at": None, "breached_at": None}
    await _set(work, ticket.id, Clock.RESOLUTION, warn_at=due.warn_at, due_at=due.due_at, **fresh)
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


async def _move_on(work: Work, ticket: Ticket) -> None:
    if ticket.clock_stopped_at is None:
        return
    counting = sla_clocks.hours(work.office, Priority(ticket.priority))
    moved = []
    for row in await queries.clocks_of(work.db, ticket.id):
        if row.met_at is None and row.clock in sla_clocks.STOPPING:
            times = {
                name: sla_clocks.resumed(at, stopped_at=ticket.clock_stopped_at, now=work.now, counting=counting)
                for name, at in (("warned_from", row.warn_at), ("over_at", row.due_at))
            }
            moved.append({"which": row.clock, **times})
    if moved:
        await work.db.execute(
            update(ticket_clocks)
            .where(ticket_clocks.c.ticket_id == ticket.id, ticket_clocks.c.clock == bindparam("which"))
            .values(warn_at=bindparam("warned_from"), due_at=bindparam("over_at")),
            moved,
        )


async def _set(work: Work, ticket_id: UUID, clock: Clock, **values: Any) -> None:
    which = (ticket_clocks.c.ticket_id == ticket_id, ticket_clocks.c.clock == clock.value)
    await work.db.execute(update(ticket_clocks).where(*which).values(**values))
