"""What a card says of the gaming platform's part in a request, and what to do where that is not done."""

from bot import kit
from core.approvals import Review
from core.platform import Order, OrderState, progress


def beside(review: Review, *, why: bool) -> list[str]:
    """Say how far the platform is, after the state; ``why`` where its own words may be read."""
    if not progress.concerns(review.request.state) or not review.action.on_platform:
        return []
    if review.order is None:
        return [" · recorded here; no platform connected"]
    return [" · ", *far(review.order, why=why and review.may_read)]


def far(order: Order, *, why: bool) -> list[str]:
    """Say how far the platform is, since when, and ``why`` where its own words may be read."""
    said = progress.there(order)
    match OrderState(order.state):
        case OrderState.IN_FORCE:
            return [f"{said} ", kit.clock(order.settled_at or order.changed_at)]
        case OrderState.REFUSED:
            told = f": “{order.answer}”" if why else "; Details tell why"
            return [f"{said}{told}", ". Nothing has changed." if order.deferred else ""]
        case _:
            return [said]


def advice(order: Order) -> str:
    """Tell whoever asked what to do next, where the platform said no or nothing for long."""
    if order.state == OrderState.IN_FORCE:
        return "It is in force on the platform now. There is nothing left to do."
    if order.state != OrderState.REFUSED:
        return (
            "Nobody can say yet whether the platform has done it. Do not ask for it a second time: Pitboss goes on "
            "asking, and this message will tell. Security was told."
        )
    if order.deferred:
        return "Nothing has changed. Mend what the platform objects to and ask again, or ask whoever runs it."
    if order.authority == "platform":
        return "The player is not blocked. Have it done on the platform by hand, now; security was told."
    return "It stands here and not on the platform. Have it done there by hand, or undone here; security was told."
