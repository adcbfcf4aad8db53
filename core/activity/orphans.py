"""Events whose player was not known when they came: they join their player once the player is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, exists, select, update

from core.activity import admission, extraction, store
from core.activity.admission import Admission
from core.activity.events import NOBODY, EventKey
from core.activity.extraction import StoredPlace
from core.database import bulk
from core.database.connections import Connection
from core.database.tables import event_ids, orphan_events
from core.players import accounts, external_ids
from core.work import Work

ROUND = 200
"""Events looked at in one transaction: few enough that nobody waits long for the players it holds."""


@dataclass(frozen=True, slots=True)
class Orphans:
    """Events that can join their players, taken out of the bucket, and what was digested of each when it came."""

    events: Admission
    digests: Mapping[EventKey, bytes | None]


async def wait(work: Work) -> bool:
    """Tell whether any event is to be looked at."""
    due = select(orphan_events.c.id).where(orphan_events.c.look_at <= work.now)
    return bool(await work.db.scalar(select(exists(due))))


async def take_out(work: Work, *, most: int) -> Orphans:
    """Take the events of players who are known by now out of the bucket; the others wait until theirs register.

    Players are locked first, as ingestion does.
    """
    due = (await work.db.execute(_due(work).limit(most).with_for_update(skip_locked=True))).all()
    known = await _known(work.db, {(row.brand, row.external_id) for row in due})
    joining = [_place(row) for row in due if (row.brand, row.external_id) in known]
    found = await extraction.read(work.db, joining)
    admitted = admission.admit([extraction.told(one, found[one.id]) for one in joining if one.id in found], at=work.at)
    ids = {(one.event.source, one.event.event_id) for one in admitted.admitted}
    leaving = [one for one in joining if one.id in found and (found[one.id].source, found[one.id].event_id) in ids]
    await _wait_for_player(work.db, [row.id for row in due])
    return Orphans(admitted, await _leave(work, leaving, found))


async def joined(work: Work, orphans: Orphans) -> None:
    """Give the events the digests back that they had when they came, so that they are still known when told again."""
    rows = [
        {"source": source, "brand": brand, "event_id": event_id, "content": digest}
        for (source, brand, event_id), digest in orphans.digests.items()
    ]
    await bulk.change(work.db, event_ids, rows, by=store.KEY)


async def rest(work: Work) -> None:
    """Leave the first of those that wait where it is, until its player appears again."""
    first = await work.db.execute(_due(work).limit(1))
    await _wait_for_player(work.db, [row.id for row in first])


def _due(work: Work) -> Select[Any]:
    columns = orphan_events.c
    return select(orphan_events).where(columns.look_at <= work.now).order_by(columns.look_at, columns.id)


async def _known(db: Connection, owners: Collection[tuple[str, str]]) -> Collection[tuple[str, str]]:
    known = await external_ids.known(db, owners)
    await accounts.hold(db, known.values())
    return known.keys()


def _place(orphan: Any) -> StoredPlace:
    return StoredPlace(NOBODY, orphan.at, orphan.id, orphan.brand, orphan.external_id)


async def _wait_for_player(db: Connection, ids: Sequence[UUID]) -> None:
    """Look at these no more until their players register."""
    if ids:
        await db.execute(update(orphan_events).where(orphan_events.c.id.in_(ids)).values(look_at=None))


async def _leave(work: Work, leaving: Sequence[StoredPlace], found: Mapping[UUID, Any]) -> dict[EventKey, bytes | None]:
    digests = await extraction.remove(work, leaving, found)
    await work.db.execute(delete(orphan_events).where(orphan_events.c.id.in_([one.id for one in leaving])))
    return digests
