"""The life of a ticket: its owner, what it waits for, where it is filed, solved, reopened, closed."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core import operations, staff
from core.errors import NotAllowed
from core.office import Category, Priority
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase
from core.players import brand_scope, honey
from core.staff import StaffId
from core.tickets import clock_rows, queries, store, thread_messages
from core.tickets.clock_rows import RunningClocks
from core.tickets.errors import NotNow, StillWaits, Taken
from core.tickets.queries import Ticket
from core.tickets.store import WORKING, Saying
from core.work import Work

STATES = {
    "open": "open",
    "in_progress": "in progress",
    "pending_player": "waiting for the player",
    "on_hold": "on hold",
    "solved": "solved",
    "closed": "closed",
}
"""What a state is called where people read it."""
MOVES = {
    "on_hold": ("ticket.held", "put it on hold"),
    "pending_player": ("ticket.left_waiting", "waits for the player"),
    "in_progress": ("ticket.resumed", "goes on with it"),
}
"""By the state it leads to: what the record calls it, and what the ticket says."""

_NO_CALL: dict[str, Any] = {"call_back_at": None, "call_back_told_at": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Where a ticket belongs; None leaves a thing as it is."""

    category: str | None = None
    priority: str | None = None
    visibility: Visibility | None = None
    player_id: int | None = None


