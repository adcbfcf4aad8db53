"""What the outbox promises about tickets, drawn; and what the clock does to them."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from slackblocks import Block

from bot import edge, kit
from bot.drawings import Drawers, Drawing, Message
from bot.handlers.tickets import card as ticket_card
from bot.handlers.tickets import views as ticket_views
from bot.handlers.tickets.thread import PLACE
from bot.services import Services
from bot.workflows.schedule import Job
from core import audit, staff, tickets
from core.office import Channel
from core.outbox import Promise
from core.people import PITBOSS, Visibility
from core.tables import ticket_messages
from core.tables import tickets as rows
from core.tickets import Ticket

HIDDEN = "A ticket is kept by those who may see it."
SAID = "said:"
"""Begins the places of what is posted in a thread."""
ALL_SAID = 1_000
"""Messages that are taken back at most: more than any ticket holds."""


async def card(services: Services, promise: Promise) -> Iterable[Drawing]:
    """Draw the head of a ticket's thread. What not all staff may see is never posted; posted once, it is emptied."""
    ticket, drawn = await _drawn(services, promise)
    channel = services.office.channels.get(Channel.SUPPORT)
    if channel is None:
        return ()
    if ticket.visibility is not Visibility.STAFF:
        return await _emptied(services, ticket, channel)
    return [_head(ticket, drawn, channel)]


async def _emptied(services: Services, ticket: Ticket, channel: str) -> list[Drawing]:
    """Take everything back that was posted while all staff could see the ticket; what was not stays unposted."""
    async with services.database.read() as db:
        said = await tickets.messages(db, ticket.id, most=ALL_SAID)
    little = Message(HIDDEN, tuple(kit.render(ticket_card.elsewhere(ticket))))
    places = [PLACE, *(f"{SAID}{one.id}" for one in said)]
    return [Drawing(place=place, channel=channel, message=little, only_change=True) for place in places]


async def message(services: Services, promise: Promise) -> Iterable[Drawing]:
    """Post what was written in a form into the ticket's thread, where all staff may see the ticket."""
    ticket, drawn = await _drawn(services, promise)
    channel = services.office.channels.get(Channel.SUPPORT)
    if channel is None or ticket.visibility is not Visibility.STAFF:
        return ()
    async with services.database.read() as db:
        said = await tickets.message(db, ticket_messages.c.id == UUID(promise.body["message_id"]))
    if said is None:
        return ()
    notice = f"Ticket {ticket.code}: something was written."
    whole = Message(notice, tuple(kit.limited(ticket_card.posted(said))))
    little = Message(notice, tuple(kit.render(ticket_card.elsewhere(ticket))))
    one = Drawing(place=f"{SAID}{said.id}", channel=channel, message=whole, instead=little, thread=PLACE)
    return [_head(ticket, drawn, channel), one]


async def told(services: Services, promise: Promise) -> Iterable[Drawing]:
    """Tell somebody something about a ticket, as long as they may see it."""
    async with services.database.read() as db:
        ticket = await tickets.found(db, rows.c.id == UUID(promise.body["ticket_id"]))
        owner = await staff.by_id(db, UUID(promise.body["staff_id"]), office=services.office, now=services.clock().now)
    if ticket is None or not owner.works or not tickets.visible(ticket, owner.actor):
        return ()
    drawn = Message(kit.notification(promise.body["text"]), tuple(kit.render(_notice(ticket, promise.body["text"]))))
    return [Drawing(place="told", channel=owner.user_id, message=drawn)]


async def late(services: Services, promise: Promise) -> Iterable[Drawing]:
    """Say in the support channel that a ticket gets or is late, once; what not all staff may see its owner is told."""
    async with services.database.read() as db:
        ticket = await tickets.found(db, rows.c.id == UUID(promise.body["ticket_id"]))
    channel = services.office.channels.get(Channel.SUPPORT)
    if ticket is None or channel is None or ticket.visibility is not Visibility.STAFF:
        return ()
    drawn = Message(kit.notification(promise.body["text"]), tuple(kit.render(_notice(ticket, promise.body["text"]))))
    return [Drawing(place="late", channel=channel, message=drawn)]


async def sweep(services: Services) -> None:
    """Let the clocks warn and breach, and close what was solved long ago."""
    attempt = audit.Entry(actor=PITBOSS, action="tickets.swept", module="tickets")
    await edge.change(services, attempt, tickets.sweep)


async def _drawn(services: Services, promise: Promise) -> tuple[Ticket, list[Block]]:
    async with services.database.read() as db:
        ticket = await tickets.found(db, rows.c.id == UUID(promise.body["ticket_id"]))
        if ticket is None:
            reason = f"no ticket {promise.body['ticket_id']}"
            raise LookupError(reason)
        return ticket, ticket_card.in_channel(await ticket_views.sheet(services.work(db), ticket))


def _head(ticket: Ticket, drawn: list[Block], channel: str) -> Drawing:
    notice = ticket_card.notice(ticket)
    whole = Message(notice, tuple(kit.limited(drawn)))
    little = Message(notice, tuple(kit.render(ticket_card.elsewhere(ticket))))
    return Drawing(place=PLACE, channel=channel, message=whole, instead=little)


def _notice(ticket: Ticket, text: str) -> list[Block]:
    return [kit.say(text), kit.buttons(kit.button("Open", "ticket:open", value=str(ticket.id)))]


DRAWERS: Drawers = {"ticket": card, "ticket_message": message, "ticket_told": told, "ticket_late": late}
JOBS = (Job(sweep, every=timedelta(seconds=30)),)
