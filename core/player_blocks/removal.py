"""Ending blocks: exactly the chosen ones; the result lists the others that stay open."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, not_, select, update

from core.database import named_holds
from core.database.tables import player_blocks
from core.database.tables.players import REPLACED
from core.errors import Conflict, Unknown
from core.player_blocks import holds, reach
from core.player_blocks.exclusions import refuse_lifting
from core.player_blocks.placement import lock
from core.players.accounts import hold
from core.players.restrictions import Block, PlayerStanding, standing
from core.players.situations import Withdrawal, open_rows
from core.work import Work

columns = player_blocks.c

REOPENED = dict.fromkeys(("ended_at", "ended_by", "end_reason", "end_request_id"))
"""The values of a block that is open again."""
CORRECTION = "correction"
"""The ``ended_by`` of an exclusion that was set for the wrong player."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Which blocks to end, by whom, why, and for which request."""

    player_id: int
    by: str
    why: str
    block_ids: tuple[UUID, ...] = ()
    request_id: UUID | None = None
    player_returns: bool = False
    """Whether the player asked to come back and has waited, so that a self-exclusion whose term is over may end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The ended blocks of a player, those still open, what the player can do now, and the released withdrawals."""

    player_id: int
    ended: tuple[Block, ...]
    left: tuple[Block, ...]
    standing: PlayerStanding
    released: tuple[Withdrawal, ...]
    elsewhere: tuple[Block, ...] = ()
    """Rows that followed them on other accounts of the person, and ended with them."""


async def end(work: Work, wanted: Ending) -> Ended:
    """End blocks; a withdrawal is released where no block that is left holds it.

    Raises :class:`~core.player_blocks.ExclusionInForce` for a self-exclusion or cool-off, and
    :class:`~core.errors.Conflict` when one of the blocks is no longer open.
    """
    await lock(work, wanted.player_id)
    rows = {row.id: row for row in await open_rows(work.db, wanted.player_id, now=work.now)}
    if any(block_id not in rows for block_id in wanted.block_ids):
        raise Conflict("A block you chose is no longer open; look at the card again.", field="blocks")
    ended = tuple(rows[block_id] for block_id in dict.fromkeys(wanted.block_ids))
    for row in ended:
        refuse_lifting(row, ended_by=work.now if wanted.player_returns else None)
    return await _end(work, ended, wanted, await holds.waiting(work, wanted.player_id))


async def correct(work: Work, wanted: Ending) -> Ended:
    """End exclusions that were set for the wrong player.

    Raises :class:`~core.errors.Conflict` when one of them is no longer in force.
    """
    await lock(work, wanted.player_id)
    rows = {row.id: row for row in await open_rows(work.db, wanted.player_id, now=work.now) if row.excludes}
    if any(block_id not in rows for block_id in wanted.block_ids):
        raise Conflict("An exclusion you chose is no longer in force; look at the card again.", field="exclusions")
    ended = tuple(rows[block_id] for block_id in dict.fromkeys(wanted.block_ids))
    before = await holds.waiting(work, wanted.player_id)
    return await _end(work, ended, replace(wanted, by=CORRECTION), before)


async def follow_lift(work: Work, wanted: Ending) -> Ended:
    """End those of the chosen blocks that are left, as the platform lifted them; what is over by now decides nothing.

    One that another block replaced meanwhile is over for good as well: undoing that other block does not bring it back.
    Raises :class:`~core.errors.Conflict` where none of them is left.
    """
    await lock(work, wanted.player_id)
    chosen = columns.id.in_(wanted.block_ids)
    open_now = tuple(row for row in await _open(work, wanted) if row.id in wanted.block_ids)
    replaced = await _end_replaced(work, wanted, chosen)
    without_effect = await _end_without_effect(work, wanted, chosen)
    if not open_now and not replaced and not without_effect and not await _over(work, wanted, chosen):
        raise Conflict("None of the blocks is open any more; nothing was changed.")
    return await _end(work, open_now, wanted, await holds.waiting(work, wanted.player_id))


