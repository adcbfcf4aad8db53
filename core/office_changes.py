"""The history of the office file: every version that came into use, who agreed to it, and one that still waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row, insert, select, update

from core import audit, operations, outbox
from core import office as offices
from core.database.connections import Connection, lock
from core.database.tables import office_files
from core.errors import Conflict, NotAllowed, Unknown
from core.office import Channel, Office, differences
from core.operations import Seen
from core.outbox import Body, Topic
from core.people import PITBOSS, Actor, Permission, SystemRight
from core.work import Work

ADOPTED, WAITING, WITHDRAWN = "adopted", "waiting", "withdrawn"
NEWEST = (office_files.c.at.desc(), office_files.c.id.desc())


class OfficeBody(Body):
    """The office file."""

    file_id: UUID


OFFICE_CHANGED = Topic("office", OfficeBody, subject="office:{file_id}")


class SamePerson(NotAllowed):
    """Somebody who may change the office file is no second person for it."""

    code: ClassVar[str] = "same_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeChange:
    """One version of the office file against the one before."""

    id: UUID
    at: datetime
    state: str
    differences: tuple[str, ...]
    confirmed_at: datetime | None
    confirmed_by: str | None
    security: tuple[str, ...]
    """The security channels of this version and of the one before."""

    @property
    def open(self) -> bool:
        """Whether a second person has yet to look at it."""
        return self.confirmed_at is None and self.state != WITHDRAWN


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an office file differs from the one in use, and what that takes."""

    differences: tuple[str, ...]
    guarded: bool
    """Whether a second person has to confirm it."""
    waits: bool
    """Whether the one in use holds until then."""


async def adopt(work: Work) -> bool:
    """Record that the office file has changed, once even with several processes; tell whether it has.

    Where the file in use says so, a change of rights, rules or limits waits for a second person.
    """
    await lock(work.db, "office file")
    content, fingerprint = work.office.model_dump(mode="json"), work.office.fingerprint
    before, waiting = await _newest(work.db, ADOPTED), await _newest(work.db, WAITING)
    if waiting is not None and waiting.fingerprint == fingerprint:
        return False
    await _withdraw_waiting(work)
    if before is not None and before.fingerprint == fingerprint:
        return False
    known = _read(before.content) if before is not None else None
    then = known.model_dump(mode="json") if known else dict(before.content) if before else {}
    guarded = before is not None and differences.guarded(then, content)
    row = {
        "id": work.at.ids(),
        "at": work.now,
        "fingerprint": fingerprint,
        "content": content,
        "state": WAITING if guarded and known is not None and known.office.adoption == "second_person" else ADOPTED,
        "before_id": before.id if before else None,
        "differences": list(differences.between(then, content)) if before else [],
        "confirmed_at": None if guarded else work.now,
    }
    await work.db.execute(insert(office_files).values(row))
    await _record(work, row, before=before.fingerprint if before else None, sections=_changed(then, content))
    if guarded:
        await outbox.send(work, OFFICE_CHANGED, OfficeBody(file_id=row["id"]))
    return True


async def in_use(db: Connection, loaded: Office) -> Office:
    """Give the office file to go by: the one loaded, or the one before while the loaded one waits for agreement."""
    if (current := await _newest(db, ADOPTED)) is None or current.fingerprint == loaded.fingerprint:
        return loaded
    known = _read(current.content)
    if known is None or known.office.adoption != "second_person":
        return loaded
    waits = differences.guarded(known.model_dump(mode="json"), loaded.model_dump(mode="json"))
    return known if waits else loaded


@operations.query("office.compared", module="office", needs=SystemRight.OPERATE, doing="compare office files")
async def compare(work: Work, actor: Actor, loaded: Office) -> Seen[Comparison]:  # noqa: ARG001 - the operator alone
    """Compare an office file with the one in use; with the one that ships where none is yet."""
    current = await _newest(work.db, ADOPTED)
    known = _read(current.content) if current is not None else offices.default()
    then = known.model_dump(mode="json") if known else dict(current.content) if current is not None else {}
    now = loaded.model_dump(mode="json")
    guarded = current is not None and differences.guarded(then, now)
    waits = guarded and known is not None and known.office.adoption == "second_person"
    return Seen(Comparison(differences.between(then, now), guarded=guarded, waits=waits))


async def get(db: Connection, file_id: UUID) -> OfficeChange:
    """Read one version.

    Raises :class:`~core.errors.Unknown` where there is none.
    """
    row = (await db.execute(select(office_files).where(office_files.c.id == file_id))).one_or_none()
    if row is None:
        raise Unknown("There is no such office file.")
    return _change(row, await _by_id(db, row.before_id))


