"""Orders that tell the platform which withdrawals are held, where that changed by something else than a request."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, not_, select

from core import player_blocks, players, requests, watermarks
from core.database.tables import platform_orders, withdrawals
from core.database.tables import player_blocks as blocks
from core.platform import order_changes
from core.platform.order_changes import NewOrder
from core.platform.orders import UNSETTLED, OrderState, Step
from core.platform.player_gate import gate
from core.platform.wish_parts import OrderKind
from core.platform.wishes import HoldWish
from core.work import Work

TELLING = (OrderKind.BLOCK.value, OrderKind.LIFT.value, OrderKind.RELEASE.value, OrderKind.HOLD.value)
"""Orders that say which withdrawals are held."""
MOST = 20
"""Players looked at, and held, in one transaction of the clock; more where their blocks end in one instant."""
OVER = "clock:holds"
"""The mark of what the platform was told about blocks that were over: microseconds since :data:`BEGINNING`."""
BEGINNING, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

columns = platform_orders.c


async def tell_changes(work: Work, player_ids: Iterable[int]) -> None:
    """Order anew which withdrawals of these players are held, where that is not what the platform was last ordered.

    Nothing is ordered while the platform has still to say whether it lifts a block, as that decides what is held.
    """
    if not work.desk.platform_connected:
        return
    for player_id in sorted(set(player_ids)):
        await players.hold(work.db, [player_id])
        if not await _lift_waits(work, player_id):
            await _tell(work, player_id)


async def tell_what_is_over(work: Work) -> bool:
    """Order anew what is held of players of whom a block that held withdrawals is over by the clock; tell if more are.

    A mark says up to which instant this was done, so that nobody who has nothing to be told is looked at for ever.
    """
    if not work.desk.platform_connected or not await _over(work, since=await watermarks.read(work.db, OVER)):
        return False
    due = await _over(work, since=await watermarks.locked(work, OVER))
    if due:
        await tell_changes(work, [row.player_id for row in due])
        await watermarks.move(work, OVER, (due[-1].until_at - BEGINNING) // MICROSECOND)
    return len(due) >= MOST


async def _over(work: Work, *, since: int) -> Sequence[Row[Any, Any]]:
    """Find whose blocks that held withdrawals are over since then, the earliest first: enough for one round."""
    of_holding = (withdrawals.c.state == "waiting", blocks.c.holds_withdrawals, blocks.c.ended_at.is_(None))
    query = (
        select(blocks.c.player_id, blocks.c.until_at)
        .join(withdrawals, withdrawals.c.player_id == blocks.c.player_id)
        .where(*of_holding, blocks.c.until_at > BEGINNING + since * MICROSECOND, blocks.c.until_at <= work.now)
        .distinct()
        .order_by(blocks.c.until_at, blocks.c.player_id)
    )
    due = (await work.db.execute(query.limit(MOST))).all()
    if len(due) < MOST:
        return due
    return (await work.db.execute(query.where(blocks.c.until_at <= due[-1].until_at))).all()


async def may_change(work: Work, player_ids: Iterable[int]) -> list[int]:
    """Choose the players of whom anything is held, or was when the platform was last ordered something."""
    several = set(player_ids)
    if not several or not work.desk.platform_connected:
        return []
    held = select(blocks.c.player_id).where(blocks.c.player_id.in_(several), blocks.c.holds_withdrawals)
    return list(await work.db.scalars(held.distinct()))


async def _tell(work: Work, player_id: int) -> None:
    then = await gate(work, player_id)
    waiting = (await player_blocks.in_flight(work.db, player_id, now=work.now)).withdrawals
    last = await _last(work, player_id)
    before = {UUID(each["id"]) for each in last.body["data"]["then"]["held_withdrawals"]} if last else set()
    held = {each.id for each in waiting if each.held}
    released = sorted(before & {each.id for each in waiting if not each.held})
    if held <= before and not released:
        return
    request_id = await _of_request(work, player_id) or (last.request_id if last else None)
    if request_id is None:  # only the platform itself holds anything, so it knows
        return
    wish = HoldWish(held=tuple(sorted(held - before)), released=tuple(released), then=then)
    await order_changes.place(work, await requests.get(work.db, request_id), NewOrder(wish=wish, step=Step.HELD))


async def _last(work: Work, player_id: int) -> Any:
    """Read the newest order that said what is held; a block or lift that a deciding platform refused does not count."""
    decides = and_(columns.authority == "platform", columns.kind != OrderKind.HOLD.value)
    refused = and_(columns.state == OrderState.REFUSED.value, decides)
    newest = (columns.ordered_at.desc(), columns.id.desc())
    query = select(columns.request_id, columns.body).where(
        columns.player_id == player_id, columns.kind.in_(TELLING), not_(refused)
    )
    return (await work.db.execute(query.order_by(*newest).limit(1))).one_or_none()


async def _lift_waits(work: Work, player_id: int) -> bool:
    waits = and_(
        columns.player_id == player_id,
        columns.kind.in_((OrderKind.LIFT.value, OrderKind.RELEASE.value)),
        columns.authority == "platform",
        columns.state.in_(UNSETTLED),
    )
    return bool(await work.db.scalar(select(exists().where(waits))))


async def _of_request(work: Work, player_id: int) -> UUID | None:
    """Find the request behind the newest block that holds withdrawals now."""
    rows = await player_blocks.open_rows(work.db, player_id, now=work.now)
    holding = [row.request_id for row in rows if row.holds_withdrawals and row.stands(work.now) and row.request_id]
    return holding[-1] if holding else None
