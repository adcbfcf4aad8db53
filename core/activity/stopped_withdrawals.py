"""Withdrawals that went on at the platform although a block stood here that stops or holds them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from core.activity import thing_ids
from core.activity.catalogue import Type, WithdrawalBody
from core.activity.events import CLOCKS_APART, StoredEvent
from core.activity.findings import DONE_ELSEWHERE, IntakeFinding, finding
from core.database.tables import player_blocks
from core.office import Scope
from core.players.restrictions import SELF_EXCLUSION
from core.work import Work

SAID: Mapping[str, str] = {
    Type.WITHDRAWAL_REQUESTED: "A withdrawal was asked for on the platform although the player cannot withdraw.",
    Type.WITHDRAWAL_PAID: "A withdrawal that is held here was paid on the platform.",
}


async def find(work: Work, told: Iterable[StoredEvent]) -> list[IntakeFinding]:
    """Find which of these events tell that a withdrawal went on although a block stood."""
    steps = [(one, one.body) for one in told if isinstance(one.body, WithdrawalBody) and one.event.type in SAID]
    if not steps:
        return []
    rows = await _rows(work, [one for one, _ in steps])
    return [
        finding(DONE_ELSEWHERE, one, SAID[one.event.type])
        for one, body in steps
        if any(_against(row, one, body) for row in rows[one.player_id])
    ]


def _against(row: Any, one: StoredEvent, body: WithdrawalBody) -> bool:
    if not _stood(row, one.event.at):
        return False
    if one.event.type == Type.WITHDRAWAL_REQUESTED:
        return Scope.WITHDRAW.value in row.scopes
    named = str(thing_ids.of((one.event.source, one.player_id, body.withdrawal)))
    return row.holds_withdrawals and named not in row.leaves and (not row.holds_only or named in row.holds_only)


def _stood(row: Any, at: datetime) -> bool:
    """Tell whether a block stood at an instant, and had for long enough for the platform's clock to agree."""
    by_clock = None if row.kind == SELF_EXCLUSION else row.until_at
    ends = [end for end in (row.ended_at, by_clock) if end is not None]
    return row.from_at + CLOCKS_APART < at and all(at < end for end in ends)


async def _rows(work: Work, told: Iterable[StoredEvent]) -> defaultdict[int, list[Any]]:
    """Read the blocks of these players that stood at the time of the first event, or later."""
    columns, found = player_blocks.c, defaultdict[int, list[Any]](list)
    query = select(player_blocks).where(
        columns.player_id.in_({one.player_id for one in told}),
        or_(columns.ended_at.is_(None), columns.ended_at > min(one.event.at for one in told)),
    )
    for row in await work.db.execute(query):
        found[row.player_id].append(row)
    return found
