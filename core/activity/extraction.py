"""Stored events are taken out again, as they were told, so that they can be taken in anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from core.activity import daily_sums, store
from core.activity.events import NOBODY, EventKey
from core.database import bulk
from core.database.connections import Connection
from core.database.tables import event_ids, events
from core.database.tables.activity import IN_BUCKET
from core.work import Work


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """Where an event lies, and what its row does not say of it."""

    player_id: int
    at: datetime
    id: UUID
    brand: str
    player: str | None
    """The platform's own id of the player."""

    @property
    def row(self) -> tuple[int, datetime, UUID]:
        """The key of its row."""
        return self.player_id, self.at, self.id


async def read(db: Connection, places: Iterable[StoredPlace]) -> dict[UUID, Any]:
    """Read the rows that are still there, by id."""
    return {row.id: row for there in _stored(db, places) for row in await db.execute(select(events).where(there))}


def told(place: StoredPlace, row: Any) -> dict[str, Any]:
    """Write an event as it was told."""
    return {
        "source": row.source,
        "event_id": row.event_id,
        "type": row.type,
        "at": row.at,
        "brand": place.brand,
        "player": place.player,
        "version": row.version,
        "body": {name: value for name, value in row.body.items() if name != "unknown_player"},
        "request_id": row.request_id,
    }


async def remove(work: Work, leaving: Sequence[StoredPlace], found: Mapping[UUID, Any]) -> dict[EventKey, bytes | None]:
    """Delete events with their ids, and from the sums by day; give what was digested of each when it came."""
    if not leaving:
        return {}
    keys = [(found[one.id].source, one.brand, found[one.id].event_id) for one in leaving]
    gone = delete(event_ids).where(bulk.among(work.db, event_ids, store.KEY, sorted(keys)))
    columns = event_ids.c
    rows = await work.db.execute(gone.returning(columns.source, columns.brand, columns.event_id, columns.content))
    digests = {(row.source, row.brand, row.event_id): row.content for row in rows}
    for there in _stored(work.db, leaving):
        await daily_sums.take_back(work, there)
        await work.db.execute(delete(events).where(there))
    return digests


def _stored(db: Connection, places: Iterable[StoredPlace]) -> Iterator[ColumnElement[bool]]:
    """Choose the rows of events: those in the bucket by its own index, those of players by theirs."""
    keys = sorted(one.row for one in places)
    if in_bucket := [(at, row_id) for player_id, at, row_id in keys if player_id == NOBODY]:
        yield IN_BUCKET & bulk.among(db, events, ("at", "id"), in_bucket)
    if of_players := [key for key in keys if key[0] != NOBODY]:
        yield bulk.among(db, events, ("player_id", "at", "id"), of_players)
