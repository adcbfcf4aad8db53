"""Somebody leaves: everything of theirs stops at once and is handed on."""

from dataclasses import dataclass

from core import operations, requests, security, staff, tickets
from core.errors import Refused
from core.operations import Seen
from core.people import Actor, Permission, SystemRight
from core.staff import Member, StaffId
from core.work import Work


class LastOne(Refused):
    """Nobody could bring anybody in any more."""

    code = "last_one"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """What somebody left behind, counted."""

    name: str
    requests: int
    tickets: int
    alerts: int


@operations.query(
    "staff.leaving_considered",
    module="staff",
    needs=Permission.STAFF_GRANT,
    doing="say that somebody has left",
)
async def consider(work: Work, actor: Actor) -> Seen[None]:  # noqa: ARG001 - the right is all that is asked
    """Open the form that says that somebody has left."""
    return Seen(None)


@operations.operation(
    "staff.left",
    module="staff",
    needs=Permission.STAFF_GRANT,
    system=(SystemRight.RUN, SystemRight.OPERATE),
    doing="say that somebody has left",
)
async def leave(work: Work, by: Actor, *, staff_id: StaffId, why: str, whole: bool = True) -> LeftBehind:
    """End somebody's work here: roles and votes at once; what they worked on goes to whoever takes it.

    Tickets and alerts return to their queues; what they asked for stands still until another takes it over.
    Raises :class:`~core.errors.Conflict` when they have left already, and :class:`LastOne` where a person says it
    of the only one who may grant roles.
    """
    member = await staff.colleague(work, staff_id, field="user")
    if not by.system:
        await _refuse_last(work, member, field="user")
    gone = await staff.leave(work, by, staff_id=member.id, why=why, whole=whole)
    left = [one for one in await requests.standing(work.db, by=gone.person) if one.requester_id in gone.accounts]
    tickets_back = [await tickets.hand_back(work, staff_id=account, by=by) for account in gone.accounts]
    alerts_back = [await security.hand_back(work, staff_id=account, by=by) for account in gone.accounts]
    return LeftBehind(name=gone.name, requests=len(left), tickets=sum(tickets_back), alerts=sum(alerts_back))


async def _refuse_last(work: Work, member: Member, *, field: str) -> None:
    """Refuse to let the last one go who may grant roles: from then on nobody could come."""
    here = (await staff.current(work.db, office=work.office, now=work.now)).values()
    granting = {one.person for one in here if one.may(Permission.STAFF_GRANT)}
    if granting == {member.actor.person}:
        raise LastOne(
            "Nobody else could grant roles then. Grant somebody else that role first, "
            "or let the operator of Pitboss do it from the command line.",
            field=field,
        )
