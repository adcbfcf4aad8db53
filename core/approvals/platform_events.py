"""Events that answer our orders: each brings its order in force once, or says that the platform will not."""

from collections.abc import Iterable

from core import platform
from core.activity.catalogue import PlatformAct, Suspension
from core.activity.events import Kept
from core.approvals.platform_answers import Said, Word, hear
from core.platform import Kind, Order
from core.work import Work


async def hear_events(work: Work, kept: Iterable[Kept]) -> None:
    """Take in what events say of our requests; those of other players, or of no order, say nothing about any."""
    told = [one for one in kept if one.event.request_id is not None and one.body is not None]
    if not told:
        return
    orders = await platform.steps(work.db, {one.event.request_id for one in told if one.event.request_id})
    for one in told:
        for order in orders:
            if (order.request_id, order.player_id) == (one.event.request_id, one.player_id) and _answers(one, order):
                await hear(work, _word(one, order))


def _answers(one: Kept, order: Order) -> bool:
    """Tell whether this is what the order asked for: a request that was ended again has two."""
    match one.body:
        case PlatformAct(order=named) if named is not None:
            return named == order.id
        case PlatformAct(act=act):
            return act == order.kind
        case Suspension(suspended=suspended):
            return order.kind == (Kind.BLOCK if suspended else Kind.LIFT)
        case _:
            return order.kind in {Kind.ADJUST, Kind.REVERSE} and one.event.type in MOVED


MOVED = frozenset({"balance_update", "deposit", "bonus_granted", "bonus_expired", "bonus_converted", "withdrawal_paid"})
"""Events that may be the movement we ordered, as the platform sees it."""


def _word(one: Kept, order: Order) -> Word:
    if isinstance(one.body, PlatformAct) and one.body.state == "refused":
        return Word(order_id=order.id, said=Said.REFUSED, reason=one.body.reason, reported=True)
    return Word(order_id=order.id, said=Said.IN_FORCE, reported=True)
