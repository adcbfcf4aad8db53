"""Handover of all open tickets of somebody: at the end of a shift, and when somebody leaves."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from core import operations, outbox, staff
from core.errors import Invalid, NotAllowed
from core.operations import Seen
from core.outbox import Body, Topic
from core.people import Actor, Permission, Visibility
from core.staff import Member, StaffId
from core.tickets import lifecycle, queries, store
from core.tickets.errors import NotNow
from core.tickets.queries import Ticket
from core.tickets.store import WORKING
from core.work import Work


class HandedBody(Body):
    """To whom tickets were handed, by whom, and the codes of the tickets."""

    staff_id: UUID
    by: str
    codes: tuple[str, ...]


TICKETS_HANDED = Topic("tickets_handed", HandedBody, subject="tickets_handed:{outbox_id}")


@dataclass(frozen=True, slots=True)
class Handed:
    """Where the tickets went, by their codes."""

    given: tuple[str, ...]
    queued: tuple[str, ...]
    """Back in their queues: nobody was named, or the colleague may not see them."""
    to: str = ""
    """The colleague's name."""


@operations.query("ticket.handover_considered", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def prepare_handover(work: Work, actor: Actor) -> Seen[None]:  # noqa: ARG001 - only the right is asked for
    """Open the form that hands all of one's open tickets on."""
    return Seen(None)


@operations.operation("ticket.handed_on", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def hand_on(work: Work, actor: Actor, *, to: StaffId | None) -> Handed:
    """Give all of one's open tickets to a colleague; those that this colleague may not see, or all, to their queues.

    Raises :class:`~core.errors.NotAllowed` where that colleague may not work on tickets, :class:`NotNow` for none.
    """
    colleague = await _colleague(work, to) if to else None
    if actor.staff_id is None or (colleague and colleague.id == actor.staff_id):
        raise Invalid("Choose a colleague, or nobody to put them back into their queues.", field="colleague")
    given, queued = [], []
    for one in await _held(work, [actor.staff_id], by=actor):
        if colleague is not None and queries.visible(one, colleague.actor):
            changed = await store.change(work, one, assignee_id=colleague.id)
            done = f"handed it on to {colleague.actor.name}"
            given.append(one.code)
        else:
            changed = await _back(work, one)
            done = "put it back into the queue"
            queued.append(one.code)
        await lifecycle.step(work, actor, changed, "ticket.handed_on", done, to=str(changed.assignee_id))
    if not (given or queued):
        raise NotNow("You have no open ticket to hand on.")
    if colleague is not None and given:
        handed = HandedBody(staff_id=colleague.id, by=actor.name, codes=tuple(sorted(given)))
        await outbox.send(work, TICKETS_HANDED, handed)
    name = colleague.actor.name if colleague else ""
    return Handed(tuple(sorted(given)), tuple(sorted(queued)), to=name)


async def hand_back(work: Work, *, staff_ids: Collection[UUID], by: Actor) -> int:
    """Put all open tickets of somebody who leaves, with these accounts, back into their queues; give how many."""
    held = await _held(work, staff_ids, by=by)
    for one in held:
        changed = await _back(work, one)
        await lifecycle.step(work, by, changed, "ticket.handed_back", "put it back into the queue: its owner left")
    return len(held)


async def _held(work: Work, staff_ids: Collection[UUID], *, by: Actor) -> list[Ticket]:
    """Lock all open tickets of somebody's accounts by number, including those that the actor may not see."""
    everything = Actor(by.staff_id, by.person, by.name, sees=frozenset(Visibility), origin=by.origin)
    held: list[Ticket] = []
    theirs = [ticket for staff_id in staff_ids for ticket in await queries.assigned_to(work.db, staff_id)]
    for one in sorted(theirs, key=lambda ticket: ticket.number):
        ticket = await queries.locked(work.db, one.id, actor=everything)
        if ticket.assignee_id in staff_ids and ticket.open:
            held.append(ticket)
    return held


async def _back(work: Work, ticket: Ticket) -> Ticket:
    state = "open" if ticket.state == "in_progress" else ticket.state
    return await store.change(work, ticket, assignee_id=None, state=state)


async def _colleague(work: Work, staff_id: StaffId) -> Member:
    member = await staff.colleague(work, staff_id, field="colleague")
    if not (member.works and member.actor.may(Permission.TICKET_WORK)):
        raise NotAllowed(f"{member.actor.name} cannot work on tickets. Choose somebody else.", field="colleague")
    return member