@operations.operation(
    "office.confirmed", module="office", needs=Permission.OFFICE_CONFIRM, doing="confirm a change of the office file"
)
async def confirm(work: Work, actor: Actor, file_id: UUID) -> OfficeChange:
    """Agree to a change of the office file as the second person; one that waits comes into use.

    The right is the one that the file before gave. Raises :class:`~core.errors.NotAllowed`,
    :class:`~core.errors.Conflict` where it was looked at or withdrawn already.
    """
    await lock(work.db, "office file")
    row = (await work.db.execute(select(office_files).where(office_files.c.id == file_id))).one_or_none()
    if row is None:
        raise Unknown("There is no such office file.")
    if row.confirmed_at is not None:
        raise Conflict(f"{row.confirmed_by or 'Pitboss'} has confirmed this change of the office file already.")
    if row.state == WITHDRAWN:
        raise Conflict("This office file was replaced by another one before anybody confirmed it.")
    _refuse_without_right(actor, await _by_id(work.db, row.before_id))
    agreed = {"confirmed_at": work.now, "confirmed_by": actor.name, "state": ADOPTED}
    values = agreed | ({"at": work.now} if row.state == WAITING else {})
    await work.db.execute(update(office_files).where(office_files.c.id == file_id).values(values))
    subject = audit.Subject("office", str(file_id))
    entry = audit.Entry(actor=actor, action="office.confirmed", module="office", subject=subject)
    await audit.record(work, entry)
    await outbox.send(work, OFFICE_CHANGED, OfficeBody(file_id=file_id))
    return await get(work.db, file_id)


async def unconfirmed(db: Connection) -> OfficeChange | None:
    """Read the newest version that a second person has yet to look at; None where there is none."""
    still_open = (office_files.c.confirmed_at.is_(None), office_files.c.state != WITHDRAWN)
    query = select(office_files).where(*still_open).order_by(*NEWEST).limit(1)
    row = (await db.execute(query)).one_or_none()
    return _change(row, None) if row else None


async def _record(work: Work, row: Mapping[str, Any], *, before: str | None, sections: list[str]) -> None:
    entry = audit.Entry(
        actor=PITBOSS,
        action="office.proposed" if row["state"] == WAITING else "office.changed",
        module="office",
        subject=audit.Subject("office", str(row["id"])),
        facts={"before": before, "after": row["fingerprint"], "sections": sections},
    )
    await audit.record(work, entry)


def _refuse_without_right(actor: Actor, before: Row[Any] | None) -> None:
    """Refuse those who may change the file, and those who have the right by the change alone."""
    if actor.may(Permission.OFFICE_CHANGE):
        raise SamePerson("You may change the office file, so a colleague who may not has to confirm it.")
    known = _read(before.content) if before is not None else None
    if known is None or not known.who_may(Permission.OFFICE_CONFIRM):
        return
    if Permission.OFFICE_CONFIRM not in known.permissions(actor.roles):
        raise NotAllowed("The office file before this change does not let you confirm changes of it.")


async def _withdraw_waiting(work: Work) -> None:
    gone = update(office_files).where(office_files.c.state == WAITING).values(state=WITHDRAWN)
    for file_id in await work.db.scalars(gone.returning(office_files.c.id)):
        await outbox.send(work, OFFICE_CHANGED, OfficeBody(file_id=file_id))


async def _newest(db: Connection, state: str) -> Row[Any] | None:
    query = select(office_files).where(office_files.c.state == state).order_by(*NEWEST).limit(1)
    return (await db.execute(query)).one_or_none()


async def _by_id(db: Connection, file_id: UUID | None) -> Row[Any] | None:
    if file_id is None:
        return None
    return (await db.execute(select(office_files).where(office_files.c.id == file_id))).one_or_none()


def _read(content: Mapping[str, Any]) -> Office | None:
    """Read a stored file; None for one that this version of Pitboss cannot read."""
    try:
        return Office.model_validate(dict(content))
    except ValidationError:
        return None


def _change(row: Row[Any], before: Row[Any] | None) -> OfficeChange:
    places = (dict(each.content).get("channels", {}).get(Channel.SECURITY.value) for each in (row, before) if each)
    return OfficeChange(
        id=row.id,
        at=row.at,
        state=row.state,
        differences=tuple(row.differences or ()),
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        security=tuple(dict.fromkeys(filter(None, places))),
    )


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """List the sections that differ."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
