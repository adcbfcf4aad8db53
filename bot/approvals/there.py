"""How far the gaming platform is with a request: the words beside its state, and what to do where it is not done."""

from collections.abc import Mapping

from bot import kit
from core.approvals import Review
from core.platform import Order, State, Step
from core.requests import Request

STATES = {
    "pending": "Waits",
    "in_force": "In force, unconfirmed",
    "done": "Done",
    "failed": "Approved, but it could not be done",
    "declined": "Declined",
    "taken_back": "Taken back",
    "expired": "Expired unanswered",
    "confirmed": "Confirmed",
    "ended": "Ended",
}
"""What a state is called where people read it, and the platform has done its part or has none."""
HERE = {
    "in_force": "In force here, unconfirmed",
    "done": "Done here",
    "confirmed": "Confirmed here",
    "ended": "Ended here",
}
"""What it is called while it holds here alone."""
ASKED = {
    "in_force": "Asked of the platform, unconfirmed",
    "done": "Approved",
    "confirmed": "Confirmed",
    "ended": "To be ended",
}
"""What it is called while the platform, which decides, has not confirmed it."""


def word(request: Request, order: Order | None) -> str:
    """Name a request's state; plain "done" is said only of what the platform has confirmed, or has no part in."""
    words: Mapping[str, str] = STATES
    if order is not None and order.state != State.IN_FORCE and _of_this_state(request, order):
        words = {**STATES, **(ASKED if order.authority == "platform" else HERE)}
    return words[request.state]


def beside(review: Review, *, why: bool) -> list[str]:
    """Say how far the platform is, after the state; ``why`` where its own words may be read."""
    order = review.order
    if review.request.state not in HERE or not review.action.on_platform:
        return []
    if order is None:
        return [" · recorded here; no platform connected"]
    match State(order.state):
        case State.WAITING:
            return [
                " · accepted by the platform, not yet in force" if order.accepted_at else " · waiting for the platform"
            ]
        case State.IN_FORCE:
            return [" · in force on the platform ", kit.clock(order.settled_at or order.changed_at)]
        case State.UNKNOWN:
            return [" · unknown whether the platform did it: being checked"]
        case State.REFUSED:
            told = f": “{order.answer}”" if why and review.may_read else "; Details tell why"
            return [f" · the platform says no{told}", ". Nothing has changed." if order.deferred else ""]


def in_short(request: Request, order: Order | None) -> str:
    """Say a state and how far the platform is where neither player nor amount may stand: ``done here, …``."""
    said = word(request, order).lower()
    if order is None or request.state not in HERE:
        return said
    return f"{said}, {SHORT[State(order.state)]}"


SHORT = {
    State.WAITING: "waiting for the platform",
    State.IN_FORCE: "in force on the platform",
    State.UNKNOWN: "and unknown on the platform: being checked",
    State.REFUSED: "but the platform says no",
}


def advice(order: Order) -> str:
    """Tell whoever asked what to do next, where the platform said no or nothing for long."""
    if order.state == State.IN_FORCE:
        return "It is in force on the platform now. There is nothing left to do."
    if order.state != State.REFUSED:
        return (
            "Nobody can say yet whether the platform has done it. Do not ask for it a second time: Pitboss goes on "
            "asking, and this message will tell. Security was told."
        )
    if order.deferred:
        return "Nothing has changed. Mend what the platform objects to and ask again, or ask whoever runs it."
    if order.authority == "platform":
        return "The player is not blocked. Have it done on the platform by hand, now; security was told."
    return "It stands here and not on the platform. Have it done there by hand, or undone here; security was told."


def _of_this_state(request: Request, order: Order) -> bool:
    """Tell whether the order is about how the request stands: one refused before it was ended is not."""
    return (order.step == Step.ENDED) == (request.state == "ended")
