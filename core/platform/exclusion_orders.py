"""Orders about exclusions: the player, and every other account of the person that the exclusion reaches."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from core import player_blocks, requests
from core.database.tables import players
from core.errors import Unknown
from core.office import Reach
from core.platform import order_changes
from core.platform.messages import PlayerName
from core.platform.order_changes import NewOrder
from core.platform.orders import Step
from core.platform.player_gate import gate
from core.platform.wish_parts import OtherAccount
from core.platform.wishes import ExcludeWish
from core.player_blocks import Block
from core.work import Work


async def exclusion_wish(work: Work, player_id: int, request_id: UUID, *, reach: Reach) -> ExcludeWish:
    """Give the order for an exclusion that a request set.

    Raises :class:`~core.errors.Unknown` where the request set none.
    """
    rows = await player_blocks.open_rows(work.db, player_id, now=work.now)
    row = next((each for each in rows if each.excludes and each.request_id == request_id), None)
    if row is None:
        raise Unknown("The exclusion of this request does not stand any more; nothing was changed.")
    return await _wish(work, row, reach=reach)


async def other_accounts(work: Work, player_ids: Iterable[int]) -> tuple[OtherAccount, ...]:
    """Name accounts, each with all that it cannot do now."""
    wanted = sorted(set(player_ids))
    query = select(players.c.id, players.c.brand, players.c.external_id).where(players.c.id.in_(wanted))
    rows = (await work.db.execute(query.order_by(players.c.id))).all()
    return tuple([OtherAccount(player=PlayerName(**row._asdict()), then=await gate(work, row.id)) for row in rows])


async def tell_reach(work: Work, reached: Iterable[Block]) -> None:
    """Order anew the exclusions that came to reach further accounts, where a request set them.

    Of one that the platform set, the new account's status says that it is excluded.
    """
    if not work.desk.platform_connected:
        return
    several = {row.request_id: row for row in reached if row.request_id is not None}
    for request_id in sorted(several):
        request = await requests.get(work.db, request_id)
        if request.player_id is None:
            continue
        rows = await player_blocks.open_rows(work.db, request.player_id, now=work.now)
        for row in rows:
            if row.excludes and row.request_id == request_id:
                wish = await _wish(work, row, reach=row.reach)
                await order_changes.place(work, request, NewOrder(wish=wish, step=Step.HELD))


async def _wish(work: Work, row: Block, *, reach: Reach) -> ExcludeWish:
    others = await player_blocks.other_accounts(work.db, row.player_id, [row.id])
    return ExcludeWish(
        exclusion="cool_off" if row.kind == "cool_off" else "self_exclusion",
        until=row.until_at,
        reach=reach,
        also=await other_accounts(work, others),
        then=await gate(work, row.player_id),
    )
