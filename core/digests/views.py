"""Digests for people: read, posted in a channel, their findings marked as seen; and what comes where by itself."""

from typing import Any
from uuid import UUID

from core import audit, operations
from core.activity import Period
from core.digests import contents, schedules, store
from core.digests.digest import Digest
from core.digests.query import Look
from core.digests.schedules import CannotBePosted, UpcomingDigest
from core.digests.store import StoredDigest
from core.errors import Unknown
from core.office import DigestName
from core.operations import Arguments, Recorded, Seen
from core.people import Actor, Permission, SystemRight
from core.players import brand_scope
from core.work import Work

READING = "read digests"
ROWS_MOST = 100_000
"""Rows of a list that the command line prints: more than any desk moves by hand in a year."""


def _named(arguments: Arguments) -> dict[str, Any]:
    facts = {"digest": arguments["name"].value}
    return {**facts, "days": str(arguments["period"])} if "period" in arguments else facts


@operations.query("digest.considered", module="digests", needs=Permission.DIGEST_READ, doing=READING)
async def consider(work: Work, actor: Actor) -> Seen[None]:  # noqa: ARG001 - only the right is asked for
    """Open the form that asks for a digest."""
    return Seen(None)


@operations.query(
    "digest.viewed", module="digests", needs=Permission.DIGEST_READ, doing=READING, facts=_named, may_be_old=True
)
async def read(
    work: Work, actor: Actor, name: DigestName, period: Period, *, anew: bool = False
) -> Seen[Digest | StoredDigest]:
    """Read the digest of some days as it was stored once they were over; else, or ``anew``, as it is made now."""
    filters = {"brand": actor.brand} if actor.brand else {}
    stored = None if anew else await store.find(work.db, name=name, period=period, office=work.office, filters=filters)
    look = Look(db=work.reading, office=work.office, period=period, now=work.now, brand=actor.brand)
    return Seen(stored or await contents.make(look, name))


@operations.operation(
    "digest.stored", module="digests", needs=Permission.DIGEST_READ, doing=READING, recorded=Recorded.CHANGES
)
async def store_private(work: Work, actor: Actor, digest: Digest) -> StoredDigest:
    """Store what somebody has just read, so that its findings can be marked and it can be posted."""
    return await store.keep(work, digest, by=actor)


@operations.query("digest.viewed", module="digests", needs=SystemRight.OPERATE, doing="print digests", facts=_named)
async def print_whole(
    work: Work,
    actor: Actor,  # noqa: ARG001 - the operator, who sees everything
    name: DigestName,
    period: Period,
    *,
    brand: str | None = None,
) -> Seen[Digest]:
    """Make a digest with every row of it, for the command line.

    Raises :class:`~core.errors.Unknown` for a brand that no player has.
    """
    if brand is not None:
        await brand_scope.refuse_unknown_brand(work.db, brand)
    look = Look(db=work.db, office=work.office, period=period, now=work.now, brand=brand, most=ROWS_MOST)
    return Seen(await contents.make(look, name))


@operations.query("digest.viewed", module="digests", needs=Permission.DIGEST_READ, doing=READING)
async def view(work: Work, actor: Actor, digest_id: UUID) -> Seen[StoredDigest]:
    """Open a stored digest.

    Raises :class:`~core.errors.Unknown` where there is none, or it is about more than this person's brand.
    """
    stored = await _known(work, actor, digest_id)
    return Seen(stored, facts=store.entry(actor, "digest.viewed", stored).facts)


@operations.query("digest.exported", module="digests", needs=Permission.DIGEST_READ, doing=READING)
async def export(work: Work, actor: Actor, digest_id: UUID) -> Seen[StoredDigest]:
    """Open a stored digest to take its rows away as files.

    Raises :class:`~core.errors.Unknown` where there is none, or it is about more than this person's brand.
    """
    stored = await _known(work, actor, digest_id)
    return Seen(stored, facts=store.entry(actor, "digest.exported", stored).facts)


@operations.operation(
    "digest.finding_seen",
    module="digests",
    needs=Permission.DIGEST_READ,
    doing=READING,
    recorded=Recorded.CHANGES,
)
async def mark_seen(work: Work, actor: Actor, digest_id: UUID, *, key: str) -> StoredDigest:
    """Mark a finding as seen; the first person who did stays named.

    Raises :class:`~core.errors.Unknown` where this person may not see the digest, or it has no such finding for them.
    """
    await _known(work, actor, digest_id)
    return await store.mark_seen(work, actor, digest_id=digest_id, key=key)


@operations.operation("digest.posted", module="digests", needs=Permission.DIGEST_READ, doing=READING)
async def post(work: Work, actor: Actor, digest_id: UUID, *, channel: str, obstacle: str | None = None) -> None:
    """Post a stored digest in a channel, as it is.

    Raises :class:`~core.errors.Unknown` where this person may not see it, :class:`CannotBePosted` where the chat
    names an ``obstacle``, and what :func:`store.keep` raises.
    """
    if obstacle:
        raise CannotBePosted(f"It cannot be posted there: {obstacle}.", field="channel")
    stored = await _known(work, actor, digest_id)
    purposes = {known: str(purpose) for purpose, known in work.office.channels.items()}
    there = await store.keep(work, stored.digest, by=actor, place=purposes.get(channel, channel))
    await audit.record(work, store.entry(actor, "digest.posted", there))


@operations.query("digest.schedules_viewed", module="digests", needs=Permission.DIGEST_READ, doing=READING)
async def list_schedules(work: Work, actor: Actor, *, name: DigestName | None = None) -> Seen[list[UpcomingDigest]]:  # noqa: ARG001 - the same for all
    """List what comes by itself, of one digest or of all, and when next."""
    found = [one for one in await schedules.standing(work.db, office=work.office) if name in (None, one.name)]
    return Seen(await schedules.upcoming(work, found), facts={"found": len(found)})


async def _known(work: Work, actor: Actor, digest_id: UUID) -> StoredDigest:
    stored = await store.get(work.db, digest_id)
    if actor.brand and stored.digest.filters.get("brand") != actor.brand:
        raise Unknown("That digest is about more than your brand. Ask for the digest of your own brand.")
    return stored