@operations.operation("ticket.assigned", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def take(work: Work, actor: Actor, ticket_id: UUID) -> Ticket:
    """Become the owner of a ticket that nobody has.

    Raises :class:`Taken` naming its owner.
    """
    ticket = await at_work(work, actor, ticket_id)
    if ticket.assignee_id == actor.staff_id:
        raise Taken(f"{ticket.code} is yours already.")
    if ticket.assignee_id is not None:
        holder = await staff.name_of(work.db, ticket.assignee_id)
        raise Taken(f"{holder} has {ticket.code} already. If you are to go on with it, assign it to yourself.")
    return await _given(work, actor, ticket, actor.staff_id, "took it")


@operations.operation("ticket.assigned", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def assign(work: Work, actor: Actor, ticket_id: UUID, *, to: StaffId) -> Ticket:
    """Give a ticket to somebody who may work on it and see it.

    Raises :class:`~core.errors.NotAllowed` where that person may not.
    """
    ticket = await at_work(work, actor, ticket_id)
    member = await staff.colleague(work, to, field="assignee")
    may = member.works and member.actor.may(Permission.TICKET_WORK)
    if not (may and queries.visible(ticket, member.actor)):
        raise NotAllowed(f"{member.actor.name} cannot work on this ticket. Choose somebody else.", field="assignee")
    if ticket.assignee_id == member.id:
        raise Taken(f"{member.actor.name} has {ticket.code} already.", field="assignee")
    given = await _given(work, actor, ticket, member.id, f"gave it to {member.actor.name}")
    if member.id != actor.staff_id:
        await store.tell_owner(work, given, f"{given.code} is yours now; {actor.name} gave it to you.")
    return given


@operations.operation("ticket.held", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def hold(work: Work, actor: Actor, ticket_id: UUID) -> Ticket:
    """Put a ticket on hold; its clocks go on, since it waits neither for the player nor for an approval."""
    return await _moved(work, actor, ticket_id, to="on_hold")


@operations.operation("ticket.left_waiting", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def wait_for_player(work: Work, actor: Actor, ticket_id: UUID) -> Ticket:
    """Wait for the player; the clocks stop meanwhile."""
    return await _moved(work, actor, ticket_id, to="pending_player")


@operations.operation("ticket.resumed", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def go_on(work: Work, actor: Actor, ticket_id: UUID) -> Ticket:
    """Go on with a ticket that was on hold."""
    return await _moved(work, actor, ticket_id, to="in_progress")


@operations.operation("ticket.filed", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def file(work: Work, actor: Actor, ticket_id: UUID, filing: Filing) -> Ticket:
    """File a ticket by category, priority, visibility and player; its queue and its clocks follow.

    Raises :class:`~core.errors.NotAllowed` for a visibility that this person lacks, :class:`~core.errors.Unknown`
    for a player whom this person may not know of.
    """
    ticket = await at_work(work, actor, ticket_id)
    visibility = filing.visibility or ticket.visibility
    if visibility not in actor.sees:
        raise NotAllowed("You can only choose what you may read yourself.", field="visibility")
    standing = RunningClocks(Priority(filing.priority or ticket.priority), Category(filing.category or ticket.category))
    values: dict[str, Any] = {
        "category": standing.category.value,
        "priority": standing.priority.value,
        "visibility": visibility.value,
        "queue": work.office.tickets.queue(standing.category),
    }
    if filing.player_id is not None and filing.player_id != ticket.player_id:
        await brand_scope.refuse_unknown(work.db, actor, filing.player_id)
        await honey.refuse_touching(work.db, filing.player_id)
        values |= {"player_id": filing.player_id, "brand": await brand_scope.of(work.db, filing.player_id)}
    if await _lost(work, replace(ticket, visibility=visibility, brand=values.get("brand", ticket.brand))):
        values |= {"assignee_id": None, "state": "open" if ticket.state == "in_progress" else ticket.state}
    await clock_rows.reset(work, ticket, standing)
    changed = await store.change(work, ticket, **values)
    what = f"filed it as {standing.category.replace('_', ' ')}, {standing.priority}, for {visibility}"
    await step(work, actor, changed, "ticket.filed", what)
    return changed


@operations.operation("ticket.solved", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def solve(work: Work, actor: Actor, ticket_id: UUID, *, how: str) -> Ticket:
    """Solve a ticket, and say how.

    Raises :class:`StillWaits` naming a request asked from it that is not decided or confirmed yet.
    """
    ticket = await at_work(work, actor, ticket_id)
    said = store.readable(how)
    for one in await queries.asked_from(work.db, ticket):
        if one.open:
            raise StillWaits(
                f"{ticket.code} cannot be solved yet: request {one.code} ({one.action.replace('_', ' ')}), asked from "
                "it, still waits for a second person. It can be decided or taken back; then solve the ticket."
            )
    await clock_rows.meet(work, ticket, clock_rows.SOLVED)
    owner = ticket.assignee_id or actor.staff_id
    solved = await store.change(work, ticket, state="solved", solved_at=work.now, assignee_id=owner, **_NO_CALL)
    if ticket.call_back_at is not None:
        await store.say(work, solved, actor, Saying(kind="system", text="No call is owed any more: it is solved."))
    await store.say(work, solved, actor, Saying(kind="note", text=f"Solved: {said}"))
    await store.record(work, actor, solved, "ticket.solved", text=said)
    return solved


@operations.operation("ticket.reopened", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def reopen(work: Work, actor: Actor, ticket_id: UUID, *, why: str) -> Ticket:
    """Open a solved ticket again; its resolution clock starts again.

    Raises :class:`NotNow` for one that is not solved or is closed for good.
    """
    ticket = await queries.locked(work.db, ticket_id, actor=actor)
    said = store.readable(why)
    if ticket.state != "solved":
        hint = "Open a new one; it can name this one." if ticket.state == "closed" else "Just go on with it."
        raise NotNow(f"{ticket.code} is {STATES[ticket.state]}. {hint}")
    return await opened_again(work, actor, ticket, why=said)


async def opened_again(work: Work, actor: Actor, ticket: Ticket, *, why: str) -> Ticket:
    """Open a solved ticket again, at a colleague's or the player's word."""
    await clock_rows.restart(work, ticket)
    state = "in_progress" if ticket.assignee_id else "open"
    changed = await store.change(work, ticket, state=state, solved_at=None)
    await step(work, actor, changed, "ticket.reopened", "opened it again")
    await store.say(work, changed, actor, Saying(kind="note", text=f"Opened again: {why}"))
    return changed


@operations.operation("ticket.closed", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def close(work: Work, actor: Actor, ticket_id: UUID) -> Ticket:
    """Close a solved ticket for good.

    Raises :class:`NotNow` for one that is not solved.
    """
    ticket = await queries.locked(work.db, ticket_id, actor=actor)
    if ticket.state != "solved":
        raise NotNow(f"{ticket.code} is {STATES[ticket.state]}; only a solved ticket is closed.")
    changed = await store.change(work, ticket, state="closed", closed_at=work.now)
    await step(work, actor, changed, "ticket.closed", "closed it")
    return changed


async def at_work(work: Work, actor: Actor, ticket_id: UUID) -> Ticket:
    """Lock a ticket that somebody wants to work on.

    Raises :class:`NotNow` for one that is solved or closed, naming who did that.
    """
    ticket = await queries.locked(work.db, ticket_id, actor=actor)
    if not ticket.open:
        by = await _by_whom(work, ticket)
        raise NotNow(Phrase("{code} is {state} already{by}.", code=ticket.code, state=STATES[ticket.state], by=by))
    return ticket


async def step(work: Work, actor: Actor, ticket: Ticket, action: str, done: str, **facts: str) -> None:
    """Write a step into the thread and the record."""
    await store.say(work, ticket, actor, Saying(kind="system", text=Phrase("{who} {done}.", who=actor.name, done=done)))
    await store.record(work, actor, ticket, action, facts=facts | {"state": ticket.state})


async def _lost(work: Work, ticket: Ticket) -> bool:
    """Tell whether the owner may not see the ticket as it will be."""
    if ticket.assignee_id is None:
        return False
    owner = await staff.by_id(work.db, ticket.assignee_id, office=work.office, now=work.now)
    return not queries.visible(ticket, owner.actor)


async def _by_whom(work: Work, ticket: Ticket) -> str:
    """Say who solved or closed it, and when."""
    at = ticket.closed_at or ticket.solved_at
    who = await thread_messages.author_at(work.db, ticket.id, at) if at else None
    return Phrase(", by {who} {at}", who=who, at=at) if at and who else ""


async def _given(work: Work, actor: Actor, ticket: Ticket, to: UUID | None, done: str) -> Ticket:
    state = "in_progress" if ticket.state == "open" else ticket.state
    changed = await store.change(work, ticket, assignee_id=to, state=state)
    await step(work, actor, changed, "ticket.assigned", done, to=str(to))
    return changed


async def _moved(work: Work, actor: Actor, ticket_id: UUID, *, to: str) -> Ticket:
    ticket = await at_work(work, actor, ticket_id)
    if ticket.state == to:
        raise NotNow(f"{ticket.code} is {STATES[to]} already.")
    changed = await store.change(work, ticket, state=to, assignee_id=ticket.assignee_id or actor.staff_id)
    await step(work, actor, changed, *MOVES[to])
    return changed
