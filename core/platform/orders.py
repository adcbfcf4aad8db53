"""Orders to the gaming platform, stored as rows: one per step of a request, each with a permanent idempotency key."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, exists, insert, not_, select, update

from core import audit, outbox
from core.activity import order_parts
from core.activity.order_parts import OrderPart
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import platform_orders, players, requests
from core.errors import Unknown
from core.outbox import Body, Topic
from core.people import PITBOSS
from core.platform.messages import OrderReference, PlayerName
from core.platform.wish_parts import OrderKind, Wish
from core.platform.wishes import PROTECTING
from core.requests import Request
from core.work import Work


class OrderBody(Body):
    """The order for the platform to execute."""

    order_id: UUID


ORDER_PLACED = Topic("order", OrderBody, subject="order:{order_id}")
LATE = timedelta(minutes=15)
"""How long the platform may take to answer an order before an alarm is raised."""
PAGE = 20

columns = platform_orders.c
OF_REQUESTS = Statement(
    select(platform_orders)
    .where(columns.request_id.in_(bindparam("ids", expanding=True)))
    .order_by(columns.ordered_at, columns.id)
)


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


UNSETTLED = (OrderState.WAITING.value, OrderState.UNKNOWN.value)
REVERTING = frozenset(
    {OrderKind.LIFT, OrderKind.REVERSE, OrderKind.CONVERT_BONUS, OrderKind.VOID_BONUS, OrderKind.RELEASE}
)
"""Orders that undo an earlier one, so they are sent only after the platform has answered that one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order to place: what, for which step of a request, and authorised by whom."""

    wish: Wish
    step: Step
    authorisers: tuple[str, ...] = ()


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


async def place(work: Work, request: Request, wanted: NewOrder) -> Order:
    """Place an order in the deciding transaction; the outbox sends it after the commit."""
    order_id = work.at.ids()
    values = {
        "id": order_id,
        "request_id": request.id,
        "step": wanted.step.value,
        "player_id": request.player_id,
        "kind": wanted.wish.kind.value,
        "authority": work.office.authority,
        "authorisers": list(wanted.authorisers),
        "body": await _body(work, request, wanted.wish, order_id),
        "state": OrderState.WAITING.value,
        "ordered_at": work.now,
        "changed_at": work.now,
    }
    row = (await work.db.execute(insert(platform_orders).values(values).returning(platform_orders))).one()
    await outbox.send(work, ORDER_PLACED, OrderBody(order_id=order_id))
    order = _order(row)
    await audit.record(work, entry(order, request, "order.placed"))
    return order


async def move(work: Work, order: Order, **values: Any) -> Order:
    """Update an order; the caller holds its row lock."""
    changing = update(platform_orders).where(columns.id == order.id).values(changed_at=work.now, **values)
    return _order((await work.db.execute(changing.returning(platform_orders))).one())


async def send_rest(work: Work, order: Order) -> Order:
    """Have the rest of an order that was done in part sent, under its own key; the caller holds its row lock."""
    waiting = {"state": OrderState.WAITING.value, "settled_at": None, "accepted_at": None}
    moved = await move(work, order, **waiting, tries=0, rest_asked_at=work.now)
    await outbox.send(work, ORDER_PLACED, OrderBody(order_id=order.id))
    return moved


async def get(db: Connection, order_id: UUID) -> Order:
    """Read an order.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    return _known((await db.execute(select(platform_orders).where(columns.id == order_id))).one_or_none())


async def hold(db: Connection, request_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """Lock all orders of these requests until the transaction ends, by id, and read them."""
    query = select(platform_orders).where(columns.request_id.in_(list(request_ids))).order_by(columns.id)
    return {row.id: _order(row) for row in await db.execute(query.with_for_update())}


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
    return [_order(row) for row in await db.execute(query)]


async def steps(db: Connection, request_ids: Iterable[UUID]) -> list[Order]:
    """List all orders of these requests, oldest first."""
    return [_order(row) for row in await OF_REQUESTS.send(db, {"ids": list(request_ids)})]


async def unanswered_before(db: Connection, order: Order) -> bool:
    """Tell whether an order that undoes another must wait for the platform's answer to an earlier order.

    So must one that releases withdrawals; one that only holds more waits for nothing.
    """
    releases = order.kind == OrderKind.HOLD and order.body["data"]["released"]
    reverts = order.kind in REVERTING or order.step == Step.ENDED
    if not reverts and not releases:
        return False
    earlier = (columns.player_id == order.player_id, columns.ordered_at <= order.ordered_at, columns.id < order.id)
    unanswered = (columns.state.in_(UNSETTLED), columns.accepted_at.is_(None))
    return bool(await db.scalar(select(exists().where(*earlier, *unanswered))))


async def awaiting_answer(db: Connection, *, action: str, subject: str) -> str | None:
    """Find the code of an approved request for the same that still waits for the platform; None without one."""
    query = (
        select(requests.c.code)
        .join(platform_orders, columns.request_id == requests.c.id)
        .where(
            requests.c.action == action,
            requests.c.subject == subject,
            columns.state.in_(UNSETTLED),
            columns.authority == "platform",
            not_(and_(columns.kind.in_(PROTECTING), columns.step == Step.DONE.value)),
            columns.step != Step.HELD.value,
        )
        .limit(1)
    )
    code: str | None = await db.scalar(query)
    return code


def message(order: Order) -> bytes:
    """Serialise the webhook body; the bytes are the same on every attempt."""
    return json.dumps(order.body, sort_keys=True, separators=(",", ":")).encode()


def entry(order: Order, request: Request, action: str) -> audit.Entry:
    """Make the audit entry for an order; the platform's answer is free text, so it is private."""
    return audit.Entry(
        actor=PITBOSS,
        action=action,
        module="platform",
        subject=audit.Subject("request", request.code),
        player_id=order.player_id,
        request_id=request.id,
        facts={
            "code": request.code,
            "order": str(order.id),
            "kind": order.kind,
            "step": order.step,
            "authority": order.authority,
            "state": order.state,
        },
        private={"answer": order.answer} if order.answer else {},
    )


async def _body(work: Work, request: Request, wish: Wish, order_id: UUID) -> dict[str, Any]:
    query = select(players.c.brand, players.c.external_id).where(players.c.id == request.player_id)
    player = (await work.db.execute(query)).one()
    named = PlayerName(id=request.player_id, brand=player.brand, external_id=player.external_id)
    reference = OrderReference(order=order_id, request_id=request.id, code=request.code, player=named)
    return {
        "type": f"order.{wish.kind}",
        "timestamp": work.now.isoformat(),
        "data": {**wish.content(), **reference.model_dump(mode="json")},
    }


def _known(row: Row[Any] | None) -> Order:
    if row is None:
        raise Unknown("There is no order with that id.")
    return _order(row)


def _order(row: Row[Any]) -> Order:
    return Order(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
