"""Staff records as they stand at a moment, each with the actor that it makes of its holder."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, exists, select

from core import foldings, operations
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import role_grants, staff
from core.errors import NotAllowed, Unknown
from core.office import Office
from core.operations import Seen
from core.people import Actor, Permission
from core.phrases import alternatives
from core.work import Work

StaffId: TypeAlias = UUID | str
"""A staff record by its id, by its chat account such as ``U0123ABCD``, or by the person key of its holder."""
APPROVING = frozenset(
    {
        Permission.ADJUSTMENT_APPROVE,
        Permission.BLOCK_CONFIRM,
        Permission.STAFF_APPROVE,
        Permission.UNBLOCK_APPROVE,
    }
)
"""Rights that count only when the cooling-off after the grant is over."""
RECORDS = (
    select(staff, role_grants.c.role, role_grants.c.effective_at)
    .outerjoin(role_grants, (role_grants.c.staff_id == staff.c.id) & role_grants.c.revoked_at.is_(None))
    .order_by(staff.c.name, staff.c.id)
)
"""One row a record and standing role."""
COMPARED_MOST = 2_000
"""Names to which a mistyped one is compared."""
NEAR, NEAR_MOST = 0.65, 3
"""How similar a name must be (0 to 1), and how many are offered."""
SHOWN_MOST = 40
LISTED_MOST = 20
"""Colleagues that one list names."""
OF_ACCOUNT = Statement(RECORDS.where(staff.c.slack_user_id == bindparam("user_id")))
OF_IDS = Statement(RECORDS.where(staff.c.id.in_(bindparam("ids", expanding=True))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A staff record as it stands."""

    id: UUID
    user_id: str
    team_id: str
    state: str
    barred: bool
    checked_at: datetime | None
    brand: str | None
    shown_name: str | None
    """What the chat workspace calls the account; None where it has not said so yet."""
    actor: Actor
    """A role still cooling off lends its rights, but neither stands among ``actor.roles`` nor lends a right to
    approve, so it fills no slot."""
    held: frozenset[str]
    """Every role granted and not taken away, those cooling off included."""

    @property
    def works(self) -> bool:
        """Tell whether this person may act at all."""
        return self.state == "active" and not self.barred


async def by_account(db: Connection, user_id: str, *, office: Office, now: datetime) -> list[Member]:
    """Find the records of a chat account, in one statement; more than one is a reason to deny."""
    return _grouped(await OF_ACCOUNT.send(db, {"user_id": user_id}), office=office, now=now)


async def by_accounts(db: Connection, user_ids: Iterable[str], *, office: Office, now: datetime) -> list[Member]:
    """Find the records of several chat accounts, in one statement."""
    return await _members(db, staff.c.slack_user_id.in_(list(user_ids)), office=office, now=now)


