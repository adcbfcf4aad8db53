"""Keeping events: each once by the id its source gives it; another event under the same id is a conflict."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import func, select

from core import intake_numbers
from core.activity import catalogue
from core.activity.account_bodies import EventBody
from core.activity.catalogue import LoginBody
from core.activity.events import NOBODY, Event, EventKey, StoredEvent
from core.database import bulk
from core.database.connections import Connection
from core.database.tables import event_ids, orphan_events
from core.database.tables import events as told
from core.work import Work

KEY = ("source", "brand", "event_id")
ROW = ("player_id", "type", "at", "id")
"""What finds an event by the index of its player, type and time; PostgreSQL has no other key of events."""
DIGEST_BYTES = 16
"""Enough to tell honest mistakes apart; who signs the events could tell anything anyway."""
NESTED = frozenset({dict, list})
SETTLED = timedelta(minutes=1)
"""How long a registration may take to be committed: an event that came beside it looks for its player after that."""


@dataclass(slots=True)
class Kept:
    """Which of several events are new, which came before, and which only share an id with what came before."""

    fresh: list[StoredEvent] = field(default_factory=list)
    """Oldest first."""
    again: list[StoredEvent] = field(default_factory=list)
    conflicting: list[StoredEvent] = field(default_factory=list)


async def keep(work: Work, read: Sequence[StoredEvent]) -> Kept:
    """Write down the events not received before, under one number of their intake."""
    kept, first = Kept(), dict[EventKey, StoredEvent]()
    for one in read:
        if (earlier := first.setdefault(one.event.key, one)) is not one:
            same = digest(earlier.event, earlier.body) == digest(one.event, one.body)
            (kept.again if same else kept.conflicting).append(one)
    if not first:
        return kept
    number = await intake_numbers.number(work.db)
    rows = [_row(work, first[key], number) for key in sorted(first)]  # so that no two intakes wait in a ring
    new = {tuple(key) for key in await bulk.add_once(work.db, told, rows, dedupe_by=event_ids)}
    kept.fresh = sorted((first[key] for key in first if key in new), key=_at)
    if known := {row[0]: row[1] for row in _digests(rows) if row[0] not in new}:
        await _compare(work.db, first, known, kept)
    await _note_orphans(work, kept.fresh)
    return kept


async def known(db: Connection, keys: Collection[EventKey]) -> frozenset[EventKey]:
    """Tell which of these ids came before."""
    if not keys:
        return frozenset()
    columns = event_ids.c
    query = select(columns.source, columns.brand, columns.event_id)
    rows = await db.execute(query.where(bulk.among(db, event_ids, KEY, sorted(keys))))
    return frozenset((source, brand, event_id) for source, brand, event_id in rows)


async def _compare(
    db: Connection, first: Mapping[EventKey, StoredEvent], digests: Mapping[EventKey, bytes], kept: Kept
) -> None:
    """Tell repeated events from others under their ids; of what came before digests were kept, by the player alone."""
    columns = event_ids.c
    query = select(columns.source, columns.brand, columns.event_id, columns.player_id, columns.content)
    rows = await db.execute(query.where(bulk.among(db, event_ids, KEY, sorted(digests))))
    for source, brand, event_id, player_id, content in rows:
        one = first[source, brand, event_id]
        same = _same_player(player_id, one.player_id)
        if content is not None:  # digests of before held keys that nobody understands, too
            same = content == digests[one.event.key] or content == digest(one.event)
        (kept.again if same else kept.conflicting).append(one)


def _same_player(earlier: int, player_id: int) -> bool:
    return earlier == player_id or NOBODY in {earlier, player_id}


async def _note_orphans(work: Work, fresh: Iterable[StoredEvent]) -> None:
    """Remember which player an event waits for that is about nobody known here."""
    rows = [
        {
            "brand": one.event.brand,
            "external_id": one.event.player,
            "id": one.id,
            "at": one.event.at,
            "look_at": work.now + SETTLED,
        }
        for one in fresh
        if one.player_id == NOBODY and one.event.player is not None
    ]
    await bulk.add(work.db, orphan_events, rows)


async def contradict(work: Work, kept: Iterable[StoredEvent], what: Mapping[UUID, str]) -> None:
    """Note on events what they contradict; they count as told, and nothing follows from them."""
    rows = [_place(one) | {"contradicts": what[one.id]} for one in (kept if what else ()) if one.id in what]
    await bulk.change(work.db, told, rows, by=ROW)


async def agree(work: Work, events: Iterable[StoredEvent]) -> None:
    """Note on events that they contradict nothing any more."""
    rows = [_place(one) | {"contradicts": None} for one in events]
    await bulk.change(work.db, told, rows, by=ROW)


def _place(one: StoredEvent) -> dict[str, Any]:
    return {"player_id": one.player_id, "type": one.event.type, "at": one.event.at, "id": one.id}


def read(row: Any, *, brand: str) -> StoredEvent:
    """Read an event of a player of this brand that was kept before."""
    event = Event(
        source=row.source,
        event_id=row.event_id,
        type=row.type,
        at=row.at,
        brand=brand,
        version=row.version,
        body=row.body,
        request_id=row.request_id,
    )
    return StoredEvent(row.id, event, row.player_id, catalogue.read(row.type, row.version, row.body))


async def newest(db: Connection, type_: str, player_ids: Iterable[int]) -> dict[int, datetime]:
    """Tell when each player's newest event of a type happened."""
    query = (
        select(told.c.player_id, func.max(told.c.at).label("at"))
        .where(bulk.among(db, told, ("player_id",), [(one,) for one in sorted(set(player_ids))]))
        .where(told.c.type == type_)
        .group_by(told.c.player_id)
    )
    return {row.player_id: row.at for row in await db.execute(query)}


