"""How far the platform is, as a person reads it."""

from core.platform.orders import Order, State


def sentence(order: Order) -> str:
    """Say it: ``in force on the platform, <t:…>``; the platform's own words come as they are, so escape them."""
    match State(order.state):
        case State.WAITING:
            return "accepted by the platform, not yet in force" if order.accepted_at else "waiting for the platform"
        case State.IN_FORCE:
            at = order.settled_at.isoformat() if order.settled_at else ""
            return f"in force on the platform, <t:{at}>"
        case State.REFUSED:
            return f"the platform says no: {order.answer}"
        case State.UNKNOWN:
            return "unknown whether the platform did it: being checked"
