"""Freezes: the kill switch on a person, an action or the desk. One person freezes, two thaw."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, select, update

from core import audit, outbox, redaction
from core.database.connections import Connection, lock
from core.database.statements import Statement
from core.database.tables import freezes
from core.errors import Conflict, Refused, Unknown
from core.outbox import Body, Topic
from core.people import Actor, Permission
from core.phrases import Phrase, alternatives
from core.work import Work

DESK = "desk"
"""The subject of a freeze of the whole desk, which stops every releasing action."""
LOCK = "freezes"
"""The lock that requests and votes share and a freeze takes exclusively, so that none slips through meanwhile."""
OLDEST = Statement(
    select(freezes)
    .where(freezes.c.subject.in_(bindparam("subjects", expanding=True)), freezes.c.thawed_at.is_(None))
    .order_by(freezes.c.frozen_at)
    .limit(1)
)
RECORDED_AS = {"desk": "desk.frozen", "action": "action.frozen", "person": "staff.frozen"}
"""The audit action by kind of subject."""


class FreezeBody(Body):
    """The freeze that was set or thawed."""

    freeze_id: UUID


FREEZE_CHANGED = Topic("freeze", FreezeBody, subject="freeze:{freeze_id}")


class Frozen(Refused):
    """The action, the desk or the person is frozen."""

    code: ClassVar[str] = "frozen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """One freeze, thawed or not."""

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
        """Give the kind of subject: ``person``, ``action`` or ``desk``."""
        return self.subject.partition(":")[0]

    @property
    def name(self) -> str:
        """Give the person key or the action's name; empty for the desk."""
        return self.subject.partition(":")[2]


def action(name: str) -> str:
    """Make the subject of a frozen action."""
    return f"action:{name}"


def person(key: str) -> str:
    """Make the subject of a frozen person."""
    return f"person:{key}"


async def standing(db: Connection) -> list[Freeze]:
    """List what is frozen now, oldest freeze first."""
    query = select(freezes).where(freezes.c.thawed_at.is_(None)).order_by(freezes.c.frozen_at, freezes.c.id)
    return [_freeze(row) for row in await db.execute(query)]


async def of(db: Connection, *subjects: str) -> Freeze | None:
    """Find the oldest freeze on any of these subjects; None where none is frozen."""
    row = (await OLDEST.send(db, {"subjects": list(subjects)})).one_or_none()
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
    """Freeze a subject, record it and raise an alarm; a card number in the reason is masked, and delays nothing.

    Raises :class:`~core.errors.Conflict` when it is already frozen.
    """
    why = redaction.masked(why)
    await lock(work.db, LOCK)
    if before := await of(work.db, subject):
        raise Conflict(
            Phrase("This is already frozen: by {who}, {at}.", who=before.frozen_by_name, at=before.frozen_at)
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
        action=RECORDED_AS[kind],
        module="staff",
        subject=audit.Subject("freeze", str(freeze_id)),
        facts={kind: name} if name else {},
        private={"why": why},
    )
    await audit.alarm(work, entry)
    await _redraw(work, freeze_id)
    return freeze_id


async def thaw(work: Work, freeze: Freeze, *, by: Actor, request_id: UUID) -> None:
    """Thaw a freeze. The approval engine has made sure that two people agreed, and writes the audit record.

    Raises :class:`~core.errors.Conflict` when it was already thawed.
    """
    thawed = await work.db.execute(
        update(freezes)
        .where(freezes.c.id == freeze.id, freezes.c.thawed_at.is_(None))
        .values(thawed_at=work.now, thawed_by=by.person, request_id=request_id)
    )
    if thawed.rowcount == 0:
        raise Conflict("This was already thawed.")
    await _redraw(work, freeze.id)


async def refuse_act(work: Work, actor: Actor, *, releasing: str | None) -> None:
    """Refuse an actor who is frozen, and a releasing action while it or the desk is frozen.

    Raises :class:`Frozen`.
    """
    subjects = [DESK, action(releasing)] if releasing else []
    await refuse(work, person(actor.person), *subjects)


async def refuse(work: Work, *subjects: str) -> None:
    """Refuse if any of these subjects is frozen; a freeze committed later does not affect this transaction.

    Raises :class:`Frozen`, saying who froze it, when and why, and whom to ask.
    """
    await lock(work.db, shared=(LOCK,))
    if freeze := await of(work.db, *subjects):
        raise Frozen(_sentence(freeze, work))


def _what(freeze: Freeze) -> str:
    words = {
        "desk": "The whole desk was frozen",
        "action": "This was frozen for everybody",
        "person": "You were frozen",
    }
    return words[freeze.kind]


def _sentence(freeze: Freeze, work: Work) -> Phrase:
    """Say who froze it and whom to ask; a frozen person does not see why, as that may be under investigation."""
    who = alternatives(work.office.who_may(Permission.STAFF_FREEZE)) or "the operator of Pitboss"
    words = f"{_what(freeze)} by {{by}}, {{at}}"
    if freeze.kind == "person":
        words += ". Ask {who}."
    else:
        words += (
            ", because: “{why}”. Nothing was done. You can still block, confirm and decline. "
            "Thawing it takes two people; ask {who}."
        )
    return Phrase(words, by=freeze.frozen_by_name, at=freeze.frozen_at, why=freeze.why, who=who)


async def _redraw(work: Work, freeze_id: UUID) -> None:
    await outbox.send(work, FREEZE_CHANGED, FreezeBody(freeze_id=freeze_id))


def _freeze(row: Row[Any]) -> Freeze:
    return Freeze(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
