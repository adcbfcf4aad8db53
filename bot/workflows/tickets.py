"""Tickets, drawn: the card and the thread, notices to their owners, what is late; and the clock that decides that."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from slackblocks import Block

from bot import kit
from bot.cards import ticket_card
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import tickets
from core.outbox import OutboxMessage
from core.people import PITBOSS, Visibility
from core.tickets import (
    CallBody,
    HandedBody,
    LateBody,
    OwnerNoticeBody,
    Sheet,
    Ticket,
    TicketBody,
    TicketMessageBody,
    card_content,
)
from core.tickets.thread_heads import PLACE

HIDDEN = "This ticket is now shown only to people who may see it."


async def card(services: Services, queued: OutboxMessage[TicketBody]) -> Iterable[Drawing]:
    """Draw the head of a ticket's thread where those work who may see it; what stands elsewhere is emptied."""
    found = await transactions.see(services, PITBOSS, card_content.posting, queued.body.ticket_id)
    little = Message(HIDDEN, tuple(kit.render(ticket_card.elsewhere(found.ticket))))
    emptied = [Drawing(place=each, channel=channel, message=little, only_change=True) for each, channel in found.stale]
    return [*emptied, *map(_head(found.sheet), found.places)]


async def message(services: Services, queued: OutboxMessage[TicketMessageBody]) -> Iterable[Drawing]:
    """Post what was written in a form into the ticket's thread, where it has one: in a channel."""
    body = queued.body
    found = await transactions.see(services, PITBOSS, card_content.posting, body.ticket_id, message_id=body.message_id)
    said = found.message
    if said is None:
        return ()
    head, text = _head(found.sheet), f"Ticket {found.ticket.code}: something was written."
    whole = Message(text, tuple(kit.limited(ticket_card.posted(said))))
    posted = [
        replace(head(each), place=f"{card_content.SAID}{said.id}", message=whole, thread=PLACE) for each in found.places
    ]
    return [*map(head, found.places), *posted]


async def owner_notice(services: Services, queued: OutboxMessage[OwnerNoticeBody]) -> Iterable[Drawing]:
    """Tell somebody something about a ticket, as long as they may see it."""
    body = queued.body
    found = await transactions.see(services, PITBOSS, card_content.notice, body.ticket_id, staff_id=body.staff_id)
    if found is None:
        return ()
    return [Drawing(place="told", channel=found.account, message=_notice(found.ticket, body.text))]


async def handed(services: Services, queued: OutboxMessage[HandedBody]) -> Iterable[Drawing]:
    """Tell somebody once which tickets a colleague handed on to them."""
    account = await transactions.see(services, PITBOSS, card_content.colleague, staff_id=queued.body.staff_id)
    if account is None:
        return ()
    text = f"{queued.body.by} handed these tickets on to you: {kit.listed(list(queued.body.codes))}."
    mine = kit.buttons(kit.button("My tickets", "ticket:mine"))
    return [Drawing(place="told", channel=account, message=_message((text, [kit.say(text), mine])))]


async def late(services: Services, queued: OutboxMessage[LateBody]) -> Iterable[Drawing]:
    """Say once that a ticket gets or is late, where those work who may see it."""
    ticket, places = await transactions.see(services, PITBOSS, card_content.late, queued.body.ticket_id)
    return [_noted(ticket, "late", place, _notice(ticket, queued.body.text)) for place in places]


async def call(services: Services, queued: OutboxMessage[CallBody]) -> Iterable[Drawing]:
    """Remind of a promised call; once it is made or moved, the reminder says so."""
    at = queued.body.at
    found = await transactions.see(services, PITBOSS, card_content.call, queued.body.ticket_id, at=at)
    if found.due:
        due = _message(ticket_card.call_due(found.ticket, at))
        return [_noted(found.ticket, "call", place, due) for place in found.places]
    over = _message(ticket_card.call_over(found.ticket, at))
    return [Drawing(place="call", channel=channel, message=over, only_change=True) for channel in found.places]


async def sweep(services: Services) -> None:
    """Warn and breach clocks, remind of calls, close what was solved long ago."""
    await transactions.do(services, PITBOSS, tickets.sweep, None)


def _head(sheet: Sheet) -> Callable[[str], Drawing]:
    """Draw the head of the thread for any place; where not all may see it, it says only that there is one."""
    ticket = sheet.ticket
    notice = ticket_card.notice(ticket)
    whole, little = Message(notice, tuple(kit.limited(ticket_card.in_channel(sheet)))), _little(ticket)

    def at(place: str) -> Drawing:
        return Drawing(place=PLACE, channel=place, message=whole, instead=little, sees=ticket.visibility)

    return at


def _noted(ticket: Ticket, place: str, channel: str, message: Message) -> Drawing:
    """Place a message that names a ticket and says nothing about its player."""
    instead = None if ticket.visibility is Visibility.STAFF else _little(ticket)
    return Drawing(place=place, channel=channel, message=message, instead=instead, sees=ticket.visibility)


def _little(ticket: Ticket) -> Message:
    return Message(ticket_card.notice(ticket), tuple(kit.render(ticket_card.elsewhere(ticket))))


def _notice(ticket: Ticket, text: str) -> Message:
    opening = kit.button("Open", "ticket:open", value=str(ticket.id))
    return _message((text, [kit.say(text), kit.buttons(opening)]))


def _message(drawn: tuple[str, list[Block]]) -> Message:
    text, blocks = drawn
    return Message(kit.notification(text), tuple(kit.render(blocks)))


DRAWERS: Drawers = (
    Drawer(tickets.TICKET_CHANGED, card),
    Drawer(tickets.TICKET_MESSAGE, message),
    Drawer(tickets.TICKET_OWNER_TOLD, owner_notice),
    Drawer(tickets.TICKET_LATE, late),
    Drawer(tickets.TICKET_CALL, call),
    Drawer(tickets.TICKETS_HANDED, handed),
)
JOBS = (Job(sweep, every=timedelta(seconds=30)),)