async def by_id(db: Connection, staff_id: UUID, *, office: Office, now: datetime) -> Member:
    """Find one record.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    found = await _members(db, staff.c.id == staff_id, office=office, now=now)
    if not found:
        raise Unknown("There is no such staff record.")
    return found[0]


async def colleague(work: Work, staff_id: StaffId, *, field: str = "staff_id") -> Member:
    """Find one record by its id, its chat account, or the person key of its holder.

    Raises :class:`~core.errors.Unknown`, beside the form's ``field``, when there is not exactly one.
    """
    if isinstance(staff_id, UUID):
        return await by_id(work.db, staff_id, office=work.office, now=work.now)
    found = await by_account(work.db, staff_id, office=work.office, now=work.now)
    if not found:
        found = (await accounts_of(work.db, staff_id, office=work.office, now=work.now))[:1]
    if len(found) != 1:
        raise Unknown(f"“{staff_id}” belongs to nobody on the staff: type an account or a person key.", field=field)
    return found[0]


async def accounts_of(db: Connection, person: str, *, office: Office, now: datetime) -> list[Member]:
    """Find every record of one human."""
    return await _members(db, staff.c.person == person, office=office, now=now)


async def current(
    db: Connection, *, office: Office, now: datetime, ids: Iterable[UUID] | None = None
) -> dict[UUID, Actor]:
    """Read whoever works here now, all of them or those named; who is frozen, gone or barred is left out."""
    rows = await db.execute(RECORDS) if ids is None else await OF_IDS.send(db, {"ids": list(ids)})
    return {one.id: one.actor for one in _grouped(rows, office=office, now=now) if one.works}


async def standing(db: Connection, *, office: Office, now: datetime) -> list[Member]:
    """Read the records of those who work here, or will again once they are thawed."""
    return await _members(db, (staff.c.state != "gone") & ~staff.c.barred, office=office, now=now)


class NobodyCalled(Unknown):
    """Nobody has that name; those who are called nearly so are offered."""

    def __init__(self, typed: str, names: tuple[str, ...]) -> None:
        super().__init__(f"Nobody here is called “{typed[:SHOWN_MOST]}”. Did you mean {alternatives(names)}?")
        self.named, self.offered = typed, names


@operations.query("staff.listed", module="staff", needs=None, doing="see who works here")
async def colleagues(work: Work, actor: Actor, *, start: str = "") -> Seen[list[Member]]:
    """List colleagues by the beginning of a name; at most twenty.

    Raises :class:`~core.errors.NotAllowed` for somebody who holds no role, and :class:`NobodyCalled`.
    """
    if not actor.permissions:
        raise NotAllowed("You hold no role here, so you may not see who works here. Ask an administrator for one.")
    found = await named(work.db, start, office=work.office, now=work.now)
    if not found:
        await refuse_mistyped(work.db, start)
    return Seen(found, facts={"found": len(found)})


async def refuse_mistyped(db: Connection, typed: str) -> None:
    """Refuse a name that nobody has where somebody is called nearly so.

    Raises :class:`NobodyCalled`.
    """
    query = select(staff.c.name).where(staff.c.state != "gone").order_by(staff.c.name).limit(COMPARED_MOST)
    words = {foldings.name(part): name for (name,) in await db.execute(query) for part in (*name.split(), name)}
    near = difflib.get_close_matches(foldings.name(typed), words, n=NEAR_MOST, cutoff=NEAR)
    if names := tuple(dict.fromkeys(words[each] for each in near)):
        raise NobodyCalled(typed, names)


async def named(db: Connection, start: str, *, office: Office, now: datetime) -> list[Member]:
    """List who works here and whose name, or a word of it, begins so; at most twenty, by name."""
    query = select(staff.c.id, staff.c.name).where(staff.c.state != "gone").order_by(staff.c.name, staff.c.id)
    ids = [row.id for row in await db.execute(query) if _begins(row.name, start.strip())]
    return await _members(db, staff.c.id.in_(ids[:LISTED_MOST]), office=office, now=now) if ids else []


def _begins(name: str, start: str) -> bool:
    """Tell whether a name, from one of its words on, begins as typed, however either is written."""
    folded, words = foldings.name(start), name.split()
    rest = (foldings.name(" ".join(words[place:])) for place in range(len(words)))
    return not start or (folded != "" and any(each.startswith(folded) for each in rest))


async def holding(
    db: Connection, permission: Permission, *, office: Office, now: datetime, limit: int | None = None
) -> list[Member]:
    """List people of whose roles one holds a permission, by name: all of them, or so many."""
    roles = [name for name, role in office.roles.items() if permission in role.permissions]
    return await in_roles(db, roles, office=office, now=now, limit=limit)


async def in_roles(
    db: Connection, roles: Iterable[str], *, office: Office, now: datetime, limit: int | None = None
) -> list[Member]:
    """List people who hold one of these roles, by name: all of them, or so many."""
    granted = select(role_grants.c.staff_id).where(
        role_grants.c.role.in_(list(roles)), role_grants.c.revoked_at.is_(None)
    )
    ids = select(staff.c.id).where(staff.c.id.in_(granted), staff.c.state == "active")
    few = ids.order_by(staff.c.name, staff.c.id).limit(limit)
    return await _members(db, staff.c.id.in_(few), office=office, now=now)


async def watching(work: Work, person: str) -> tuple[str, ...]:
    """List the accounts of those who watch the desk, without any account of the person it is about."""
    knowing = await in_roles(work.db, work.office.watch.roles, office=work.office, now=work.now)
    return tuple(one.user_id for one in knowing if one.works and one.actor.person != person)


async def name_of(db: Connection, staff_id: UUID) -> str:
    """Name somebody, also one who is gone."""
    return (await names(db, [staff_id])).get(staff_id, "somebody unknown")


async def names(db: Connection, staff_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Name several people in one statement, also those who are gone."""
    rows = await db.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_(list(staff_ids))))
    return {row.id: row.name for row in rows}


async def name_of_person(db: Connection, person: str) -> str:
    """Name a human by person key, also one who is gone."""
    query = select(staff.c.name).where(staff.c.person == person).order_by(staff.c.state, staff.c.id).limit(1)
    name: str | None = await db.scalar(query)
    return name or person


async def administered(db: Connection, *, office: Office) -> bool:
    """Tell whether somebody here may grant roles: from then on no list of first administrators is read."""
    standing = (
        select(role_grants.c.id)
        .join(staff, staff.c.id == role_grants.c.staff_id)
        .where(
            role_grants.c.role.in_(granting_roles(office)),
            role_grants.c.revoked_at.is_(None),
            staff.c.state != "gone",
        )
    )
    return bool(await db.scalar(select(exists(standing))))


async def roles_held(db: Connection) -> set[str]:
    """Name every role that somebody holds, those the office file does not know included."""
    held = select(role_grants.c.role).where(role_grants.c.revoked_at.is_(None)).distinct()
    return set(await db.scalars(held))


def granting_roles(office: Office) -> list[str]:
    """Name the roles that may grant roles, in the office file's order."""
    return [name for name, role in office.roles.items() if Permission.STAFF_GRANT in role.permissions]


async def _members(db: Connection, condition: ColumnElement[bool], *, office: Office, now: datetime) -> list[Member]:
    return _grouped(await db.execute(RECORDS.where(condition)), office=office, now=now)


def _grouped(rows: Iterable[Row[Any]], *, office: Office, now: datetime) -> list[Member]:
    grouped: dict[UUID, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return [_member(rows, office=office, now=now) for rows in grouped.values()]


def _member(rows: list[Any], *, office: Office, now: datetime) -> Member:
    row = rows[0]
    held = {each.role: each.effective_at for each in rows if each.role is not None}
    effective = frozenset(role for role, since in held.items() if since <= now)
    return Member(
        id=row.id,
        user_id=row.slack_user_id,
        team_id=row.slack_team_id,
        state=row.state,
        barred=row.barred,
        checked_at=row.checked_at,
        brand=row.brand,
        shown_name=row.shown_name,
        held=frozenset(held),
        actor=Actor(
            staff_id=row.id,
            person=row.person,
            name=row.name,
            roles=effective,
            permissions=office.permissions(effective) | (office.permissions(held) - APPROVING),
            sees=office.sees(held),
            zone=row.zone,
            brand=row.brand,
            works=row.state == "active" and not row.barred,
        ),
    )
