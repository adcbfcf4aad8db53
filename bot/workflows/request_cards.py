"""Requests, drawn: the card in the channel, the requester's copy, the alarm about one that is overdue."""

from collections.abc import Iterable

from bot.cards import request_card, request_notices, unconfirmed_card
from bot.cards.drawing import Drawing, Message
from bot.cards.request_card import Card
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.topic_handlers import Drawer, Drawers
from core import approvals, background, home, requests
from core.approvals import Review, TakenOverBody
from core.background import RequestReaders
from core.office import Channel
from core.outbox import OutboxMessage
from core.people import PITBOSS, Permission
from core.requests import RequestBody, State
from core.staff import Member

CLOSED_BY_ONESELF = State.TAKEN_BACK
"""The one ending that the requester is not notified of."""


async def request(services: Services, message: OutboxMessage[RequestBody]) -> Iterable[Drawing]:
    """Draw a request's card and the requester's copy, tell the requester how it ended, and have their Homes follow."""
    request_id = message.body.request_id
    readers = await transactions.see(services, PITBOSS, background.request_card, request_id=request_id)
    drawings = [
        *_in_channel(services, readers.for_channel),
        *_to_deciders(services, readers),
        *_to_requester(readers.for_requester, readers.requester),
    ]
    await transactions.do(services, PITBOSS, home.redraw_for_request, None, request_id=request_id)
    return drawings


async def taken_over(services: Services, message: OutboxMessage[TakenOverBody]) -> Iterable[Drawing]:
    """Draw the former requester's copy, which says whose request it is now."""
    body = message.body
    told = await transactions.see(
        services, PITBOSS, background.handed_over, request_id=body.request_id, staff_id=body.staff_id
    )
    former, found = told.former, told.request
    if former.state == "gone" or former.barred or former.id == found.requester_id:
        return ()
    copy = _message(request_notices.handed_on(found, told.requester_name))
    return [Drawing(place="requester", channel=former.user_id, message=copy)]


async def overdue(services: Services, message: OutboxMessage[RequestBody]) -> Iterable[Drawing]:
    """Sound the alarm about a protective act that nobody confirmed or ended in time; later, say what became of it."""
    request_id = message.body.request_id
    found = await transactions.see(services, PITBOSS, background.overdue_request, request_id=request_id)
    alarm = _message(unconfirmed_card.draw(found.review))
    late = found.review.request.open
    if (private := found.in_private) is None:
        places = (Channel.SECURITY, Channel.APPROVALS)
        channels: Iterable[str] = filter(None, map(services.office.channels.get, places))
    else:
        channels = _private_places(services, private.channel, private.alarmed)
    return [
        Drawing(place="overdue", channel=channel, message=alarm, only_change=not late)
        for channel in dict.fromkeys(channels)
    ]


def _in_channel(services: Services, review: Review) -> Iterable[Drawing]:
    channel = services.office.channels.get(Channel.APPROVALS)
    if channel:
        whole, little = _message(request_card.in_channel(review)), _message(request_card.minimal(review.request))
        instead = None if review.request.player_id is None else little
        yield Drawing(place="approvals", channel=channel, message=whole, instead=instead)


def _to_deciders(services: Services, readers: RequestReaders) -> Iterable[Drawing]:
    """Draw what not everybody may read where those read it who decide: in their channel or their messages."""
    if (private := readers.in_private) is None or (review := readers.for_deciders) is None:
        return
    whole, little = _message(request_card.in_channel(review)), _message(request_card.minimal(review.request))
    for channel in _private_places(services, private.channel, private.deciders):
        yield Drawing(place="decide", channel=channel, message=whole, instead=little, sees=private.level)


def _private_places(services: Services, channel: Channel | None, members: Iterable[Member]) -> list[str]:
    together = services.office.channels.get(channel) if channel else None
    return [together] if together else [each.user_id for each in members]


def _to_requester(review: Review, requester: Member) -> Iterable[Drawing]:
    found = review.request
    if not requester.works:
        return
    sees = found.player_id is None or requester.actor.may(Permission.PLAYER_VIEW)
    copy = request_card.for_requester(review) if sees else request_card.minimal(found)
    yield Drawing(place="requester", channel=requester.user_id, message=_message(copy))
    if not found.open and found.state != CLOSED_BY_ONESELF:
        yield Drawing(place="outcome", channel=requester.user_id, message=_message(request_notices.outcome(review)))
    if (order := review.order) and order.alarmed_at:
        yield Drawing(
            place="platform", channel=requester.user_id, message=_message(request_notices.trouble(review, order))
        )


def _message(drawn: Card) -> Message:
    return Message(drawn.text, tuple(drawn.blocks))


DRAWERS: Drawers = (
    Drawer(requests.REQUEST_CHANGED, request),
    Drawer(approvals.REQUEST_TAKEN_OVER, taken_over),
    Drawer(approvals.REQUEST_OVERDUE, overdue),
)
