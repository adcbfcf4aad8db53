"""How far a request and the gaming platform with it are, in words: the one place that says it."""

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
"""What a state is called where the platform has done its part, or has none."""
HERE = {
    State.IN_FORCE: "In force here, unconfirmed",
    State.DONE: "Done here",
    State.CONFIRMED: "Confirmed here",
    State.ENDED: "Ended here",
}
"""What it is called while it holds here alone."""
ASKED = {
    State.IN_FORCE: "Asked of the platform, unconfirmed",
    State.DONE: "Approved",
    State.CONFIRMED: "Confirmed",
    State.ENDED: "To be ended",
}
"""What it is called while the platform, which decides, has not confirmed it."""
THERE = {
    orders.OrderState.WAITING: "waiting for the platform",
    orders.OrderState.IN_FORCE: "in force on the platform",
    orders.OrderState.REFUSED: "the platform says no",
    orders.OrderState.UNKNOWN: "unknown on the platform: being checked",
}
"""How far the platform is, without its own words: those may hold anything, and are for whoever may read the request."""
ACCEPTED = "accepted by the platform, not yet in force"
UNDECIDED = frozenset({State.EXPIRED, State.FAILED})
"""States that no person decided on."""


def word(state: State, order: Order | None) -> str:
    """Name a request's state; plain "done" is said only of what the platform has confirmed, or has no part in."""
    if (
        order is None
        or order.state == orders.OrderState.IN_FORCE
        or (order.step == Step.ENDED) != (state == State.ENDED)
    ):
        return STATES[state]
    words = ASKED if order.authority == "platform" else HERE
    return words.get(state, STATES[state])


def counted(state: State) -> str:
    """Name what requests of a state are counted under, whatever the platform made of each."""
    return ASKED[State.DONE] if state == State.DONE else STATES[state]


def there(order: Order) -> str:
    """Say how far the platform is."""
    if order.state == orders.OrderState.WAITING and order.accepted_at:
        return ACCEPTED
    return THERE[orders.OrderState(order.state)]


def concerns(state: State) -> bool:
    """Tell whether a request in that state is the platform's business too."""
    return state in HERE


def in_short(state: State, order: Order | None) -> str:
    """Say both where neither player nor amount may stand: ``done here · waiting for the platform``."""
    return " · ".join([word(state, order).lower(), *([there(order)] if order and concerns(state) else [])])


def ended(request: Request, order: Order | None, *, at: bool = False) -> Phrase:
    """Say how it ended, and by whom: ``done here by Bob · waiting for the platform``."""
    when = Phrase(" at {at}", at=request.closed_at) if at and request.closed_at else ""
    far = f" · {there(order)}" if order and concerns(request.state) else ""
    how = word(request.state, order).lower()
    return Phrase("{how}{by}{when}{far}", how=how, by=by(request), when=when, far=far)


def by(request: Request) -> str:
    """Say by whose decision it ended, after the state; nothing where it was nobody's."""
    return f" by {request.closed_by}" if request.closed_by and request.state not in UNDECIDED else ""
