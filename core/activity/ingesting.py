"""Taking events in: each once, under its player, with what follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, insert, select, tuple_

from core import intake
from core.activity import catalogue, exclusions, in_flight, movements, traces
from core.activity.events import NOBODY, Event, Ingested, Kept
from core.db import Connection, insert_unless_there
from core.tables import events as told
from core.tables import players, received_events
from core.work import Work

BATCH = 1000
"""Events of one round: one statement of each kind, whatever their number."""
AHEAD = timedelta(hours=1)
"""How far a source's clock may be ahead of ours; what lies further is no event yet."""

Owners = Mapping[tuple[str, str], int]
Identity = tuple[int, str, str]
"""Player, source and the source's own id: the same event twice is once."""


async def ingest(work: Work, events: Sequence[Event]) -> Ingested:
    """Take events in, any number and any number of times; late ones land on their own day.

    What is not in the catalogue, or about nobody known here, is kept apart and counted. An event whose body is
    not what its type says is refused alone.
    """
    outcome = Ingested()
    for start in range(0, len(events), BATCH):
        await _take(work, events[start : start + BATCH], start, outcome)
    return outcome


async def _take(work: Work, events: Sequence[Event], start: int, outcome: Ingested) -> None:
    owners = await _owners(work.db, events)
    read: dict[Identity, Kept] = {}
    for position, event in enumerate(events, start=start):
        try:
            kept = _read(work, event, owners)
        except ValueError as wrong:
            outcome.refused.append((position, _sentence(wrong)))
            continue
        outcome.again += _identity(kept) in read
        read.setdefault(_identity(kept), kept)
    fresh = await _fresh(work, read)
    outcome.again += len(read) - len(fresh)
    _count(fresh, outcome)
    await _adopt(work, fresh)
    await _keep(work, fresh)
    await _follow(work, fresh, outcome)


async def strangers(db: Connection, events: Iterable[Event]) -> frozenset[tuple[str, str]]:
    """Name the players that events speak of and nobody has registered, by brand and external id."""
    events = list(events)
    return frozenset({event.owner for event in events if event.owner} - (await _owners(db, events)).keys())


async def _owners(db: Connection, events: Iterable[Event]) -> Owners:
    """Find the players concerned, all in one statement."""
    named = {event.owner for event in events if event.owner}
    if not named:
        return {}
    query = select(players.c.brand, players.c.external_id, players.c.id).where(
        tuple_(players.c.brand, players.c.external_id).in_(named)
    )
    return {(brand, external_id): player_id for brand, external_id, player_id in await db.execute(query)}


def _read(work: Work, event: Event, owners: Owners) -> Kept:
    if event.at > work.now + AHEAD:
        raise ValueError(f"it lies in the future: {event.at:%Y-%m-%d %H:%M %Z}")
    body = catalogue.read(event.type, event.version, event.body)
    return Kept(event, owners.get(event.owner, NOBODY) if event.owner else NOBODY, body)


def _sentence(wrong: ValueError) -> str:
    if not isinstance(wrong, ValidationError):
        return str(wrong)
    return "; ".join(
        f"{'.'.join(map(str, one['loc'])) or 'it'}: {one['msg'].removeprefix('Value error, ')}"
        for one in wrong.errors(include_url=False, include_context=False, include_input=False)
    )


def _identity(kept: Kept) -> Identity:
    return kept.player_id, kept.event.source, kept.event.event_id


async def _fresh(work: Work, read: Mapping[Identity, Kept]) -> list[Kept]:
    """Note the events as received and give those that were not, oldest first."""
    if not read:
        return []
    columns = received_events.c
    noting = insert_unless_there(work.db, received_events).returning(
        columns.player_id, columns.source, columns.event_id
    )
    rows = [
        {"player_id": player_id, "source": source, "event_id": event_id, "received_at": work.now}
        for player_id, source, event_id in read
    ]
    fresh = [read[row.player_id, row.source, row.event_id] for row in await work.db.execute(noting, rows)]
    return sorted(fresh, key=lambda kept: kept.event.at)


def _count(fresh: Iterable[Kept], outcome: Ingested) -> None:
    for kept in fresh:
        outcome.added += 1
        if kept.event.owner is None:
            outcome.nobody += 1
        elif kept.player_id == NOBODY:
            outcome.unknown_players[kept.event.owner] += 1
        if kept.body is None:
            outcome.unknown_types[kept.event.type] += 1


async def _adopt(work: Work, fresh: Sequence[Kept]) -> None:
    """Take out of the bucket what was told before its player was known and is told again now."""
    owned = [kept.event for kept in fresh if kept.player_id != NOBODY]
    if not owned:
        return
    columns = received_events.c
    found = await work.db.execute(
        delete(received_events)
        .where(columns.player_id == NOBODY, tuple_(columns.source, columns.event_id).in_([_key(one) for one in owned]))
        .returning(columns.source, columns.event_id)
    )
    if orphans := {(source, event_id) for source, event_id in found}:
        await work.db.execute(
            delete(told).where(
                told.c.player_id == NOBODY,
                told.c.at.in_({one.at for one in owned if _key(one) in orphans}),
                tuple_(told.c.source, told.c.event_id).in_(orphans),
            )
        )


def _key(event: Event) -> tuple[str, str]:
    return event.source, event.event_id


async def _keep(work: Work, fresh: Sequence[Kept]) -> None:
    if fresh:
        number = await intake.number(work.db)
        await work.db.execute(insert(told), [_row(work, kept, number) for kept in fresh])


def _row(work: Work, kept: Kept, number: int) -> dict[str, Any]:
    event = kept.event
    body = dict(event.body)
    if kept.player_id == NOBODY and event.player is not None:
        body["unknown_player"] = event.player
    return {
        "player_id": kept.player_id,
        "at": event.at,
        "id": work.at.ids(),
        "source": event.source,
        "event_id": event.event_id,
        "type": event.type,
        "version": event.version,
        "body": body,
        "request_id": event.request_id,
        "received_at": work.now,
        "intake": number,
    }


async def _follow(work: Work, fresh: Iterable[Kept], outcome: Ingested) -> None:
    """Bring in step what the card shows: traces, what is in flight, exclusions, money."""
    known = [kept for kept in fresh if kept.player_id != NOBODY and kept.body is not None]
    await traces.follow(work, known)
    await in_flight.follow(work, known)
    await exclusions.follow(work, known)
    outcome.overdrawn += await movements.follow(work, known)
