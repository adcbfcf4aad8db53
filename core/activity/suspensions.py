"""Accounts that the platform itself stopped and freed: blocks of its own beside those of the desk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.activity.answers import stored
from core.activity.catalogue import SuspensionBody, Type, read
from core.activity.events import Backing, StoredEvent
from core.database import bulk
from core.database.tables import events as told
from core.database.tables import player_blocks
from core.office import Scope
from core.people import Visibility
from core.work import Work

REASON = "platform"
"""Stands as the block's reason; the office file knows none of that name."""
STOPPED = tuple(scope for scope in Scope if scope is not Scope.MARKETING)
"""What an account that the platform stopped cannot do."""
FREED = "freed by the platform"
KEY = ("player_id", "id")


@dataclass(frozen=True, slots=True)
class Stop:
    """From when to when the platform had an account stopped, as far as its events tell."""

    from_at: datetime
    until_at: datetime | None
    source: str
    why: str | None

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies within."""
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


async def follow(work: Work, kept: Iterable[StoredEvent]) -> None:
    """Let the platform's blocks be what all its events together say, in whichever order they came."""
    concerned = sorted({one.player_id for one in kept if isinstance(one.body, SuspensionBody)})
    if not concerned:
        return
    rows, told_of = await _rows(work, concerned), await _told(work, concerned)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for player_id in concerned:
        for stop in _stops(told_of[player_id], rows[player_id]):
            row = next((one for one in rows[player_id] if stop.holds(one.from_at)), None)
            if row is None:
                new.append(_row(work, player_id, stop))
            elif not _ended_here(row):
                changed.append({"player_id": player_id, "id": row.id, **_span(stop)})
    await bulk.add(work.db, player_blocks, new)
    await bulk.change(work.db, player_blocks, changed, by=KEY)


def _stops(told_of: Iterable[Any], rows: Iterable[Any]) -> Iterator[Stop]:
    """Derive from when to when an account was stopped; what the desk ended is over, whatever the platform told."""
    ends = sorted(row.ended_at for row in rows if _ended_here(row))
    stop: Stop | None = None
    for one in told_of:
        body = read(Type.SUSPENSION, one.version, one.body)
        if stop and (end := next((at for at in ends if stop.from_at < at <= one.at), None)):
            yield replace(stop, until_at=end)
            stop = None
        if isinstance(body, SuspensionBody) and not body.suspended and stop:
            yield replace(stop, until_at=one.at)
            stop = None
        elif isinstance(body, SuspensionBody) and body.suspended and stored(one.backing) is not Backing.OURS:
            stop = stop or Stop(one.at, None, one.source, body.reason)
    if stop:
        yield stop


async def _told(work: Work, player_ids: Sequence[int]) -> defaultdict[int, list[Any]]:
    """Read every suspension reported for these players, oldest first, and what backs it."""
    query = (
        select(told.c.player_id, told.c.at, told.c.source, told.c.version, told.c.body, told.c.backing)
        .where(told.c.player_id.in_(player_ids), told.c.type == Type.SUSPENSION)
        .order_by(told.c.at, told.c.id)
    )
    return _by_player(await work.db.execute(query))


async def _rows(work: Work, player_ids: Sequence[int]) -> defaultdict[int, list[Any]]:
    """Read the blocks that the platform placed on these players, ended or not."""
    columns = player_blocks.c
    query = select(columns.player_id, columns.id, columns.from_at, columns.ended_at, columns.end_reason).where(
        columns.player_id.in_(player_ids), columns.asked_by == "platform", columns.reason == REASON
    )
    return _by_player(await work.db.execute(query))


def _by_player(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.player_id].append(row)
    return found


def _ended_here(row: Any) -> bool:
    return row.ended_at is not None and row.end_reason != FREED


def _span(stop: Stop) -> dict[str, Any]:
    over = stop.until_at is not None
    return {
        "from_at": stop.from_at,
        "ended_at": stop.until_at,
        "ended_by": stop.source if over else None,
        "end_reason": FREED if over else None,
    }


def _row(work: Work, player_id: int, stop: Stop) -> dict[str, Any]:
    return {
        "player_id": player_id,
        "id": work.at.ids(),
        "kind": "block",
        "scopes": [scope.value for scope in STOPPED],
        "reason": REASON,
        "visibility": Visibility.STAFF.value,
        "asked_by": "platform",
        "holds_withdrawals": True,
        "note": stop.why,
        "placed_by": stop.source,
        **_span(stop),
    }
