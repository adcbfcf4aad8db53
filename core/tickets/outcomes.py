"""Requests that are asked from a ticket: the ticket waits while they do, and reads how they ended."""

from core import platform
from core.people import PITBOSS, Actor
from core.requests import Request
from core.tables import tickets
from core.tickets import changing, reading
from core.tickets.changing import Saying
from core.tickets.reading import Ticket
from core.tickets.refusals import NotNow
from core.work import Work


async def asked(work: Work, request: Request, *, actor: Actor) -> None:
    """Let the ticket that a request names wait for it. A name that is no ticket of ours is another system's.

    Raises :class:`NotNow` for a ticket that is solved or closed.
    """
    ticket = await _of(work, request)
    if ticket is None:
        return
    if not ticket.open and reading.visible(ticket, actor):
        words = f"{ticket.code} is {ticket.state} already. Reopen it before anything is asked from it, or leave it out."
        raise NotNow(words, field="ticket")
    await changing.say(work, ticket, PITBOSS, Saying(kind="system", text=f"Request {_named(request)} was asked."))
    await changing.change(work, ticket)


async def outcome(work: Work, request: Request) -> None:
    """Write into the ticket how a request asked from it ended, and tell whoever has the ticket now."""
    ticket = await _of(work, request)
    if ticket is None:
        return
    order = await platform.of_request(work.db, request.id)
    how = platform.words.ended(request, order)
    why = " Its details tell why." if order and order.answer else ""
    text = f"Request {_named(request)}: {how}.{why}"
    await changing.say(work, ticket, PITBOSS, Saying(kind="system", text=text, posted=True))
    facts = {"request": request.code, "state": request.state}
    await changing.record(work, PITBOSS, ticket, "ticket.outcome_written", facts=facts)
    changed = await changing.change(work, ticket)
    await changing.tell_owner(work, changed, f"{ticket.code}: request {request.code}: {how}.")


async def _of(work: Work, request: Request) -> Ticket | None:
    number = reading.number(request.ticket) if request.ticket else None
    if number is None or request.ticket != reading.code(number):
        return None
    await reading.hold(work.db, number)
    return await reading.found(work.db, tickets.c.number == number)


def _named(request: Request) -> str:
    return f"{request.code} ({request.action.replace('_', ' ')})"
