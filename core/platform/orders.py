"""Orders to the gaming platform as rows: one for each step of a request, under one key for ever."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, insert, select, update

from core import audit, outbox
from core.database.connections import Connection
from core.database.tables import platform_orders, players, requests
from core.errors import Unknown
from core.outbox import Body, Topic
from core.people import PITBOSS
from core.requests import Request
from core.work import Work


class OrderBody(Body):
    """The order that the platform is to carry out."""

    order_id: UUID


ORDER_PLACED = Topic("order", OrderBody, subject="order:{order_id}")
LATE = timedelta(minutes=15)
"""How long the platform may take to say what came of an order before somebody is alarmed."""
PAGE = 20

columns = platform_orders.c


class OrderKind(StrEnum):
    """What the platform is to do."""

    BLOCK = "block"
    LIFT = "lift"
    ADJUST = "adjust"
    REVERSE = "reverse"


class Step(StrEnum):
    """What of a request it belongs to."""

    DONE = "done"
    """Its action."""
    ENDED = "ended"
    """The taking back of a protective one."""


class OrderState(StrEnum):
    """How far the platform is."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """It does not say whether it was done; it is asked, and never told the same under another key."""


UNSETTLED = (OrderState.WAITING.value, OrderState.UNKNOWN.value)
FOLLOWING = frozenset({OrderKind.LIFT, OrderKind.REVERSE})
"""What undoes something earlier, and so is sent only once the platform has answered that."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an action wants of the platform, in plain JSON: no names, nothing that somebody wrote."""

    kind: OrderKind
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What is ordered, for which step of a request, and on whose word."""

    wish: Wish
    step: Step
    authorisers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order as its row stands; its id is the webhook's."""

    id: UUID
    request_id: UUID
    step: str
    player_id: int
    kind: str
    authority: str
    authorisers: list[str]
    """Persons whose word it rests on, beside the requester's."""
    body: dict[str, Any]
    state: str
    ordered_at: datetime
    accepted_at: datetime | None
    tries: int
    settled_at: datetime | None
    answer: str | None
    alarmed_at: datetime | None
    changed_at: datetime

    @property
    def settled(self) -> bool:
        """Whether the platform has said what came of it."""
        return self.state not in UNSETTLED

    @property
    def deferred(self) -> bool:
        """Whether nothing of it holds here before the platform confirms; a block stands here at once."""
        return self.authority == "platform" and self.kind != OrderKind.BLOCK


async def place(work: Work, request: Request, wanted: NewOrder) -> Order:
    """Order something, in the transaction that decided it; it leaves through the outbox."""
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
    """Change an order; whoever does holds it locked."""
    changing = update(platform_orders).where(columns.id == order.id).values(changed_at=work.now, **values)
    return _order((await work.db.execute(changing.returning(platform_orders))).one())


async def get(db: Connection, order_id: UUID) -> Order:
    """Read an order.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    return _known((await db.execute(select(platform_orders).where(columns.id == order_id))).one_or_none())


async def locked(db: Connection, order_id: UUID) -> Order:
    """Read an order and keep everybody else's hands off it until the transaction ends."""
    query = select(platform_orders).where(columns.id == order_id).with_for_update()
    return _known((await db.execute(query)).one_or_none())


async def of_request(db: Connection, request_id: UUID) -> Order | None:
    """Read the newest order of a request; None where the platform had no part in it."""
    return (await of_requests(db, [request_id])).get(request_id)


async def of_requests(db: Connection, request_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """Read the newest order of each of several requests, in one statement."""
    return {order.request_id: order for order in await steps(db, request_ids)}


async def of_player(db: Connection, player_id: int, *, limit: int = PAGE) -> list[Order]:
    """List what was ordered about a player, newest first."""
    newest = (columns.ordered_at.desc(), columns.id.desc())
    query = select(platform_orders).where(columns.player_id == player_id).order_by(*newest).limit(limit)
    return [_order(row) for row in await db.execute(query)]


async def steps(db: Connection, request_ids: Iterable[UUID]) -> list[Order]:
    """List every order of several requests, oldest first."""
    query = select(platform_orders).where(columns.request_id.in_(list(request_ids)))
    oldest_first = (columns.ordered_at, columns.id)
    return [_order(row) for row in await db.execute(query.order_by(*oldest_first))]


async def unanswered_before(db: Connection, order: Order) -> bool:
    """Tell whether an order that undoes something has to wait for the platform's answer to an earlier one."""
    if order.kind not in FOLLOWING:
        return False
    earlier = (columns.player_id == order.player_id, columns.ordered_at <= order.ordered_at, columns.id < order.id)
    open_ = (columns.state.in_(UNSETTLED), columns.accepted_at.is_(None))
    return bool(await db.scalar(select(exists().where(*earlier, *open_))))


async def underway(db: Connection, *, action: str, subject: str) -> str | None:
    """Find the code of a request for the same whose effect only the platform's answer brings; None without one."""
    query = (
        select(requests.c.code)
        .join(platform_orders, columns.request_id == requests.c.id)
        .where(
            requests.c.action == action,
            requests.c.subject == subject,
            columns.state.in_(UNSETTLED),
            columns.authority == "platform",
            columns.kind != OrderKind.BLOCK.value,
        )
        .limit(1)
    )
    code: str | None = await db.scalar(query)
    return code


def message(order: Order) -> bytes:
    """Write what is sent: the same bytes on every try."""
    return json.dumps(order.body, sort_keys=True, separators=(",", ":")).encode()


def entry(order: Order, request: Request, action: str) -> audit.Entry:
    """Make the record of what became of an order; the platform's words may hold anything, so they are private."""
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
    return {
        "type": f"order.{wish.kind}",
        "timestamp": work.now.isoformat(),
        "data": {
            **wish.content,
            "order": str(order_id),
            "request_id": str(request.id),
            "code": request.code,
            "player": {"id": request.player_id, "brand": player.brand, "external_id": player.external_id},
        },
    }


def _known(row: Row[Any] | None) -> Order:
    if row is None:
        raise Unknown("There is no order of that id.")
    return _order(row)


def _order(row: Row[Any]) -> Order:
    return Order(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
