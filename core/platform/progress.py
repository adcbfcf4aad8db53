"""How far a request and the gaming platform with it are, in words: the one place that says it."""

from core.platform.orders import Order, State, Step
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
"""What a state is called where the platform has done its part, or has none."""
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
THERE = {
    State.WAITING: "waiting for the platform",
    State.IN_FORCE: "in force on the platform",
    State.REFUSED: "the platform says no",
    State.UNKNOWN: "unknown on the platform: being checked",
}
"""How far the platform is, without its own words: those may hold anything, and are for whoever may read the request."""
ACCEPTED = "accepted by the platform, not yet in force"
NOBODYS = frozenset({"expired", "failed"})
"""States that no person's word brought about."""


def word(state: str, order: Order | None) -> str:
    """Name a request's state; plain "done" is said only of what the platform has confirmed, or has no part in."""
    if order is None or order.state == State.IN_FORCE or (order.step == Step.ENDED) != (state == "ended"):
        return STATES[state]
    words = ASKED if order.authority == "platform" else HERE
    return words.get(state, STATES[state])


def counted(state: str) -> str:
    """Name what requests of a state are counted under, whatever the platform made of each."""
    return ASKED["done"] if state == "done" else STATES[state]


def there(order: Order) -> str:
    """Say how far the platform is."""
    if order.state == State.WAITING and order.accepted_at:
        return ACCEPTED
    return THERE[State(order.state)]


def concerns(state: str) -> bool:
    """Tell whether a request in that state is the platform's business too."""
    return state in HERE


def in_short(state: str, order: Order | None) -> str:
    """Say both where neither player nor amount may stand: ``done here · waiting for the platform``."""
    return " · ".join([word(state, order).lower(), *([there(order)] if order and concerns(state) else [])])


def ended(request: Request, order: Order | None, *, at: bool = False) -> str:
    """Say how it ended, and by whom: ``done here by Bob · waiting for the platform``."""
    when = f" at <t:{request.closed_at.isoformat()}>" if at and request.closed_at else ""
    far = f" · {there(order)}" if order and concerns(request.state) else ""
    return f"{word(request.state, order).lower()}{by(request)}{when}{far}"


def by(request: Request) -> str:
    """Say on whose word it ended, after the state; nothing where on nobody's."""
    return f" by {request.closed_by}" if request.closed_by and request.state not in NOBODYS else ""
