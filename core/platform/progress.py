"""The state of a request and of its order on the gaming platform, in words."""

from core.phrases import Phrase
from core.platform import orders
from core.platform.orders import Order, Step
from core.requests import Request, State

STATES = {
    State.PENDING: "Waits",
    State.IN_FORCE: "In force, unconfirmed",
    State.DONE: "Done",
    State.FAILED: "Approved, but it could not be done",
    State.DECLINED: "Declined",
    State.TAKEN_BACK: "Taken back",
    State.EXPIRED: "Expired unanswered",
    State.CONFIRMED: "Confirmed",
    State.ENDED: "Ended",
}
"""The name of a state where the platform has confirmed, or is not involved."""
HERE = {
    State.IN_FORCE: "In force here, unconfirmed",
    State.DONE: "Done here",
    State.CONFIRMED: "Confirmed here",
    State.ENDED: "Ended here",
}
"""The name of a state that is in effect here but not yet confirmed by the platform."""
ASKED = {
    State.IN_FORCE: "Asked of the platform, unconfirmed",
    State.DONE: "Approved",
    State.CONFIRMED: "Confirmed",
    State.ENDED: "To be ended",
}
"""The name of a state that takes effect once the platform confirms."""
THERE = {
    orders.OrderState.WAITING: "waiting for the platform",
    orders.OrderState.IN_FORCE: "in force on the platform",
    orders.OrderState.REFUSED: "the platform says no",
    orders.OrderState.PARTLY_DONE: "done only in part on the platform",
    orders.OrderState.UNKNOWN: "unknown on the platform: being checked",
}
"""The state of the order. The platform's own answer is free text, shown only to those who may read the request."""
ACCEPTED = "accepted by the platform, not yet in force"
UNDECIDED = frozenset({State.EXPIRED, State.FAILED})
"""States that were not decided by a person."""


def word(state: State, order: Order | None) -> str:
    """Name a request's state; plain "Done" means that the platform has confirmed, or is not involved."""
    if (
        order is None
        or order.state == orders.OrderState.IN_FORCE
        or (order.step == Step.ENDED) != (state == State.ENDED)
    ):
        return STATES[state]
    words = ASKED if order.authority == "platform" else HERE
    return words.get(state, STATES[state])


def counted(state: State) -> str:
    """Name the heading under which requests of a state are counted, whatever their orders' states."""
    return ASKED[State.DONE] if state == State.DONE else STATES[state]


def there(order: Order) -> str:
    """Name the state of the order on the platform."""
    if order.state == orders.OrderState.WAITING and order.accepted_at:
        return ACCEPTED
    if order.state == orders.OrderState.PARTLY_DONE and order.what_was_done and not order.reaches_others:
        done = [part for part in order.what_was_done if part.done]
        return f"{THERE[orders.OrderState.PARTLY_DONE]}: {len(done)} of {len(order.what_was_done)}"
    return THERE[orders.OrderState(order.state)]


def concerns(state: State, order: Order | None) -> bool:
    """Tell whether the order says something about a request in that state; one that has ended is not in force there."""
    outdated = state == State.ENDED and order is not None and order.step == Step.DONE
    return state in HERE and not (outdated and order and order.state == orders.OrderState.IN_FORCE)


def in_short(state: State, order: Order | None) -> str:
    """Name both states in one line, without player or amount: ``done here · waiting for the platform``."""
    return " · ".join([word(state, order).lower(), *([there(order)] if order and concerns(state, order) else [])])


def ended(request: Request, order: Order | None, *, at: bool = False) -> Phrase:
    """Say how it ended, and by whom: ``done here by Bob · waiting for the platform``."""
    when = Phrase(" at {at}", at=request.closed_at) if at and request.closed_at else ""
    far = f" · {there(order)}" if order and concerns(request.state, order) else ""
    how = word(request.state, order).lower()
    why = Phrase(": {how}", how=request.ended_by_itself) if request.ended_by_itself else ""
    return Phrase("{how}{by}{when}{why}{far}", how=how, by=by(request), when=when, why=why, far=far)


def by(request: Request) -> str:
    """Say by whose decision it ended, after the state; nothing where it was nobody's."""
    return f" by {request.closed_by}" if request.closed_by and request.state not in UNDECIDED else ""
