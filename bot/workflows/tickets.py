"""Tickets, drawn: the card and the thread, notices to their owners, what is late; and the clock that decides that."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from slackblocks import Block

from bot import kit
from bot.cards import ticket_card
from bot.cards.desired import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows import ticket_sheets
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import audit, posted_messages, staff, tickets
from core.office import Channel
from core.outbox import OutboxMessage
from core.people import PITBOSS, Permission, Visibility
from core.staff import Member
from core.tickets import CallBody, HandedBody, LateBody, OwnerNoticeBody, Ticket, TicketBody, TicketMessageBody
from core.tickets.thread_heads import PLACE
from core.work import Work

LEVELS = tuple(Visibility)
"""From what all staff may see to what the fewest may."""
CHANNELS = {Visibility.STAFF: Channel.SUPPORT, Visibility.SECURITY: Channel.SECURITY}
"""Where tickets stand, by who may see them; the others reach each of those people alone."""
HIDDEN = "A ticket is kept by those who may see it."
SAID = "said:"
"""The prefix of the places of messages in a thread."""
ALL_SAID = 1_000
"""Messages that are emptied at most: more than any ticket holds."""


async def card(services: Services, queued: OutboxMessage[TicketBody]) -> Iterable[Drawing]:
    """Draw the head of a ticket's thread where those who may see it work; elsewhere the card is emptied."""
    async with services.database.read() as db:
        work = services.work(db)
        ticket = await _ticket(work, queued.body)
        places = await _places(work, ticket)
        stale = await _stale(work, ticket, places)
        head = await _head(work, ticket)
    little = Message(HIDDEN, tuple(kit.render(ticket_card.elsewhere(ticket))))
    emptied = [Drawing(place=place, channel=channel, message=little, only_change=True) for place, channel in stale]
    return [*emptied, *(head(place) for place in places)]


async def message(services: Services, queued: OutboxMessage[TicketMessageBody]) -> Iterable[Drawing]:
    """Draw a message that was written in a form, in the ticket's thread in a channel."""
    async with services.database.read() as db:
        work = services.work(db)
        ticket = await _ticket(work, queued.body)
        said = await tickets.message_by_id(db, queued.body.message_id)
        if said is None or ticket.visibility is Visibility.COMPLIANCE:
            return ()
        places = await _places(work, ticket)
        head = await _head(work, ticket)
    whole = Message(f"Ticket {ticket.code}: something was written.", tuple(kit.limited(ticket_card.posted(said))))
    posted = [replace(head(each), place=f"{SAID}{said.id}", message=whole, thread=PLACE) for each in places]
    return [*map(head, places), *posted]


async def owner_notice(services: Services, queued: OutboxMessage[OwnerNoticeBody]) -> Iterable[Drawing]:
    """Draw a notice for a ticket's owner, as long as they may see the ticket."""
    async with services.database.read() as db:
        ticket = await tickets.unfiltered(db, queued.body.ticket_id)
        owner = await staff.by_id(db, queued.body.staff_id, office=services.office, now=services.clock().now)
    if ticket is None or not owner.works or not tickets.visible(ticket, owner.actor):
        return ()
    return [Drawing(place="told", channel=owner.user_id, message=_notice(ticket, queued.body.text))]


async def handed(services: Services, queued: OutboxMessage[HandedBody]) -> Iterable[Drawing]:
    """Draw the notice of which tickets a colleague handed on."""
    async with services.database.read() as db:
        owner = await staff.by_id(db, queued.body.staff_id, office=services.office, now=services.clock().now)
    if not owner.works:
        return ()
    text = f"{queued.body.by} handed on to you: {kit.listed(list(queued.body.codes))}."
    mine = kit.buttons(kit.button("My tickets", "ticket:mine"))
    return [Drawing(place="told", channel=owner.user_id, message=_message((text, [kit.say(text), mine])))]


