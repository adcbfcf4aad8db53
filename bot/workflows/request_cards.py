"""Requests, drawn: the card in the channel, the requester's copy, the alarm about one that is overdue."""

from collections.abc import Iterable
from dataclasses import replace

from bot.cards import request_card
from bot.cards.desired import Drawing, Message
from bot.cards.request_card import Card
from bot.process.services import Services
from bot.workflows import home
from bot.workflows.topic_handlers import Drawer, Drawers
from core import approvals, requests, staff
from core.approvals import Review, TakenOverBody
from core.office import Channel
from core.outbox import OutboxMessage
from core.people import Permission
from core.requests import RequestBody, State
from core.staff import Member

CLOSED_BY_ONESELF = State.TAKEN_BACK
"""The one ending that the requester is not notified of."""


async def request(services: Services, message: OutboxMessage[RequestBody]) -> Iterable[Drawing]:
    """Draw a request's card and the requester's copy, tell the requester how it ended, and have their Homes follow."""
    async with services.database.read() as db:
        work = services.work(db)
        found = await requests.get(db, message.body.request_id)
        requester = await staff.by_id(db, found.requester_id, office=work.office, now=work.now)
        review = await approvals.review(work, found.id, actor=replace(requester.actor, brand=None))
    drawings = [*_in_channel(services, review), *_to_requester(review, requester)]
    await home.redraw_concerned(services, found.id)
    return drawings


async def taken_over(services: Services, message: OutboxMessage[TakenOverBody]) -> Iterable[Drawing]:
    """Draw the former requester's copy, which says whose request it is now."""
    async with services.database.read() as db:
        work = services.work(db)
        found = await requests.get(db, message.body.request_id)
        former = await staff.by_id(db, message.body.staff_id, office=work.office, now=work.now)
        now_of = await staff.name_of(db, found.requester_id)
    if former.state == "gone" or former.barred or former.id == found.requester_id:
        return ()
    return [Drawing(place="requester", channel=former.user_id, message=_message(request_card.handed_on(found, now_of)))]


async def overdue(services: Services, message: OutboxMessage[RequestBody]) -> Iterable[Drawing]:
    """Sound the alarm about a protective act that nobody confirmed or ended in time."""
    async with services.database.read() as db:
        found = await requests.get(db, message.body.request_id)
    alarm = _message(request_card.overdue(found))
    places = (Channel.SECURITY, Channel.APPROVALS)
    channels = dict.fromkeys(filter(None, map(services.office.channels.get, places)))
    return [Drawing(place="overdue", channel=channel, message=alarm) for channel in channels]


def _in_channel(services: Services, review: Review) -> Iterable[Drawing]:
    channel = services.office.channels.get(Channel.APPROVALS)
    if channel:
        whole, little = _message(request_card.in_channel(review)), _message(request_card.minimal(review.request))
        instead = None if review.request.player_id is None else little
        yield Drawing(place="approvals", channel=channel, message=whole, instead=instead)


def _to_requester(review: Review, requester: Member) -> Iterable[Drawing]:
    found = review.request
    if not requester.works:
        return
    sees = found.player_id is None or requester.actor.may(Permission.PLAYER_VIEW)
    copy = request_card.for_requester(review) if sees else request_card.minimal(found)
    yield Drawing(place="requester", channel=requester.user_id, message=_message(copy))
    if not found.open and found.state != CLOSED_BY_ONESELF:
        yield Drawing(place="outcome", channel=requester.user_id, message=_message(request_card.outcome(review)))
    if (order := review.order) and order.alarmed_at:
        yield Drawing(
            place="platform", channel=requester.user_id, message=_message(request_card.trouble(review, order))
        )


def _message(drawn: Card) -> Message:
    return Message(drawn.text, tuple(drawn.blocks))


DRAWERS: Drawers = (
    Drawer(requests.REQUEST_CHANGED, request),
    Drawer(approvals.REQUEST_TAKEN_OVER, taken_over),
    Drawer(approvals.REQUEST_OVERDUE, overdue),
)
