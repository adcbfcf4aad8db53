"""What one person stopped for everybody's safety, and the refusal that says so until two have let it go again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from core import audit, outbox
from core.database.connections import Connection, lock, lock_shared
from core.database.tables import freezes
from core.errors import Conflict, Refused, Unknown
from core.outbox import Body, Topic
from core.people import Actor, Permission
from core.phrases import Phrase
from core.work import Work

DESK = "desk"
"""The subject of the freeze that stops every releasing action."""
HELD = "freezes"
"""The lock: whoever asks or votes shares it, whoever freezes waits for them, so that none slips through."""
RECORDED = {"desk": "desk.frozen", "action": "action.frozen", "person": "staff.frozen"}
"""What the record calls it, by what was stopped."""


class FreezeBody(Body):
    """The freeze that was set or lifted."""

    freeze_id: UUID


FREEZE_CHANGED = Topic("freeze", FreezeBody, subject="freeze:{freeze_id}")


class Frozen(Refused):
    """Somebody stopped this, or whoever tries it."""

    code: ClassVar[str] = "frozen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """One thing that was stopped."""

    id: UUID
    subject: str
    why: str
    frozen_at: datetime
    frozen_by: str
    """The person key."""
    frozen_by_name: str
    thawed_at: datetime | None
    thawed_by: str | None
    request_id: UUID | None

    @property
    def kind(self) -> str:
        """Say whether a person, an action or the desk."""
        return self.subject.partition(":")[0]

    @property
    def name(self) -> str:
        """Give the person's key or the action's name; empty for the desk."""
        return self.subject.partition(":")[2]


def action(name: str) -> str:
    """Name an action as what is stopped."""
    return f"action:{name}"


def person(key: str) -> str:
    """Name a human as what is stopped."""
    return f"person:{key}"


async def standing(db: Connection) -> list[Freeze]:
    """List what is frozen now, the longest first."""
    query = select(freezes).where(freezes.c.thawed_at.is_(None)).order_by(freezes.c.frozen_at, freezes.c.id)
    return [_freeze(row) for row in await db.execute(query)]


async def of(db: Connection, *subjects: str) -> Freeze | None:
    """Find what stops any of these now, the longest first."""
    here = freezes.c.subject.in_(subjects) & freezes.c.thawed_at.is_(None)
    row = (await db.execute(select(freezes).where(here).order_by(freezes.c.frozen_at).limit(1))).one_or_none()
    return _freeze(row) if row else None


async def get(db: Connection, freeze_id: UUID) -> Freeze:
    """Read one freeze, thawed or not.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    row = (await db.execute(select(freezes).where(freezes.c.id == freeze_id))).one_or_none()
    if row is None:
        raise Unknown("There is no such freeze.")
    return _freeze(row)


async def add(work: Work, by: Actor, *, subject: str, why: str) -> UUID:
    """Stop something from here on, on one person's word; recorded, and alarmed.

    Raises :class:`~core.errors.Conflict` when it is stopped already.
    """
    await lock(work.db, HELD)
    if before := await of(work.db, subject):
        raise Conflict(
            Phrase("This is frozen already: by {who} at {at}.", who=before.frozen_by_name, at=before.frozen_at)
        )
    freeze_id, (kind, _, name) = work.at.ids(), subject.partition(":")
    await work.db.execute(
        insert(freezes).values(
            id=freeze_id,
            subject=subject,
            why=why,
            frozen_at=work.now,
            frozen_by=by.person,
            frozen_by_name=by.name,
        )
    )
    entry = audit.Entry(
        actor=by,
        action=RECORDED[kind],
        module="staff",
        subject=audit.Subject("freeze", str(freeze_id)),
        facts={kind: name} if name else {},
        private={"why": why},
    )
    await audit.alarm(work, entry)
    await _redraw(work, freeze_id)
    return freeze_id


async def thaw(work: Work, freeze: Freeze, *, by: Actor, request_id: UUID) -> None:
    """Let it go again; the engine of approvals has seen to it that two agreed, and writes the record.

    Raises :class:`~core.errors.Conflict` when it was thawed meanwhile.
    """
    thawed = await work.db.execute(
        update(freezes)
        .where(freezes.c.id == freeze.id, freezes.c.thawed_at.is_(None))
        .values(thawed_at=work.now, thawed_by=by.person, request_id=request_id)
    )
    if thawed.rowcount == 0:
        raise Conflict("This was thawed already.")
    await _redraw(work, freeze.id)


async def refuse_act(work: Work, actor: Actor, *, releasing: str | None) -> None:
    """Refuse somebody who is frozen, and the releasing action of that name while it or the whole desk is frozen.

    Raises :class:`Frozen`.
    """
    held = [DESK, action(releasing)] if releasing else []
    await refuse(work, person(actor.person), *held)


async def refuse(work: Work, *subjects: str) -> None:
    """Refuse what is stopped by any of these; no freeze that is committed later concerns this transaction.

    Raises :class:`Frozen` with who stopped it, when, why, and what to do.
    """
    await lock_shared(work.db, HELD)
    if stopped := await of(work.db, *subjects):
        raise Frozen(_why(stopped, work))


def _what(stopped: Freeze) -> str:
    told = {"desk": "The whole desk was frozen", "action": "This was frozen for everybody", "person": "You were frozen"}
    return told[stopped.kind]


def _why(stopped: Freeze, work: Work) -> Phrase:
    """Say who stopped it and what to do; a frozen person is not told why, since that may be under investigation."""
    who = " or ".join(work.office.who_may(Permission.STAFF_FREEZE)) or "whoever runs Pitboss"
    words = f"{_what(stopped)} by {{by}} at {{at}}"
    if stopped.kind == "person":
        words += ". Ask {who}."
    else:
        words += (
            ", because: “{why}”. Nothing was done. What protects goes on: blocking, confirming, declining. "
            "Two people thaw it; ask {who}."
        )
    return Phrase(words, by=stopped.frozen_by_name, at=stopped.frozen_at, why=stopped.why, who=who)


async def _redraw(work: Work, freeze_id: UUID) -> None:
    await outbox.send(work, FREEZE_CHANGED, FreezeBody(freeze_id=freeze_id))


def _freeze(row: Row[Any]) -> Freeze:
    return Freeze(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
