"""Orders to the gaming platform in the words of a test: placed by requests, answered as the test says."""

from dataclasses import replace
from typing import Any

from core import activity, approvals, event_intake, platform
from core.activity import Event
from core.approvals import AnswerKind, PlatformAnswer, order_rest
from core.database import tables
from core.platform import Order
from core.requests import Request
from tests.support.office import World


def connect(office: World, *, authority: str = "here") -> World:
    """Connect a platform to the desk; it may be the one that decides."""
    file = office.desk.office.model_copy(update={"authority": authority})
    office.desk = replace(office.desk, office=file, platform_connected=True)
    return office


async def order_of(office: World, request: Request) -> Order:
    """The newest order of a request, which has one."""
    async with office.read() as db:
        found = await platform.of_request(db, request.id)
    assert found is not None
    return found


async def orders(office: World, player_id: int) -> list[Order]:
    async with office.read() as db:
        return await platform.of_player(db, player_id)


async def says(office: World, order: Order, said: AnswerKind, reason: str | None = None, **more: Any) -> Order:
    """Let the platform say something of an order."""
    async with office.work() as work:
        return await approvals.apply_answer(work, PlatformAnswer(order_id=order.id, kind=said, reason=reason, **more))


async def send_rest(office: World, who: str, request: Request) -> None:
    """Let somebody have the rest of an order sent again."""
    actor = await office.staff(who)
    async with office.work() as work:
        await order_rest.send(work, actor, request_id=request.id)


def told(office: World, order: Order, type_: str, body: dict[str, Any], **changes: Any) -> Event:
    """Write an event that names the order's request, unless the test says otherwise."""
    player = order.body["data"]["player"]
    about = {"source": "platform", "event_id": f"e-{office.at.ids()}", "brand": player["brand"], "at": office.now}
    who = {"player": player["external_id"], "request_id": order.request_id}
    return Event(**about | who | changes, type=type_, body=body)


async def take(office: World, *events: Event | dict[str, Any]) -> None:
    """Take events in as they come in, and let requests and security hear of them."""
    async with office.work() as work:
        taken = await event_intake.take(work, activity.admit(events, at=work.at))
    assert taken.refused == []


async def tells(office: World, order: Order, type_: str, body: dict[str, Any], **changes: Any) -> None:
    """Let the platform tell of what it did."""
    await take(office, told(office, order, type_, body, **changes))


async def queued(office: World, topic: str) -> int:
    """Count the outbox messages of a topic."""
    return len(await office.rows(tables.outbox, tables.outbox.c.topic == topic))
