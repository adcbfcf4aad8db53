"""What a drawing of a ticket shows, read together."""

from bot.cards import ticket_card
from bot.cards.ticket_card import Sheet
from core import staff, tickets
from core.tickets import Ticket
from core.work import Work


async def sheet(work: Work, ticket: Ticket, *, said: bool = False) -> Sheet:
    """Read everything that a drawing of a ticket shows; its messages (``said``) only where one person reads it."""
    messages = (
        await tickets.lately(work.db, ticket.id, said=ticket_card.SAID_MOST, done=ticket_card.DONE_MOST) if said else ()
    )
    every = await tickets.count_messages(work.db, ticket.id) if said else 0
    return Sheet(
        ticket=ticket,
        owner=await staff.name_of(work.db, ticket.assignee_id) if ticket.assignee_id else None,
        clocks=await tickets.clocks_of(work.db, ticket.id),
        asked=await tickets.asked_from(work.db, ticket),
        now=work.now,
        messages=messages,
        more=every - len(messages),
    )
