"""Digests as rows: stored, found again, sent to their channels, held back, their findings marked as seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from core import audit, outbox
from core.activity import Period
from core.database.connections import Connection, lock
from core.database.tables import digests
from core.digests import findings
from core.digests.digest import Digest
from core.digests.findings import FindingSeen
from core.errors import Conflict, Unknown
from core.office import DigestName, Office
from core.outbox import Body, Topic
from core.people import PITBOSS, Actor
from core.work import Work


class DigestBody(Body):
    """The digest to be posted."""

    digest_id: UUID


DIGEST_CHANGED = Topic("digest", DigestBody, subject="digest:{digest_id}")
DIGEST_HELD = Topic("digest_held", DigestBody, subject="digest_held:{digest_id}")


class PlaceTaken(Conflict):
    """A digest of the same days stands there that tells of more, or of others."""

    code: ClassVar[str] = "place_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDigest:
    """A digest as its row stands."""

    id: UUID
    digest: Digest
    place: str | None
    """A channel's purpose in the office file, or its id; None for one that somebody asked for alone."""
    asked_by: str
    seen: tuple[FindingSeen, ...]
    held_because: str | None

    def channel(self, office: Office) -> str | None:
        """Give the channel's id as the office file names it now."""
        if self.place is None:
            return None
        return {str(purpose): channel for purpose, channel in office.channels.items()}.get(self.place, self.place)


async def keep(work: Work, digest: Digest, *, by: Actor, place: str | None = None) -> StoredDigest:
    """Store a digest and have it posted in its place; made again for the same place and days it replaces the older one.

    Raises :class:`PlaceTaken` where it would hide players of whom the other tells.
    """
    await lock(work.db, f"digest:{digest.name}:{place}")
    bounds = work.office.day_bounds(digest.first)[0], work.office.day_bounds(digest.last)[1]
    content = digest.model_dump(mode="json")
    values = {"generated_at": digest.generated_at, "content": content, "filters": digest.filters}
    standing = None if place is None else await _standing(work.db, digest, place, bounds)
    if standing is None:
        row: dict[str, Any] = {
            "id": work.at.ids(),
            "name": digest.name.value,
            "version": digest.version,
            "period_start": bounds[0],
            "period_end": bounds[1],
            "zone": digest.zone,
            "channel": place,
            "asked_by": by.person,
        }
        kept = (await work.db.execute(insert(digests).values(row | values).returning(digests))).one()
    else:
        change = update(digests).where(digests.c.id == standing).values(values)
        kept = (await work.db.execute(change.returning(digests))).one()
    if place is not None:
        await post(work, kept.id)
    return await _stored(work.db, kept)


async def post(work: Work, digest_id: UUID) -> None:
    """Have the digest posted in its channel, or its message updated."""
    await outbox.send(work, DIGEST_CHANGED, DigestBody(digest_id=digest_id))


async def get(db: Connection, digest_id: UUID) -> StoredDigest:
    """Read one.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    row = (await db.execute(select(digests).where(digests.c.id == digest_id))).one_or_none()
    if row is None:
        raise Unknown("That digest is not kept any more. Ask for it again.")
    return await _stored(db, row)


async def find(
    db: Connection, *, name: DigestName, period: Period, office: Office, filters: Mapping[str, str]
) -> StoredDigest | None:
    """Find the newest one of these days that was made when they were over, wherever it stands."""
    begin, end = office.day_bounds(period.first)[0], office.day_bounds(period.last)[1]
    query = (
        select(digests)
        .where(digests.c.name == name.value, digests.c.period_start == begin, digests.c.period_end == end)
        .where(digests.c.generated_at >= end, digests.c.zone == office.zone)
        .where(func.coalesce(digests.c.filters["brand"].as_string(), "") == filters.get("brand", ""))
        .order_by(digests.c.generated_at.desc(), digests.c.id.desc())
        .limit(1)
    )
    row = (await db.execute(query)).one_or_none()
    return await _stored(db, row) if row else None


async def mark_seen(work: Work, actor: Actor, *, digest_id: UUID, key: str) -> StoredDigest:
    """Mark a finding as seen, in every digest that names it; the first person who did stays named.

    Raises :class:`~core.errors.Unknown` when the digest has no such finding for this person.
    """
    stored = await get(work.db, digest_id)
    if key not in {finding.key for finding in stored.digest.shown_to(actor.sees).findings}:
        raise Unknown("That finding is not in this digest any more.")
    if not await findings.mark(work, actor, key):
        return stored
    await audit.record(work, entry(actor, "digest.finding_seen", stored, finding=key))
    for each in await findings.posted_with(work, key):
        await post(work, each)
    return await get(work.db, digest_id)


async def hold(work: Work, kept: StoredDigest, *, because: str) -> None:
    """Hold a digest back that cannot be posted, and raise the alarm about it, once."""
    mine = (digests.c.id == kept.id, digests.c.held_at.is_(None))
    held = await work.db.execute(update(digests).where(*mine).values(held_at=work.now, held_because=because))
    if held.rowcount == 1:
        await audit.record(work, entry(PITBOSS, "digest.held", kept, because=because))
        await outbox.send(work, DIGEST_HELD, DigestBody(digest_id=kept.id))


async def held(db: Connection, *, limit: int = 100) -> list[StoredDigest]:
    """List what is held back, oldest first."""
    query = select(digests).where(digests.c.held_at.isnot(None)).order_by(digests.c.held_at, digests.c.id).limit(limit)
    return [await _stored(db, row) for row in (await db.execute(query)).all()]


async def release(work: Work, several: Iterable[StoredDigest]) -> None:
    """Send digests that were held back, now that somebody has removed the cause."""
    for kept in several:
        mine = (digests.c.id == kept.id, digests.c.held_at.isnot(None))
        freed = await work.db.execute(update(digests).where(*mine).values(held_at=None, held_because=None))
        if freed.rowcount == 1:
            await audit.record(work, entry(PITBOSS, "digest.released", kept))
            await post(work, kept.id)


def entry(actor: Actor, action: str, kept: StoredDigest, **facts: str) -> audit.Entry:
    """Begin the record of something done with a digest."""
    of = {"digest": kept.digest.name.value, "first": str(kept.digest.first), "last": str(kept.digest.last)}
    place = {"place": kept.place} if kept.place else {}
    subject = audit.Subject("digest", str(kept.id))
    return audit.Entry(actor=actor, action=action, module="digests", subject=subject, facts={**of, **place, **facts})


async def _standing(db: Connection, digest: Digest, place: str, bounds: tuple[datetime, datetime]) -> UUID | None:
    """Find the one of the same days there, whose place it takes.

    Raises :class:`PlaceTaken` where it would hide players of whom the other tells.
    """
    query = select(digests.c.id, digests.c.filters).where(
        digests.c.name == digest.name.value,
        digests.c.channel == place,
        digests.c.period_start == bounds[0],
        digests.c.period_end == bounds[1],
    )
    row = (await db.execute(query)).one_or_none()
    if row and digest.filters and row.filters != digest.filters:
        raise PlaceTaken("There is one of these days already, about other players. Post it in another channel.")
    return row.id if row else None


async def _stored(db: Connection, row: Row[Any]) -> StoredDigest:
    digest = Digest.model_validate(row.content)
    return StoredDigest(
        id=row.id,
        digest=digest,
        place=row.channel,
        asked_by=row.asked_by,
        seen=await findings.seen(db, [finding.key for finding in digest.findings]),
        held_because=row.held_because,
    )
