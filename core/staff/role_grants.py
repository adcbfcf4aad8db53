"""Hiring, granting and taking away."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import insert, select, update

from core import audit, operations
from core.database.connections import lock
from core.database.tables import role_grants, staff
from core.errors import Conflict, NotAllowed, Refused, Unknown
from core.operations import Recorded, Seen
from core.people import Actor, Permission, SystemRight
from core.staff import desk_names
from core.staff.chat_accounts import ChatAccount
from core.staff.deactivation import redraw
from core.staff.desk_names import NAME_SHARED
from core.staff.members import (
    APPROVING,
    Member,
    StaffId,
    administered,
    by_id,
    colleague,
    granting_roles,
)
from core.staff.records import refuse_outsider, take_on
from core.work import Work

GRANTS = "role grants"
"""The lock that one grant at a time holds, as two together might clash."""


class NotStaff(NotAllowed):
    """The account belongs to nobody who may work here just now."""

    code = "not_staff"


class RolesClash(Refused):
    """One person must not hold these roles together."""

    code = "roles_clash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role for somebody, on somebody's word."""

    staff_id: UUID
    role: str
    by: Actor
    request_id: UUID | None = None
    """The request it rests on, whose engine then writes the record. None only at the first set-up of a desk, which
    is recorded here and knows no cooling-off: those people have nobody to wait for."""


@operations.operation(
    "staff.hired",
    module="staff",
    needs=SystemRight.OPERATE,
    system=(SystemRight.RUN,),
    doing="add people to the staff",
    records=(NAME_SHARED,),
)
async def hire(work: Work, by: Actor, account: ChatAccount, *, person: str) -> UUID:
    """Add a staff record without any role and return its id; a known account is the same record again.

    Raises :class:`~core.errors.Invalid` when the account may not be staff, ``Conflict`` when it is somebody else's.
    """
    refuse_outsider(work, account)
    staff_id = await take_on(work, by, account, person=person)
    facts = {"person": person, "account": account.user_id, "workspace": account.team_id}
    await audit.record(work, entry(by, "staff.hired", staff_id, facts))
    return staff_id


@operations.operation(
    "staff.kept_to_brand",
    module="staff",
    needs=SystemRight.OPERATE,
    system=(SystemRight.RUN,),
    doing="limit somebody to one brand",
)
async def keep_to(work: Work, by: Actor, *, staff_id: UUID, brand: str | None) -> None:
    """Let somebody know only of the players of one brand; None for all brands again."""
    await work.db.execute(update(staff).where(staff.c.id == staff_id).values(brand=brand))
    await audit.record(work, entry(by, "staff.kept_to_brand", staff_id, {"brand": brand}))
    member = await by_id(work.db, staff_id, office=work.office, now=work.now)
    await redraw(work, member.actor.person)


async def check_grant(work: Work, staff_id: UUID, role: str) -> Member:
    """Say whether somebody may be given a role, and return their record.

    Raises :class:`RolesClash` with another role of that human, :class:`NotStaff`, ``Unknown``, or ``Conflict`` when
    it is held already.
    """
    if role not in work.office.roles:
        raise Unknown(f"There is no role {role!r}. There are {', '.join(work.office.roles)}.", field="role")
    member = await by_id(work.db, staff_id, office=work.office, now=work.now)
    name = member.actor.name
    if not member.works:
        raise NotStaff(f"{name} may not work here just now, so cannot be given a role.", field="staff_id")
    if role in member.held:
        raise Conflict(f"{name} holds the role {work.office.roles[role].title} already.", field="role")
    if danger := work.office.clash({*await roles_of(work, member.actor.person), role}):
        raise RolesClash(danger, field="role")
    return member


@operations.operation(
    "staff.set_up", module="staff", needs=SystemRight.OPERATE, system=(SystemRight.RUN,), doing="set up the first staff"
)
async def set_up(work: Work, by: Actor, *, staff_id: UUID, role: str) -> None:
    """Give one of the first people of a desk a role, on the operator's word alone and without a cooling-off.

    Raises what :func:`check_grant` raises.
    """
    await grant(work, Grant(staff_id=staff_id, role=role, by=by))


