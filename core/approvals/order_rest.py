"""The rest of an order that the gaming platform did only in part: sent again by somebody at the desk."""

from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from core import audit, freezes, operations, platform
from core.action import Kind, Policy
from core.approvals import checks, disclosure, lifecycle, locks, quorum, reviews
from core.errors import Conflict, NotAllowed
from core.people import Actor
from core.platform import Order, OrderState
from core.requests import Request
from core.work import Work


class NothingLeft(Conflict):
    """The platform has not done the newest order of the request in part."""

    code: ClassVar[str] = "nothing_left"


@operations.operation("order.rest_sent", module="approvals", needs=None, doing="send the rest of an order again")
async def send(work: Work, actor: Actor, *, request_id: UUID) -> Request:
    """Have the platform do what it left of a request's newest order, under the same key: nothing is done twice.

    It was authorised with the order, so one person suffices: who asked, who may ask, or who decides.

    Raises :class:`~core.errors.NotAllowed`, :class:`~core.errors.Unknown` and :class:`NothingLeft`.
    """
    request = await locks.hold_request(work, request_id, person=actor.person, orders=True)
    among = await quorum.participants(work, request, actor=actor)
    actor = await quorum.as_now(work, actor, among.here)
    reviews.refuse_other_brand(among, actor)
    disclosure.refuse_hidden(actor, request)
    action = await checks.refuse_altered(work, request)
    deciding = Policy.read(request.policy).permission
    if not any(actor.may(one) for one in (action.ask, deciding)):
        raise NotAllowed(f"You may neither ask for “{action.title}” nor decide about it, so you cannot send its rest.")
    releases = action.freezable and action.kind is Kind.RELEASING
    await freezes.refuse_act(work, actor, releasing=action.name if releases else None)
    order = await platform.send_rest(work, await _partly_done(work, request))
    await audit.record(work, replace(platform.entry(order, request, "order.rest_sent"), actor=actor))
    await lifecycle.redraw(work, request)
    return request


async def _partly_done(work: Work, request: Request) -> Order:
    """Read the newest order of a request, which is locked with it.

    Raises :class:`NothingLeft`.
    """
    newest = await platform.of_request(work.db, request.id)
    if newest is None or newest.state != OrderState.PARTLY_DONE:
        raise NothingLeft("The platform has not done this in part, so there is no rest to send. Open it again.")
    if not platform.orders.concerns(request.state, newest):
        raise NothingLeft("This has ended since, so its rest is not sent. Nothing was changed.")
    return newest
