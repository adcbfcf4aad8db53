"""Orders to the gaming platform, a row for each step of a request, and how far request and order are, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from core.activity import order_parts
from core.activity.order_parts import OrderPart
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import platform_orders
from core.errors import Unknown
from core.phrases import Phrase
from core.platform.wishes import PROTECTING
from core.requests import Request, State

LATE = timedelta(minutes=15)
"""How long the platform may take to answer an order before an alarm is raised."""
PAGE = 20

columns = platform_orders.c
OF_REQUESTS = Statement(
    select(platform_orders)
    .where(columns.request_id.in_(bindparam("ids", expanding=True)))
    .order_by(columns.ordered_at, columns.id)
)
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
ACCEPTED = "accepted by the platform, not yet in force"
UNDECIDED = frozenset({State.EXPIRED, State.FAILED})
"""States that were not decided by a person."""


class Step(StrEnum):
    """The step of a request that an order belongs to."""

    DONE = "done"
    """Executing the action."""
    ENDED = "ended"
    """Ending a protective action."""
    HELD = "held"
    """What is held changed afterwards, by no request; the only step that may be ordered more than once."""


class OrderState(StrEnum):
    """The state of an order on the platform."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    PARTLY_DONE = "partly_done"
    """Some of it is in force and some is not; it is settled until somebody has the rest sent again."""
    UNKNOWN = "unknown"
    """The platform has not said whether it was executed. It is asked again, always with the same key."""


THERE = {
    OrderState.WAITING: "waiting for the platform",
    OrderState.IN_FORCE: "in force on the platform",
    OrderState.REFUSED: "the platform says no",
    OrderState.PARTLY_DONE: "done only in part on the platform",
    OrderState.UNKNOWN: "unknown on the platform: being checked",
}
"""The state of the order. The platform's own answer is free text, shown only to those who may read the request."""
UNSETTLED = (OrderState.WAITING.value, OrderState.UNKNOWN.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order, as stored; its id is the webhook id."""

    id: UUID
    request_id: UUID
    step: str
    player_id: int
    kind: str
    authority: str
    authorisers: list[str]
    """Person keys of those who authorised it, without the requester."""
    body: dict[str, Any]
    state: str
    ordered_at: datetime
    accepted_at: datetime | None
    tries: int
    settled_at: datetime | None
    answer: str | None
    alarmed_at: datetime | None
    changed_at: datetime
    parts: list[dict[str, Any]] | None
    rest_asked_at: datetime | None

    @property
    def settled(self) -> bool:
        """Whether the platform has said what became of it."""
        return self.state not in UNSETTLED

    @property
    def what_was_done(self) -> tuple[OrderPart, ...]:
        """What the platform did of it and what it did not, where it was done in part."""
        return order_parts.read(self.parts or [])

    @property
    def reaches_others(self) -> bool:
        """Whether it is about other accounts of the person too, of which not everybody may know."""
        return bool(self.body["data"].get("also"))

    @property
    def due_since(self) -> datetime:
        """Since when an answer is due."""
        return self.rest_asked_at or self.ordered_at

    @property
    def deferred(self) -> bool:
        """Whether it takes effect here only once the platform confirms; a block always takes effect here at once."""
        return self.authority == "platform" and not self.protects

    @property
    def protects(self) -> bool:
        """Whether it is in force here already, whatever the platform answers."""
        return self.kind in PROTECTING and self.step != Step.ENDED


async def get(db: Connection, order_id: UUID) -> Order:
    """Read an order.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    return _known((await db.execute(select(platform_orders).where(columns.id == order_id))).one_or_none())


async def of_request(db: Connection, request_id: UUID) -> Order | None:
    """Read the newest order of a request; None where there is none."""
    return (await of_requests(db, [request_id])).get(request_id)


async def of_requests(db: Connection, request_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """Read the newest order of each request by which it takes effect or ends, by request id, in one statement."""
    return {order.request_id: order for order in await steps(db, request_ids) if order.step != Step.HELD}


async def of_player(db: Connection, player_id: int, *, limit: int = PAGE) -> list[Order]:
    """List the orders about a player, newest first."""
    newest = (columns.ordered_at.desc(), columns.id.desc())
    query = select(platform_orders).where(columns.player_id == player_id).order_by(*newest).limit(limit)
    return [of_row(row) for row in await db.execute(query)]


async def steps(db: Connection, request_ids: Iterable[UUID]) -> list[Order]:
    """List all orders of these requests, oldest first."""
    return [of_row(row) for row in await OF_REQUESTS.send(db, {"ids": list(request_ids)})]


def of_row(row: Row[Any]) -> Order:
    """Read an order from its row."""
    return Order(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _known(row: Row[Any] | None) -> Order:
    if row is None:
        raise Unknown("There is no order with that id.")
    return of_row(row)


def state_word(state: State, order: Order | None) -> str:
    """Name a request's state; plain "Done" means that the platform has confirmed, or is not involved."""
    if order is None or order.state == OrderState.IN_FORCE or (order.step == Step.ENDED) != (state == State.ENDED):
        return STATES[state]
    words = ASKED if order.authority == "platform" else HERE
    return words.get(state, STATES[state])


def counted_word(state: State) -> str:
    """Name the heading under which requests of a state are counted, whatever their orders' states."""
    return ASKED[State.DONE] if state == State.DONE else STATES[state]


def there(order: Order) -> str:
    """Name the state of the order on the platform."""
    if order.state == OrderState.WAITING and order.accepted_at:
        return ACCEPTED
    if order.state == OrderState.PARTLY_DONE and order.what_was_done and not order.reaches_others:
        done = [part for part in order.what_was_done if part.done]
        return f"{THERE[OrderState.PARTLY_DONE]}: {len(done)} of {len(order.what_was_done)}"
    return THERE[OrderState(order.state)]


def concerns(state: State, order: Order | None) -> bool:
    """Tell whether the order says something about a request in that state; one that has ended is not in force there."""
    outdated = state == State.ENDED and order is not None and order.step == Step.DONE
    return state in HERE and not (outdated and order and order.state == OrderState.IN_FORCE)


def in_short(state: State, order: Order | None) -> str:
    """Name both states in one line, without player or amount: ``done here · waiting for the platform``."""
    return " · ".join([state_word(state, order).lower(), *([there(order)] if order and concerns(state, order) else [])])


def ended_words(request: Request, order: Order | None, *, at: bool = False) -> Phrase:
    """Say how it ended, and by whom: ``done here by Bob · waiting for the platform``."""
    when = Phrase(" at {at}", at=request.closed_at) if at and request.closed_at else ""
    far = f" · {there(order)}" if order and concerns(request.state, order) else ""
    how = state_word(request.state, order).lower()
    why = Phrase(": {how}", how=request.ended_by_itself) if request.ended_by_itself else ""
    return Phrase("{how}{by}{when}{why}{far}", how=how, by=decided_by(request), when=when, why=why, far=far)


def decided_by(request: Request) -> str:
    """Say by whose decision it ended, after the state; nothing where it was nobody's."""
    return f" by {request.closed_by}" if request.closed_by and request.state not in UNDECIDED else ""