def digest(event: Event, read: EventBody | None = None) -> bytes:
    """Digest what an event says: of its body what was read of it, if anything was.

    The same keys in another order say the same, and so do further ones that the catalogue does not know.
    """
    head = f"{event.type} {event.version} {event.at.timestamp()} {event.request_id}\n{event.player}\n"
    body = _ordered(event.body if read is None else _understood(event.body, read))
    return blake2b(head.encode() + to_json(body), digest_size=DIGEST_BYTES).digest()


def _understood(body: Mapping[str, Any], read: object) -> Mapping[str, Any]:
    """Leave out the keys that nobody reads, inside as well; where there are none, as nearly always, it is the same."""
    known = _names(type(read))
    if not known.issuperset(body):
        body = {name: value for name, value in body.items() if name in known}
    inside = [name for name, value in body.items() if type(value) is dict]
    for name in inside:
        part = getattr(read, name)
        if _names(type(part)) and (less := _understood(body[name], part)) is not body[name]:
            body = {**body, name: less}
    return body


def _names(kind: type) -> frozenset[str]:
    """Name the fields of what is read; none of a plain value."""
    if (known := _NAMES.get(kind)) is None:
        known = _NAMES[kind] = _fields_of(kind)
    return known


_NAMES: dict[type, frozenset[str]] = {}


def _fields_of(kind: type) -> frozenset[str]:
    if issubclass(kind, BaseModel):
        return frozenset(kind.model_fields)
    return frozenset(each.name for each in fields(kind)) if is_dataclass(kind) else frozenset()


def _ordered(body: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the keys into one order, inside as well; plain values, as most are, cost nothing more."""
    return {name: _inside(body[name]) if type(body[name]) in NESTED else body[name] for name in sorted(body)}


def _inside(value: Any) -> Any:
    return (
        _ordered(value) if type(value) is dict else [_inside(each) if type(each) in NESTED else each for each in value]
    )


def _located(work: Work, body: dict[str, Any], ip: str) -> dict[str, Any]:
    """Add the country of the address to a login that names none, and that it was looked up here."""
    country = work.desk.country_of(ip) if work.desk.country_of else None
    return {**body, "country": country, "country_from": "address"} if country else body


def _digests(rows: Collection[Mapping[str, Any]]) -> Iterable[tuple[EventKey, bytes]]:
    return (((row["source"], row["brand"], row["event_id"]), row["content"]) for row in rows)


def _at(kept: StoredEvent) -> datetime:
    return kept.event.at


def _row(work: Work, kept: StoredEvent, number: int) -> dict[str, Any]:
    event = kept.event
    body = event.body
    if kept.player_id == NOBODY and event.player is not None:
        body = body | {"unknown_player": event.player}  # with all it says, which goes elsewhere once it has joined
    elif kept.body is not None and kept.body.never_kept:
        body = {name: value for name, value in body.items() if name not in kept.body.never_kept}
    elif isinstance(kept.body, LoginBody) and kept.body.ip and not kept.body.country:
        body = _located(work, body, kept.body.ip)
    return {
        "player_id": kept.player_id,
        "at": event.at,
        "id": kept.id,
        "source": event.source,
        "brand": event.brand,
        "event_id": event.event_id,
        "content": digest(event, kept.body),
        "type": event.type,
        "version": event.version,
        "body": body,
        "request_id": event.request_id,
        "received_at": work.now,
        "intake": number,
    }
