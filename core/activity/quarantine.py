"""The quarantine: what was told and could not be understood, kept until it is replayed or discarded."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update

from core import short_ids
from core.activity import catalogue
from core.activity.events import NOBODY, Event, StoredEvent
from core.activity.extraction import StoredPlace
from core.activity.misunderstood import Misunderstood, QuarantineKind
from core.activity.quarantine_filter import ROW, QuarantineFilter
from core.database import bulk
from core.database.connections import Connection
from core.database.tables import orphan_events, quarantined_events
from core.errors import Unknown
from core.work import Work

NONCE_BYTES = 12
DIGEST_BYTES = 16
LONGEST_NAME = 200
"""Characters of a source, brand, player or event id that are shown; longer ones are none."""
COUNTED_MOST = 100_000
"""Rows that are counted one by one; of more it is said that there are at least as many."""
UNKNOWN_TYPE = "the catalogue has no such type"
UNKNOWN_VERSION = "the catalogue does not have this version of the type"
OF_TYPE = frozenset(type_ for type_, _ in catalogue.BODIES)


STORED = frozenset({QuarantineKind.TYPE, QuarantineKind.VERSION})
"""Kinds that lie among the events."""


@dataclass(frozen=True, slots=True)
class QuarantineCount:
    """How much of one kind and source waits."""

    kind: QuarantineKind
    source: str
    number: int
    oldest_at: datetime
    newest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One thing that waits."""

    id: UUID
    kind: QuarantineKind
    source: str
    brand: str | None
    player: str | None
    event_id: str | None
    because: str
    origin: str
    times: int
    received_at: datetime
    tried_at: datetime | None
    place: StoredPlace | None
    """Where it lies among the events."""
    sealed: bytes | None


async def keep(work: Work, several: Iterable[Misunderstood], *, origin: str) -> None:
    """Keep what was not understood; the same again is only counted."""
    rows = {row["content"]: row for one in several for row in [_row(work, one, origin)]}
    if not rows:
        return
    added = await bulk.add(work.db, quarantined_events, [*rows.values()], unless_there=True, returning=("content",))
    if again := rows.keys() - {row.content for row in added}:
        counted = update(quarantined_events).where(bulk.among(work.db, quarantined_events, ("content",), _keys(again)))
        await work.db.execute(counted.values(times=ROW.times + 1))


async def note_unknown(work: Work, fresh: Iterable[StoredEvent]) -> None:
    """Note stored events of types and versions that the catalogue does not have; orphans only once they have joined."""
    rows = [
        {
            **_named(work, QuarantineKind.VERSION if one.event.type in OF_TYPE else QuarantineKind.TYPE, ""),
            "source": one.event.source,
            "brand": one.event.brand,
            "player": one.event.player,
            "event_id": one.event.event_id,
            "because": UNKNOWN_VERSION if one.event.type in OF_TYPE else UNKNOWN_TYPE,
            "content": one.id.bytes,
            "id": one.id,
            "at": one.event.at,
            "player_id": one.player_id,
        }
        for one in fresh
        if one.body is None and (one.player_id != NOBODY or one.event.player is None)
    ]
    await bulk.add(work.db, quarantined_events, rows, unless_there=True)


async def counts(db: Connection) -> list[QuarantineCount]:
    """Count what waits, by kind and source."""
    some = select(ROW.kind, ROW.source, ROW.received_at).limit(COUNTED_MOST).subquery().c
    query = (
        select(some.kind, some.source, func.count(), func.min(some.received_at), func.max(some.received_at))
        .group_by(some.kind, some.source)
        .order_by(some.kind, some.source)
    )
    found = [QuarantineCount(QuarantineKind(kind), *rest) for kind, *rest in await db.execute(query)]
    at = select(orphan_events.c.at).limit(COUNTED_MOST).subquery().c.at
    number, oldest, newest = (await db.execute(select(func.count(), func.min(at), func.max(at)))).one()
    return [*found, QuarantineCount(QuarantineKind.PLAYER, "", number, oldest, newest)] if number else found


async def newest(db: Connection, chosen: QuarantineFilter, *, before: UUID | None, most: int) -> list[Quarantined]:
    """List what waits, the newest first, below an id."""
    older = [] if before is None else [ROW.id < before]
    query = select(quarantined_events).where(*chosen.conditions, *older).order_by(ROW.id.desc()).limit(most)
    return [_read(row) for row in await db.execute(query)]


async def find(db: Connection, typed: str) -> Quarantined:
    """Find one by its id, whole or short.

    Raises :class:`Unknown`.
    """
    try:
        condition: ColumnElement[bool] = ROW.id == UUID(typed)
    except ValueError:
        if (second := short_ids.second_of(typed)) is None:
            raise Unknown(f"{typed[:40]} is not an id; pitboss events quarantine list shows them") from None
        first = int(second.timestamp()) * 1000 << short_ids.AFTER_TIME
        condition = ROW.id.between(UUID(int=first), UUID(int=first + (1000 << short_ids.AFTER_TIME) - 1))
    rows = await db.execute(select(quarantined_events).where(condition))
    found = [row for row in rows if typed == str(row.id) or short_ids.of(row.id) == typed.strip().upper()]
    if not found:
        raise Unknown(f"Nothing in quarantine has the id {typed[:40]}; it may have been replayed or discarded")
    return _read(found[0])


