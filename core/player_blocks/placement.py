"""Placing a block: its reason decides what it stops; a wider block replaces a narrower one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import insert, select, update

from core.database.tables import player_blocks, players
from core.database.tables.players import REPLACED
from core.errors import Conflict, Invalid, Unknown
from core.office import Office, Reason
from core.people import Visibility
from core.phrases import Phrase
from core.player_blocks import holds
from core.player_blocks.exclusions import values
from core.players.accounts import hold
from core.players.restrictions import Block
from core.players.situations import Withdrawal, open_rows
from core.work import Work


class AlreadyBlocked(Conflict):
    """An open block for the same reason already covers this one."""

    code: ClassVar[str] = "already_blocked"


class AskedBy(StrEnum):
    """Who asked for the block."""

    OPERATOR = "operator"
    PLAYER = "player"
    REGULATOR = "regulator"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBlock:
    """A block to place. Without ``until`` it stays until somebody ends it.

    ``holds`` says whether it holds the withdrawals that wait or leaves them; without it the reason decides, as it does
    about those told later.
    """

    player_id: int
    reason: str
    asked_by: str
    placed_by: str
    until: datetime | None = None
    holds: bool | None = None
    note: str | None = None
    ticket: str | None = None
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """The new block, and the narrower ones it replaced."""

    block: Block
    replaced: tuple[Block, ...]


async def place(work: Work, wanted: NewBlock) -> Placed:
    """Place a block.

    Raises :class:`AlreadyBlocked` when an open block already covers it, :class:`~core.errors.Invalid` when the office
    file does not have the reason, :class:`~core.errors.Unknown` when there is no such player.
    """
    await lock(work, wanted.player_id)
    reason = reason_of(work.office, wanted.reason)
    if reason.asked_by != "operator":
        wanted = replace(wanted, asked_by=reason.asked_by)
    rows = await open_rows(work.db, wanted.player_id, now=work.now)
    in_flight = await holds.waiting(work, wanted.player_id)
    if same := covering(rows, wanted, work.office, in_flight):
        raise AlreadyBlocked(existing(same))
    row, replaced = planned(rows, wanted, work, in_flight)
    await _replace(work, replaced, by=row)
    await work.db.execute(insert(player_blocks).values(values(row)))
    return Placed(row, replaced)


def planned(
    rows: Sequence[Block], wanted: NewBlock, work: Work, waiting: Sequence[Withdrawal]
) -> tuple[Block, tuple[Block, ...]]:
    """Give the block that placing would add, with what it holds and leaves, and the open ones it would replace."""
    reason = reason_of(work.office, wanted.reason)
    row = Block(
        id=work.at.ids(),
        player_id=wanted.player_id,
        kind="block",
        scopes=reason.scopes,
        reason=wanted.reason,
        visibility=work.office.kept_for(wanted.reason),
        asked_by=wanted.asked_by,
        from_at=work.now,
        until_at=wanted.until,
        placed_by=wanted.placed_by,
        holds_withdrawals=reason.holds_withdrawals or bool(wanted.holds),
        request_id=wanted.request_id,
        note=wanted.note,
        ticket=wanted.ticket,
    )
    replaced = replaceable(rows, row)
    return holds.holding(row, replaced, waiting, leaving=wanted.holds is False), replaced


def reason_of(office: Office, key: str) -> Reason:
    """Look up a reason in the office file.

    Raises :class:`~core.errors.Invalid` when the file does not have it.
    """
    if key not in office.reasons:
        raise Invalid(f"“{key}” is not a block reason; choose one from the list.", field="reason")
    return office.reasons[key]


def covering(rows: Sequence[Block], wanted: NewBlock, office: Office, waiting: Sequence[Withdrawal]) -> Block | None:
    """Find an open block for the same reason that stops and holds at least as much for at least as long.

    There is none for a reason as which hidden ones are drawn: a hidden one is placed beside it, so it is as well.
    """
    reason = office.reasons[wanted.reason]
    if wanted.reason == office.cover:
        return None
    holding = reason.holds_withdrawals if wanted.holds is None else wanted.holds
    return next(
        (
            row
            for row in rows
            if row.reason == wanted.reason
            and row.scopes >= reason.scopes
            and _lasts(row.until_at, wanted.until)
            and wanted.asked_by in {row.asked_by, "operator"}
            and (not holding or (row.holds_withdrawals and row.leaves.isdisjoint(each.id for each in waiting)))
        ),
        None,
    )


def replaceable(rows: Sequence[Block], wide: Block) -> tuple[Block, ...]:
    """Find the open blocks that a new one replaces.

    Only blocks with the same reason and the same origin: a block that another owner must agree to lift stays. So does
    one whose reason not everybody may read, and the reason it is drawn as: which is replaced would tell the reason.
    What only holds withdrawals stays as well: it holds some that a wider block may leave.
    """
    return tuple(
        row
        for row in rows
        if row.visibility is wide.visibility is Visibility.STAFF
        and (row.kind, row.reason, row.asked_by) == (wide.kind, wide.reason, wide.asked_by)
        and row.scopes
        and row.scopes <= wide.scopes
        and _lasts(wide.until_at, row.until_at)
    )


def existing(row: Block) -> Phrase:
    """Say since when and by whom the player is blocked."""
    term = "{since} until {until}" if row.until_at else "{since}"
    return Phrase(
        f"Player {row.player_id} is already blocked for that reason since {term}, by {{by}}. Nothing was changed.",
        since=row.from_at,
        until=row.until_at or "",
        by=row.placed_by,
    )


async def lock(work: Work, player_id: int) -> None:
    """Lock a player's blocks until the transaction ends.

    Raises :class:`~core.errors.Unknown` when there is no such player.
    """
    await hold(work.db, [player_id])
    if (await work.db.execute(select(players.c.id).where(players.c.id == player_id))).one_or_none() is None:
        raise Unknown(f"There is no player {player_id}.", field="player_id")


async def _replace(work: Work, rows: Sequence[Block], *, by: Block) -> None:
    if rows:
        await work.db.execute(
            update(player_blocks)
            .where(player_blocks.c.player_id == by.player_id, player_blocks.c.id.in_([row.id for row in rows]))
            .values(ended_at=work.now, ended_by=by.placed_by, end_reason=REPLACED, end_request_id=by.request_id)
        )


def _lasts(one: datetime | None, other: datetime | None) -> bool:
    """Tell whether the first lasts at least as long as the other."""
    return one is None or (other is not None and one >= other)
