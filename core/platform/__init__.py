"""What the gaming platform is told to do, and how far it is with that. Rows; bot/workflows sends them."""

from core.platform.gate import gate
from core.platform.orders import (
    LATE,
    UNSETTLED,
    Kind,
    Order,
    State,
    Step,
    Wish,
    entry,
    get,
    locked,
    message,
    move,
    of_player,
    of_request,
    of_requests,
    place,
    steps,
    unanswered_before,
    underway,
)
from core.platform.words import sentence

__all__ = [
    "LATE",
    "UNSETTLED",
    "Kind",
    "Order",
    "State",
    "Step",
    "Wish",
    "entry",
    "gate",
    "get",
    "locked",
    "message",
    "move",
    "of_player",
    "of_request",
    "of_requests",
    "place",
    "sentence",
    "steps",
    "unanswered_before",
    "underway",
]