async def late(services: Services, queued: OutboxMessage[LateBody]) -> Iterable[Drawing]:
    """Draw once that a ticket is about to be late or is late, where those who may see it work."""
    async with services.database.read() as db:
        work = services.work(db)
        ticket = await _ticket(work, queued.body)
        places = await _places(work, ticket)
    return [_noted(ticket, "late", place, _notice(ticket, queued.body.text)) for place in places]


async def call(services: Services, queued: OutboxMessage[CallBody]) -> Iterable[Drawing]:
    """Remind the ticket's owner, or its queue, of a promised call; a reminder that is over says so."""
    at = queued.body.at
    async with services.database.read() as db:
        work = services.work(db)
        ticket = await _ticket(work, queued.body)
        if ticket.call_back_at == at and ticket.open:
            owner = await _owner(work, ticket)
            places = [owner.user_id] if owner else await _places(work, ticket)
            due = _message(ticket_card.call_due(ticket, at))
            return [_noted(ticket, "call", place, due) for place in places]
        posted = await posted_messages.about(db, queued.subject)
    over = _message(ticket_card.call_over(ticket, at))
    return [Drawing(place="call", channel=one.channel, message=over, only_change=True) for one in posted]


async def sweep(services: Services) -> None:
    """Let the clocks warn and breach, and close what was solved long ago."""
    attempt = audit.Entry(actor=PITBOSS, action="tickets.swept", module="tickets")
    await transactions.change(services, attempt, tickets.sweep)


async def _ticket(work: Work, body: TicketBody) -> Ticket:
    ticket = await tickets.unfiltered(work.db, body.ticket_id)
    if ticket is None:
        reason = f"no ticket {body.ticket_id}"
        raise LookupError(reason)
    return ticket


async def _places(work: Work, ticket: Ticket) -> list[str]:
    """Give the channels of a ticket. One that only compliance may see stands in no channel: a hint would tip off."""
    if ticket.visibility in CHANNELS:
        channel = work.office.channels.get(CHANNELS[ticket.visibility])
        return [channel] if channel else []
    holding = await staff.holding(work.db, Permission.TICKET_WORK, office=work.office, now=work.now)
    return [one.user_id for one in holding if one.works and tickets.visible(ticket, one.actor)]


async def _stale(work: Work, ticket: Ticket, places: list[str]) -> list[tuple[str, str]]:
    """Name messages that stand, or may stand unknown to us, in places where the ticket no longer belongs."""
    subject = tickets.TICKET_CHANGED.subject_of(TicketBody(ticket_id=ticket.id))
    heads = await posted_messages.about(work.db, subject, place=PLACE)
    stale = {(PLACE, one.channel) for one in heads if one.reader not in places}
    wider = [channel for level, channel in CHANNELS.items() if LEVELS.index(level) < LEVELS.index(ticket.visibility)]
    if closed := {work.office.channels.get(channel, "") for channel in wider} - {"", *places}:
        said = [f"{SAID}{one.id}" for one in await tickets.messages(work.db, ticket.id, most=ALL_SAID)]
        stale |= {(place, channel) for channel in closed for place in (PLACE, *said)}
    return sorted(stale)


async def _owner(work: Work, ticket: Ticket) -> Member | None:
    """Give the ticket's owner, as long as they work here and may see it."""
    if ticket.assignee_id is None:
        return None
    owner = await staff.by_id(work.db, ticket.assignee_id, office=work.office, now=work.now)
    return owner if owner.works and tickets.visible(ticket, owner.actor) else None


async def _head(work: Work, ticket: Ticket) -> Callable[[str], Drawing]:
    """Draw the head of the thread for any place; where not all readers may see it, it says only its code."""
    drawn = ticket_card.in_channel(await ticket_sheets.sheet(work, ticket))
    notice = ticket_card.notice(ticket)
    whole, little = Message(notice, tuple(kit.limited(drawn))), _little(ticket)

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
