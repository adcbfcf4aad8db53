"""Changes of orders: placed, moved on, sent once more, and kept back until an earlier one is answered."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, insert, not_, select, update

from core import audit, outbox
from core.database.connections import Connection
from core.database.tables import platform_orders, players, requests
from core.outbox import Body, Topic
from core.people import PITBOSS
from core.platform.messages import OrderReference, PlayerName
from core.platform.orders import UNSETTLED, Order, OrderState, Step, columns, of_row
from core.platform.wish_parts import OrderKind, Wish
from core.platform.wishes import PROTECTING
from core.requests import Request
from core.work import Work

REVERTING = frozenset(
    {OrderKind.LIFT, OrderKind.REVERSE, OrderKind.CONVERT_BONUS, OrderKind.VOID_BONUS, OrderKind.RELEASE}
)
"""Orders that undo an earlier one, so they are sent only after the platform has answered that one."""


class OrderBody(Body):
    """The order for the platform to execute."""

    order_id: UUID


ORDER_PLACED = Topic("order", OrderBody, subject="order:{order_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order to place: what, for which step of a request, and authorised by whom."""

    wish: Wish
    step: Step
    authorisers: tuple[str, ...] = ()


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
    order = of_row(row)
    await audit.record(work, entry(order, request, "order.placed"))
    return order


async def move(work: Work, order: Order, **values: Any) -> Order:
    """Update an order; the caller holds its row lock."""
    changing = update(platform_orders).where(columns.id == order.id).values(changed_at=work.now, **values)
    return of_row((await work.db.execute(changing.returning(platform_orders))).one())


async def send_rest(work: Work, order: Order) -> Order:
    """Have the rest of an order that was done in part sent, under its own key; the caller holds its row lock."""
    waiting = {"state": OrderState.WAITING.value, "settled_at": None, "accepted_at": None}
    moved = await move(work, order, **waiting, tries=0, rest_asked_at=work.now)
    await outbox.send(work, ORDER_PLACED, OrderBody(order_id=order.id))
    return moved


async def hold(db: Connection, request_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """Lock all orders of these requests until the transaction ends, by id, and read them."""
    query = select(platform_orders).where(columns.request_id.in_(list(request_ids))).order_by(columns.id)
    return {row.id: of_row(row) for row in await db.execute(query.with_for_update())}


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
