"""Keeping events: each once, under its player, and out of the bucket of nobody once its player is known."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_

from core import intake_numbers
from core.activity import daily_sums
from core.activity.events import AHEAD, NOBODY, Event, Identity, StoredEvent
from core.database import bulk
from core.database.connections import Connection
from core.database.tables import events as told
from core.database.tables import received_events
from core.work import Work

IDENTITY = ("player_id", "source", "event_id")


async def keep(work: Work, read: Mapping[Identity, StoredEvent]) -> list[StoredEvent]:
    """Write down the events not received before, under one number of their intake; give them, oldest first."""
    if not read:
        return []
    number = await intake_numbers.number(work.db)
    rows = [_row(work, read[name], number) for name in sorted(read)]  # so that no two intakes wait in a ring
    new = await bulk.add_once(work.db, told, rows, dedupe_by=received_events)
    return sorted((read[player_id, source, event_id] for player_id, source, event_id in new), key=_at)


async def adopt(work: Work, kept: Iterable[StoredEvent], *, since: Mapping[int, datetime]) -> None:
    """Take out of the bucket what was told before its player was known and is told again now.

    Nothing that happened after a player was registered here (``since``) can lie there.
    """
    owned = [one.event for one in kept if one.player_id in since and one.event.at <= since[one.player_id] + AHEAD]
    if not owned:
        return
    in_bucket = bulk.among(work.db, received_events, IDENTITY, [(NOBODY, *_key(one)) for one in owned])
    adopted = delete(received_events).where(in_bucket).returning(received_events.c.source, received_events.c.event_id)
    if orphans := {(source, event_id) for source, event_id in await work.db.execute(adopted)}:
        there = (
            (told.c.player_id == NOBODY)
            & told.c.at.in_({one.at for one in owned if _key(one) in orphans})
            & tuple_(told.c.source, told.c.event_id).in_(orphans)
        )
        await daily_sums.take_back(work, there)
        await work.db.execute(delete(told).where(there))


async def contradict(work: Work, kept: Iterable[StoredEvent], what: Mapping[UUID, str]) -> None:
    """Note on events what they contradict; they count as told, and nothing follows from them."""
    rows = [
        {"player_id": one.player_id, "at": one.event.at, "id": one.id, "contradicts": what[one.id]}
        for one in (kept if what else ())
        if one.id in what
    ]
    await bulk.change(work.db, told, rows, by=("player_id", "at", "id"))


async def newest(db: Connection, type_: str, player_ids: Iterable[int]) -> dict[int, datetime]:
    """Tell when each player's newest event of a type happened."""
    query = (
        select(told.c.player_id, func.max(told.c.at).label("at"))
        .where(bulk.among(db, told, ("player_id",), [(one,) for one in sorted(set(player_ids))]))
        .where(told.c.type == type_)
        .group_by(told.c.player_id)
    )
    return {row.player_id: row.at for row in await db.execute(query)}


def _at(kept: StoredEvent) -> datetime:
    return kept.event.at


def _key(event: Event) -> tuple[str, str]:
    return event.source, event.event_id


def _row(work: Work, kept: StoredEvent, number: int) -> dict[str, Any]:
    event = kept.event
    body = event.body
    if kept.player_id == NOBODY and event.player is not None:
        body = body | {"unknown_player": event.player}
    if kept.body is not None and kept.body.never_kept:
        body = {name: value for name, value in body.items() if name not in kept.body.never_kept}
    return {
        "player_id": kept.player_id,
        "at": event.at,
        "id": kept.id,
        "source": event.source,
        "event_id": event.event_id,
        "type": event.type,
        "version": event.version,
        "body": body,
        "request_id": event.request_id,
        "received_at": work.now,
        "intake": number,
    }
