"""Requests that are asked from a ticket: the ticket waits while they do, and reads how they ended."""

from dataclasses import replace

from core import platform
from core.database.tables import tickets
from core.people import PITBOSS, Actor, Visibility
from core.requests import Request
from core.tickets import queries, store
from core.tickets.errors import NotNow
from core.tickets.queries import Ticket
from core.tickets.store import Saying
from core.work import Work


async def asked(work: Work, request: Request, *, actor: Actor) -> None:
    """Let the ticket that a request names wait for it. A name that is no ticket of ours is another system's.

    Raises :class:`NotNow` for a ticket that is solved or closed.
    """
    ticket = await _of(work, request)
    if ticket is None:
        return
    if not ticket.open and queries.visible(ticket, actor):
        words = f"{ticket.code} is {ticket.state} already. Reopen it before anything is asked from it, or leave it out."
        raise NotNow(words, field="ticket")
    await store.say(work, ticket, PITBOSS, Saying(kind="system", text=f"Request {_named(request)} was asked."))
    await store.change(work, ticket)


async def outcome(work: Work, request: Request) -> None:
    """Write into the ticket how a request asked from it ended, and notify its owner."""
    ticket = await _of(work, request)
    if ticket is None:
        return
    order = await platform.of_request(work.db, request.id)
    how = platform.orders.ended_words(_told(request), order)
    why = " Its details tell why." if order and order.answer else ""
    text = f"Request {_named(request)}: {how}.{why}"
    await store.say(work, ticket, PITBOSS, Saying(kind="system", text=text, posted=True))
    facts = {"request": request.code, "state": request.state}
    await store.record(work, PITBOSS, ticket, "ticket.outcome_written", facts=facts)
    changed = await store.change(work, ticket)
    await store.tell_owner(work, changed, f"{ticket.code}: request {request.code}: {how}.")


async def _of(work: Work, request: Request) -> Ticket | None:
    number = queries.number(request.ticket) if request.ticket else None
    if number is None or request.ticket != queries.code(number):
        return None
    await queries.hold_named(work.db, [request.ticket])
    return await queries.found(work.db, tickets.c.number == number)


def _told(request: Request) -> Request:
    """Give a request without who decided it, where not everybody may read about it: few may, and who they are tells."""
    if request.policy["visibility"] == Visibility.STAFF:
        return request
    return replace(request, closed_by=None, close_reason=request.ended_by_itself)


def _named(request: Request) -> str:
    return f"{request.code} ({request.action.replace('_', ' ')})"
