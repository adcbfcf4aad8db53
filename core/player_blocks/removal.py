"""Ending blocks: exactly the chosen ones; the result lists the others that stay open."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import update

from core.database.tables import player_blocks
from core.database.tables.players import REPLACED
from core.errors import Conflict, Unknown
from core.player_blocks import holds
from core.player_blocks.exclusions import refuse_lifting
from core.player_blocks.placement import lock
from core.players.profile_sections import Withdrawal, open_rows
from core.players.restrictions import Block, PlayerStanding, standing
from core.work import Work

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
    """The ended blocks, those still open, what the player can do now, and the withdrawals that nothing holds now."""

    ended: tuple[Block, ...]
    left: tuple[Block, ...]
    standing: PlayerStanding
    released: tuple[Withdrawal, ...]


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


async def undo(work: Work, wanted: Ending) -> Ended:
    """End the block that a request placed, and reopen the narrower ones it replaced.

    They are found by ``request_id``, so ``block_ids`` stays empty.
    Raises :class:`~core.errors.Unknown` when the request's block is no longer open.
    """
    await lock(work, wanted.player_id)
    rows = await open_rows(work.db, wanted.player_id, now=work.now)
    placed = tuple(row for row in rows if row.request_id == wanted.request_id)
    if not placed:
        raise Unknown("The block of this request is no longer open; nothing was changed.")
    replaced = (
        (player_blocks.c.player_id == wanted.player_id)
        & (player_blocks.c.end_request_id == wanted.request_id)
        & (player_blocks.c.end_reason == REPLACED)
    )
    before = await holds.waiting(work, wanted.player_id)
    reopened = {"ended_at": None, "ended_by": None, "end_reason": None, "end_request_id": None}
    await work.db.execute(update(player_blocks).where(replaced).values(reopened))
    return await _end(work, placed, wanted, before)


async def _end(work: Work, rows: tuple[Block, ...], wanted: Ending, before: Iterable[Withdrawal]) -> Ended:
    await work.db.execute(
        update(player_blocks)
        .where(player_blocks.c.player_id == wanted.player_id, player_blocks.c.id.in_([row.id for row in rows]))
        .values(ended_at=work.now, ended_by=wanted.by, end_reason=wanted.why, end_request_id=wanted.request_id)
    )
    left = await open_rows(work.db, wanted.player_id, now=work.now)
    released = holds.released(before, await holds.waiting(work, wanted.player_id))
    return Ended(rows, left, standing(left, work.now), released)