@operations.operation(
    "staff.set_up",
    module="staff",
    needs=SystemRight.OPERATE,
    doing="make somebody the first administrator",
    recorded=Recorded.CHANGES,
)
async def first_administrator(work: Work, by: Actor, account: ChatAccount) -> bool:
    """Make the holder of an account the first administrator, and tell whether that was done.

    Nothing is done where somebody may grant roles already, so that two processes make one.
    """
    await lock(work.db, "first administrator")
    if await administered(work.db, office=work.office):
        return False
    staff_id = await hire(work, by, account, person=account.user_id)
    await grant(work, Grant(staff_id=staff_id, role=granting_roles(work.office)[0], by=by))
    return True


async def grant(work: Work, given: Grant) -> UUID:
    """Give the role and return the grant's id; approving by it counts when the office's cooling-off is over.

    Raises what :func:`check_grant` raises.
    """
    await lock(work.db, GRANTS)
    member = await check_grant(work, given.staff_id, given.role)
    set_up = given.request_id is None
    cools = bool(work.office.roles[given.role].permissions & APPROVING) and not set_up
    grant_id = work.at.ids()
    await work.db.execute(
        insert(role_grants).values(
            id=grant_id,
            staff_id=given.staff_id,
            role=given.role,
            granted_at=work.now,
            effective_at=work.now + work.office.limits.approver_cooling_off if cools else work.now,
            request_id=given.request_id,
            granted_by=given.by.person,
        )
    )
    await desk_names.confirm(work, member)
    if set_up:
        facts = {"role": given.role, "person": member.actor.person}
        await audit.record(work, entry(given.by, "staff.set_up", given.staff_id, facts))
    return grant_id


@operations.query("staff.revoking_considered", module="staff", needs=Permission.STAFF_GRANT, doing="take roles away")
async def consider_revoking(work: Work, actor: Actor) -> Seen[None]:  # noqa: ARG001 - the right is all that is asked
    """Open the form that takes a role away."""
    return Seen(None)


@operations.operation(
    "staff.role_revoked",
    module="staff",
    needs=Permission.STAFF_GRANT,
    system=(SystemRight.RUN, SystemRight.OPERATE),
    doing="take roles away",
    facts=lambda arguments: {"role": arguments["role"]},
)
async def revoke(work: Work, by: Actor, *, staff_id: StaffId, role: str, why: str | None = None) -> Member:
    """Take a role away, at once and on one person's word, and return the record as it was.

    ``why`` goes into the record, encrypted.

    Raises :class:`~core.errors.Unknown` when it is not held.
    """
    member = await colleague(work, staff_id)
    standing = (role_grants.c.staff_id == member.id, role_grants.c.role == role, role_grants.c.revoked_at.is_(None))
    taken = await work.db.execute(
        update(role_grants).where(*standing).values(revoked_at=work.now, revoked_by=by.person)
    )
    if taken.rowcount == 0:
        raise Unknown(f"{member.actor.name} does not hold the role {role}.", field="role")
    taken_away = entry(by, "staff.role_revoked", member.id, {"role": role})
    await audit.record(work, replace(taken_away, private={"why": why}) if why else taken_away)
    await redraw(work, member.actor.person)
    return member


async def roles_of(work: Work, person: str) -> set[str]:
    """Collect the roles one human holds, over all accounts: what must not meet, must not meet in a human."""
    query = (
        select(role_grants.c.role)
        .join(staff, staff.c.id == role_grants.c.staff_id)
        .where(staff.c.person == person, role_grants.c.revoked_at.is_(None))
    )
    return set((await work.db.execute(query)).scalars())


def entry(by: Actor, action: str, staff_id: UUID, facts: Mapping[str, str | None]) -> audit.Entry:
    """Make the record of what was done with somebody's staff record."""
    subject = audit.Subject("staff", str(staff_id))
    return audit.Entry(actor=by, action=action, module="staff", subject=subject, facts=facts)
