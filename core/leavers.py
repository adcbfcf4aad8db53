"""Offboarding: when somebody leaves, their rights end at once and their work is handed on."""

from dataclasses import dataclass

from core import freezes, operations, requests, security, staff, tickets
from core.database import connections
from core.errors import Refused
from core.operations import Seen
from core.people import Actor, Permission, SystemRight
from core.staff import Member, StaffId
from core.work import Work


class NobodyCouldGrant(Refused):
    """Without this person nobody could grant roles."""

    code = "last_one"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """The number of open requests, tickets and alerts somebody leaves behind."""

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
async def consider(work: Work, actor: Actor) -> Seen[None]:  # noqa: ARG001 - only the permission is checked
    """Open the form for offboarding somebody."""
    return Seen(None)


@operations.operation(
    "staff.left",
    module="staff",
    needs=Permission.STAFF_GRANT,
    system=(SystemRight.RUN, SystemRight.OPERATE),
    doing="say that somebody has left",
)
async def leave(work: Work, by: Actor, *, staff_id: StaffId, why: str, whole: bool = True) -> LeftBehind:
    """Offboard somebody: their roles end and their votes no longer count, at once.

    Their tickets and alerts return to the queues; their requests wait until another person takes them over.
    Raises :class:`~core.errors.Conflict` when they have already left, and :class:`NobodyCouldGrant` where nobody else
    could grant roles; Pitboss and its operator may offboard that person too.
    """
    await connections.lock(work.db, freezes.LOCK)  # no vote of theirs is being counted meanwhile
    member = await staff.colleague(work, staff_id, field="user")
    if not by.system:
        await _refuse_last(work, member, field="user")
    gone = await staff.leave(work, by, staff_id=member.id, why=why, whole=whole)
    theirs = await requests.standing(work.db, now=work.now, by=gone.person)
    left = [request for request in theirs if request.requester_id in gone.accounts]
    alerts_back = [await security.hand_back(work, staff_id=account, by=by) for account in gone.accounts]
    tickets_back = await tickets.hand_back(work, staff_ids=gone.accounts, by=by)
    return LeftBehind(name=gone.name, requests=len(left), tickets=tickets_back, alerts=sum(alerts_back))


async def _refuse_last(work: Work, member: Member, *, field: str) -> None:
    """Refuse to offboard the last person who may grant roles."""
    here = (await staff.current(work.db, office=work.office, now=work.now)).values()
    granting = {actor.person for actor in here if actor.may(Permission.STAFF_GRANT)}
    if granting == {member.actor.person}:
        raise NobodyCouldGrant(
            "Nobody else could grant roles then. Grant somebody else that role first, "
            "or let the operator of Pitboss do it from the command line.",
            field=field,
        )