async def undo(work: Work, wanted: Ending) -> Ended:
    """End the block that a request placed, and reopen the narrower ones it replaced.

    They are found by ``request_id``, so ``block_ids`` stays empty. Where another block replaced it meanwhile it is over
    for good, and what it replaced waits for the end of that other block.
    Raises :class:`~core.errors.Unknown` when the request's block was ended before.
    """
    await lock(work, wanted.player_id)
    its_own = columns.request_id == wanted.request_id
    placed = tuple(row for row in await _open(work, wanted) if row.request_id == wanted.request_id)
    before = await holds.waiting(work, wanted.player_id)
    if placed:
        await _change_replaced(work, wanted, **REOPENED)
    elif successors := await _end_replaced(work, wanted, its_own):
        await _change_replaced(work, wanted, end_request_id=successors[0])
    elif not await _end_without_effect(work, wanted, its_own) and not await _over(work, wanted, its_own):
        raise Unknown("The block of this request is no longer open; nothing was changed.")
    return await _end(work, placed, wanted, before)


async def _open(work: Work, wanted: Ending) -> tuple[Block, ...]:
    return await open_rows(work.db, wanted.player_id, now=work.now)


async def _over(work: Work, wanted: Ending, which: ColumnElement[bool]) -> bool:
    """Tell whether blocks that nobody ended are over by the clock."""
    over = (columns.player_id == wanted.player_id, columns.ended_at.is_(None), columns.until_at <= work.now)
    return bool(await work.db.scalar(select(exists().where(*over, which))))


async def _end_replaced(work: Work, wanted: Ending, which: ColumnElement[bool]) -> list[UUID | None]:
    """End blocks for good that another one replaced, and give the requests of those other ones."""
    theirs = (columns.player_id == wanted.player_id, columns.end_reason == REPLACED, which)
    successors = list(await work.db.scalars(select(columns.end_request_id).where(*theirs)))
    ended = {"ended_by": wanted.by, "end_reason": wanted.why, "end_request_id": wanted.request_id}
    await work.db.execute(update(player_blocks).where(*theirs).values(ended))
    return successors


async def _end_without_effect(work: Work, wanted: Ending, which: ColumnElement[bool]) -> bool:
    """End blocks of which no named withdrawal waits, so that they do not stand again; tell whether there were any."""
    theirs = (columns.player_id == wanted.player_id, columns.ended_at.is_(None), which)
    ended = {"ended_by": wanted.by, "end_reason": wanted.why, "end_request_id": wanted.request_id}
    query = update(player_blocks).where(*theirs, not_(named_holds.HAS_EFFECT))
    return bool((await work.db.execute(query.values(ended_at=work.now, **ended))).rowcount)


async def _change_replaced(work: Work, wanted: Ending, **values: Any) -> None:
    """Change the blocks that the block of a request replaced."""
    theirs = (columns.player_id == wanted.player_id, columns.end_reason == REPLACED)
    query = update(player_blocks).where(*theirs, columns.end_request_id == wanted.request_id)
    await work.db.execute(query.values(values))


async def _end(work: Work, rows: tuple[Block, ...], wanted: Ending, before: Iterable[Withdrawal]) -> Ended:
    await _write_end(work, wanted, rows)
    elsewhere = await _end_elsewhere(work, rows, wanted)
    left = await open_rows(work.db, wanted.player_id, now=work.now)
    released = holds.released(before, await holds.waiting(work, wanted.player_id))
    return Ended(wanted.player_id, rows, left, standing(left, work.now), released, elsewhere)


async def _end_elsewhere(work: Work, rows: Iterable[Block], wanted: Ending) -> tuple[Block, ...]:
    """End what follows exclusions on other accounts; of a player who comes back also what theirs follow.

    A row that followed an exclusion and stood on the wrong account is corrected alone.
    """
    origins = {row.id for row in rows if row.excludes}
    if wanted.player_returns:
        origins |= {row.reached_from for row in rows if row.reached_from is not None}
    if not origins:
        return ()
    family = await reach.family(work, origins)
    others = tuple(row for row in family if row.player_id != wanted.player_id)
    await hold(work.db, {row.player_id for row in others})
    await _write_end(work, wanted, others)
    return others


async def _write_end(work: Work, wanted: Ending, rows: Iterable[Block]) -> None:
    mine = list(rows)
    for player_id in sorted({row.player_id for row in mine}):
        ids = [row.id for row in mine if row.player_id == player_id]
        ended = {"ended_by": wanted.by, "end_reason": wanted.why, "end_request_id": wanted.request_id}
        await work.db.execute(
            update(player_blocks)
            .where(columns.player_id == player_id, columns.id.in_(ids))
            .values(ended_at=work.now, **ended)
        )
