"""Holding withdrawals without stopping anything else, and letting one of them go."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from core.database import named_holds
from core.database.connections import Connection
from core.database.tables import player_blocks
from core.errors import Conflict
from core.people import Visibility
from core.player_blocks.exclusions import values
from core.player_blocks.placement import lock, reason_of
from core.player_blocks.reasons import CONTACT_CHANGED
from core.players.restrictions import Block
from core.players.situations import open_rows
from core.work import Work

columns = player_blocks.c


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHold:
    """A hold to place: on these withdrawals, or on every one that waits or is told while it stands."""

    player_id: int
    reason: str
    """A block reason of the office file, whose owner agrees to letting go."""
    placed_by: str
    withdrawals: frozenset[UUID] = frozenset()
    until: datetime | None = None
    asked_by: str = "operator"
    note: str | None = None
    ticket: str | None = None
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHold:
    """A hold that follows a change of contact data by the desk."""

    player_id: int
    until: datetime
    placed_by: str
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Which withdrawal is let go, by whom, why, and for which request."""

    player_id: int
    withdrawal_id: UUID
    by: str
    why: str
    request_id: UUID | None = None


async def hold_withdrawals(work: Work, wanted: NewHold) -> Block:
    """Hold withdrawals: an open block that stops nothing else, so that what is held is still derived from the blocks.

    Raises :class:`~core.errors.Invalid` when the office file does not have the reason, and
    :class:`~core.errors.Unknown` when there is no such player.
    """
    await lock(work, wanted.player_id)
    reason = reason_of(work.office, wanted.reason)
    row = Block(
        id=work.at.ids(),
        player_id=wanted.player_id,
        kind="block",
        scopes=frozenset(),
        reason=wanted.reason,
        visibility=work.office.kept_for(wanted.reason),
        asked_by=wanted.asked_by if reason.asked_by == "operator" else reason.asked_by,
        from_at=work.now,
        until_at=wanted.until,
        placed_by=wanted.placed_by,
        holds_withdrawals=True,
        holds_only=wanted.withdrawals,
        request_id=wanted.request_id,
        note=wanted.note,
        ticket=wanted.ticket,
    )
    await work.db.execute(insert(player_blocks).values(values(row)))
    return row


async def hold_after_contact_change(work: Work, wanted: ContactHold) -> Block:
    """Hold every withdrawal that waits or is told while the hold stands, because the desk changed contact data."""
    await lock(work, wanted.player_id)
    row = Block(
        id=work.at.ids(),
        player_id=wanted.player_id,
        kind="block",
        scopes=frozenset(),
        reason=CONTACT_CHANGED,
        visibility=Visibility.STAFF,
        asked_by="operator",
        from_at=work.now,
        until_at=wanted.until,
        placed_by=wanted.placed_by,
        holds_withdrawals=True,
        request_id=wanted.request_id,
    )
    await work.db.execute(insert(player_blocks).values(values(row)))
    return row


def holding(rows: Iterable[Block], withdrawal_id: UUID, now: datetime) -> tuple[Block, ...]:
    """Give the blocks that hold a withdrawal now."""
    return tuple(row for row in rows if row.holds(withdrawal_id, now))


async def held_by_name(db: Connection, player_ids: Collection[int]) -> list[int]:
    """Choose the players of whom a block that nobody ended holds withdrawals by name, by id."""
    if not player_ids:
        return []
    query = select(columns.player_id).where(columns.player_id.in_(set(player_ids)), columns.ended_at.is_(None))
    return list(await db.scalars(query.where(named_holds.BY_NAME).distinct().order_by(columns.player_id)))


async def release(work: Work, wanted: Release) -> tuple[Block, ...]:
    """Let one withdrawal go: blocks that hold no other end, the rest leave it; give those that held it.

    Raises :class:`~core.errors.Conflict` where nothing holds it any more.
    """
    await lock(work, wanted.player_id)
    rows = holding(await open_rows(work.db, wanted.player_id, now=work.now), wanted.withdrawal_id, work.now)
    if not rows:
        raise Conflict("Nothing holds this withdrawal any more; nothing was changed.", field="withdrawal_id")
    for row in rows:
        ended = {
            "ended_at": work.now,
            "ended_by": wanted.by,
            "end_reason": wanted.why,
            "end_request_id": wanted.request_id,
        }
        leaves = {"leaves": sorted(map(str, row.leaves | {wanted.withdrawal_id}))}
        alone = not row.scopes and row.holds_only == {wanted.withdrawal_id}
        this = (columns.player_id == row.player_id, columns.id == row.id)
        await work.db.execute(update(player_blocks).where(*this).values(ended if alone else leaves))
    return rows
