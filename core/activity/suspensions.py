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
OfSource = tuple[int, str]
"""A player, and the system that reported them."""


@dataclass(frozen=True, slots=True)
class Stop:
    """From when to when the platform had an account stopped, as far as its events tell."""

    from_at: datetime
    until_at: datetime | None
    source: str
    why: str | None
    dated: datetime
    """The date of the last event that stopped the account."""

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies within."""
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


async def follow(work: Work, kept: Iterable[StoredEvent]) -> None:
    """Let the platform's blocks be what all its events together say, in whichever order they came.

    Each system that tells events frees only what it stopped itself: another one knows nothing of why.
    """
    concerned = sorted({one.player_id for one in kept if isinstance(one.body, SuspensionBody)})
    if not concerned:
        return
    rows, told_of = await _rows(work, concerned), await _told(work, concerned)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for (player_id, source), several in sorted(told_of.items()):
        stops = list(_stops(several, rows[player_id, source]))
        for stop in stops:
            row = _of_stop(stop, stops, rows[player_id, source])
            if row is None:
                new.append(_row(work, player_id, stop))
            elif not _ended_here(row):
                changed.append({"player_id": player_id, "id": row.id, **_span(stop)})
    await bulk.add(work.db, player_blocks, new)
    await bulk.change(work.db, player_blocks, changed, by=KEY)


def _of_stop(stop: Stop, stops: Iterable[Stop], rows: Sequence[Any]) -> Any:
    """Find the row of a stop: the one that begins with it, else one within it that is not of another stop."""
    same = [one for one in rows if one.from_at == stop.from_at]
    others = {each.from_at for each in stops}
    within = [one for one in rows if stop.holds(one.from_at) and one.from_at not in others]
    return min(same or within, key=lambda one: one.from_at, default=None)


def _stops(told_of: Iterable[Any], rows: Iterable[Any]) -> Iterator[Stop]:
    """Derive from when to when an account was stopped; what the desk ended is over, whatever the platform told.

    A clock ahead of ours delays no stop, and ends none that was told after it: what frees an account comes after the
    stop both as it is dated and as it was told.
    """
    ends = sorted(row.ended_at for row in rows if _ended_here(row))
    stop: Stop | None = None
    for one in sorted(told_of, key=lambda one: (_since(one), one.at)):
        body, since = read(Type.SUSPENSION, one.version, one.body), _since(one)
        if stop and (end := next((at for at in ends if stop.from_at < at <= since), None)):
            yield replace(stop, until_at=end)
            stop = None
        if not isinstance(body, SuspensionBody):
            continue
        if not body.suspended and stop and one.at >= stop.dated:
            yield replace(stop, until_at=since)
            stop = None
        elif body.suspended and stored(one.backing) is not Backing.OURS:
            stop = stop or Stop(since, None, one.source, body.reason, one.at)
            stop = replace(stop, dated=max(stop.dated, one.at))
    if stop:
        yield stop


def _since(one: Any) -> datetime:
    """Give when an event counts from: when it happened, or was told where it is dated ahead of that."""
    at: datetime = min(one.at, one.received_at)
    return at


async def _told(work: Work, player_ids: Sequence[int]) -> defaultdict[OfSource, list[Any]]:
    """Read every suspension reported for these players, oldest first, and what backs it, by who told it."""
    query = (
        select(*told.c["player_id", "at", "received_at", "source", "version", "body", "backing"])
        .where(told.c.player_id.in_(player_ids), told.c.type == Type.SUSPENSION)
        .order_by(told.c.at, told.c.id)
    )
    return _by_source(await work.db.execute(query))


async def _rows(work: Work, player_ids: Sequence[int]) -> defaultdict[OfSource, list[Any]]:
    """Read the blocks that the platform placed on these players, ended or not, by who told them."""
    columns = player_blocks.c
    query = select(
        *columns["player_id", "id", "from_at", "ended_at", "ended_by", "end_reason"], columns.placed_by.label("source")
    ).where(columns.player_id.in_(player_ids), columns.asked_by == "platform", columns.reason == REASON)
    return _by_source(await work.db.execute(query))


def _by_source(rows: Iterable[Any]) -> defaultdict[OfSource, list[Any]]:
    found: defaultdict[OfSource, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.player_id, row.source].append(row)
    return found


def _ended_here(row: Any) -> bool:
    """Tell whether the desk ended it, or another system did, as older versions let it."""
    return row.ended_at is not None and (row.end_reason != FREED or row.ended_by != row.source)


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