async def next_round(
    db: Connection, chosen: QuarantineFilter, *, after: UUID | None, most: int, lock: bool = True
) -> list[Quarantined]:
    """Give the next ones, oldest first, above an id. Locking passes over those that somebody else has under way."""
    newer = [] if after is None else [ROW.id > after]
    query = select(quarantined_events).where(*chosen.conditions, *newer).order_by(ROW.id).limit(most)
    return [_read(row) for row in await db.execute(query.with_for_update(skip_locked=True) if lock else query)]


def told(work: Work, one: Quarantined) -> Any:
    """Open what was told; bytes where it is no JSON, None for what lies among the events."""
    if one.sealed is None:
        return None
    content = work.desk.keyring.unwrap(one.sealed, place=_place(one.id))
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content


async def drop(db: Connection, ids: Iterable[UUID]) -> None:
    """Take these out of quarantine."""
    if ids := [*ids]:
        await db.execute(delete(quarantined_events).where(ROW.id.in_(ids)))


async def note_failures(work: Work, failures: Mapping[UUID, Misunderstood], rows: Sequence[Quarantined]) -> None:
    """Note why these could not be taken in now; what was taken out of the events for it keeps what was told."""
    for one in rows:
        if why := failures.get(one.id):
            values: dict[str, Any] = {"because": why.because, "tried_at": work.now}
            if one.place is not None and why.kind not in STORED:
                sealed = _sealed(work, one.id, _bytes(why.told))
                values |= {"kind": why.kind, "told": sealed, "at": None, "player_id": None}
            await work.db.execute(update(quarantined_events).where(ROW.id == one.id).values(**values))


async def discard(db: Connection, chosen: QuarantineFilter, *, most: int) -> int:
    """Discard a batch for good, and give how many; what lies among the events stays there."""
    old = select(ROW.id).where(*chosen.conditions).order_by(ROW.id).limit(most)
    gone = delete(quarantined_events).where(ROW.id.in_(old)).returning(ROW.id)
    return len((await db.execute(gone)).all())


async def discard_orphans(db: Connection, chosen: QuarantineFilter, *, most: int) -> int:
    """Let a batch of events wait for their players no more; they stay among the events, as nobody's."""
    if chosen.orphans is None:
        return 0
    old = select(orphan_events.c.id).where(*chosen.orphans).order_by(orphan_events.c.at).limit(most)
    gone = delete(orphan_events).where(orphan_events.c.id.in_(old)).returning(orphan_events.c.id)
    return len((await db.execute(gone)).all())


async def count_orphans(db: Connection, chosen: QuarantineFilter) -> int:
    """Count the events that wait for their players."""
    if chosen.orphans is None:
        return 0
    return int(await db.scalar(select(func.count()).select_from(orphan_events).where(*chosen.orphans)) or 0)


async def wake_orphans(work: Work, chosen: QuarantineFilter) -> None:
    """Look again whether the players of these events are known."""
    if chosen.orphans is not None:
        await work.db.execute(update(orphan_events).where(*chosen.orphans).values(look_at=work.now))


def _row(work: Work, one: Misunderstood, origin: str) -> dict[str, Any]:
    row, content = _named(work, one.kind, origin), _bytes(one.told)
    names = one.told if isinstance(one.told, dict) else {}
    return row | {
        "source": _name(names, "source") or "",
        "brand": _name(names, "brand"),
        "player": _name(names, "player"),
        "event_id": _name(names, "event_id"),
        "because": one.because,
        "content": blake2b(content, digest_size=DIGEST_BYTES).digest(),
        "told": _sealed(work, row["id"], content),
    }


def _named(work: Work, kind: QuarantineKind, origin: str) -> dict[str, Any]:
    return {
        "id": work.at.ids(),
        "kind": kind.value,
        "origin": origin,
        "told": None,
        "at": None,
        "player_id": None,
        "received_at": work.now,
    }


def _bytes(told: Any) -> bytes:
    if isinstance(told, bytes):
        return told
    plain = told.model_dump(mode="json") if isinstance(told, Event) else told
    return json.dumps(plain, sort_keys=True).encode()


def _sealed(work: Work, row_id: UUID, content: bytes) -> bytes:
    return work.desk.keyring.wrap(content, place=_place(row_id), nonce=work.at.entropy(NONCE_BYTES))


def _place(row_id: UUID) -> str:
    return f"quarantine:{row_id}"


def _name(told: Mapping[str, Any], field: str) -> str | None:
    """Read a name as far as it can be kept."""
    value = told.get(field)
    fits = isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()
    return value if fits else None


def _keys(contents: Iterable[bytes]) -> list[tuple[bytes]]:
    return [(each,) for each in sorted(contents)]


def _read(row: Any) -> Quarantined:
    stored = row.told is None and row.at is not None
    place = StoredPlace(row.player_id, row.at, row.id, row.brand, row.player) if stored else None
    return Quarantined(
        id=row.id,
        kind=QuarantineKind(row.kind),
        source=row.source,
        brand=row.brand,
        player=row.player,
        event_id=row.event_id,
        because=row.because,
        origin=row.origin,
        times=row.times,
        received_at=row.received_at,
        tried_at=row.tried_at,
        place=place,
        sealed=row.told,
    )
