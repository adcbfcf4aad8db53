"""Messages to the requester beside the card: how it ended, trouble on the platform, a take-over."""

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import request_card
from bot.cards.request_card import Card
from core import actions
from core.approvals import Review
from core.platform import Order, OrderState, orders
from core.requests import Request


def outcome(review: Review) -> Card:
    """Notify the requester of the outcome in a message of its own, since updating a card notifies nobody."""
    request = review.request
    return Card(
        request_card.told(review),
        kit.render([*_yours(review), _opening("Details", request)]),
    )


def trouble(review: Review, order: Order) -> Card:
    """Notify the requester that the platform refused or does not answer, and what to do; later, that it is done."""
    request = review.request
    said = [kit.quote(order.answer)] if order.answer and review.may_read else []
    blocks = [
        *_yours(review),
        *said,
        kit.say(_advice(order)),
        kit.buttons(*_what_next(request, order)),
    ]
    return Card(request_card.told(review), kit.render(blocks))


def handed_on(request: Request, name: str) -> Card:
    """Notify the former requester that the request was taken over."""
    line = kit.say("Request ", kit.code(request.code), f" was taken over by {name}: you could no longer act on it.")
    return Card(f"Request {request.code} was taken over.", kit.render([line]))


def _yours(review: Review) -> list[Block]:
    """Say to the requester what became of what."""
    request = review.request
    how = f": {orders.in_short(request.state, review.order)}."
    return [kit.say("Your request ", kit.code(request.code), how, kit.NEW_LINE, kit.bold(actions.heading(request)))]


def _advice(order: Order) -> str:
    """Tell the requester what to do next where the platform refused or has not answered for long."""
    if order.state == OrderState.IN_FORCE:
        return "It is in force on the platform now. There is nothing left to do."
    if order.state == OrderState.PARTLY_DONE or (order.rest_asked_at and not order.settled):
        return _in_part(order)
    if order.state != OrderState.REFUSED:
        return (
            "It is not known yet whether the platform has done it. Do not request it again: Pitboss keeps asking "
            "the platform and updates this message. Security was notified."
        )
    if order.deferred:
        return "Nothing has changed. Fix what the platform objects to and request it again, or ask its operators."
    if order.authority == "platform":
        return "The player is not blocked. Have the block set on the platform by hand, now. Security was notified."
    return "The platform has not done it. Have it done there by hand, or undone here. Security was notified."


def _in_part(order: Order) -> str:
    if not order.settled:
        return "The rest of it was sent to the platform again; this message says what comes of it."
    protects = "Some of what protects the player is not in force there. " if order.protects else ""
    return (
        f"The platform has done only a part of it. {protects}Have the rest sent again, or done there by hand. "
        "Security was notified."
    )


def _what_next(request: Request, order: Order) -> list[slackblocks.Button]:
    details = request_card.button("Details", request_card.DETAILS, request)
    if order.state != OrderState.PARTLY_DONE:
        return [details]
    return [request_card.button("Send the rest again", request_card.SEND_REST, request), details]


def _opening(label: str, request: Request) -> Block:
    return kit.buttons(request_card.button(label, request_card.DETAILS, request))
