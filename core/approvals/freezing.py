"""The kill switch: who and what one person may stop, and what is refused while it is stopped."""

from dataclasses import dataclass

from core import actions, freezes, operations, staff
from core.action import Action, Kind
from core.actions import thaw
from core.approvals import current_policy, rules
from core.approvals.errors import Cornered
from core.database import connections
from core.errors import Invalid, Unknown
from core.freezes import Freeze
from core.office import Office
from core.operations import Seen
from core.people import Actor, Permission, SystemRight
from core.staff import Member, StaffId
from core.work import Work

OPERATOR = (SystemRight.OPERATE, SystemRight.RUN)
"""The command line may freeze as well, whatever happens in the chat."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What is frozen, with the name people know it by."""

    name: str
    freeze: Freeze


@operations.query("staff.freezing_considered", module="staff", needs=Permission.STAFF_FREEZE, doing="freeze anything")
async def consider(work: Work, actor: Actor) -> Seen[None]:  # noqa: ARG001 - the right is all that is asked
    """Open the form that freezes something."""
    return Seen(None)


@operations.query("freezes.listed", module="staff", needs=None, doing="see what is frozen")
async def standing(work: Work, actor: Actor) -> Seen[list[Stopped]]:
    """List what is frozen; colleagues only for those who may freeze."""
    may = actor.may(Permission.STAFF_FREEZE)
    shown = [one for one in await freezes.standing(work.db) if may or one.kind != "person"]
    return Seen([Stopped(await thaw.what(work, one), one) for one in shown], facts={"found": len(shown)})


@operations.operation(
    "staff.frozen", module="staff", needs=Permission.STAFF_FREEZE, system=OPERATOR, doing="freeze anything"
)
async def freeze_colleague(work: Work, by: Actor, *, staff_id: StaffId, why: str) -> str:
    """Stop a human, with every account they have, and give their name.

    Raises :class:`~core.errors.Conflict` when they are frozen or gone, :class:`Cornered` when nobody could thaw then.
    """
    await connections.lock(work.db, freezes.HELD)
    member = await staff.colleague(work, staff_id, field="user")
    await _refuse_corner(work, member)
    await staff.freeze(work, by, staff_id=member.id, why=why)
    return member.actor.name


@operations.operation(
    "action.frozen", module="staff", needs=Permission.STAFF_FREEZE, system=OPERATOR, doing="freeze anything"
)
async def freeze_action(work: Work, by: Actor, *, name: str, why: str) -> None:
    """Stop an action that lets loose, for everybody.

    Raises :class:`~core.errors.Unknown` for what is no action, ``Invalid`` for what protects, ``Conflict``.
    """
    found = next((one for one in actions.ALL if one.name == name), None)
    if found is None:
        raise Unknown(f"There is no action {name!r}. There are {', '.join(one.name for one in stoppable())}.")
    if found not in stoppable():
        raise Invalid(f"“{found.title}” cannot be frozen: what protects, and the way back, stay possible.")
    await freezes.add(work, by, subject=freezes.action(name), why=why)


@operations.operation(
    "desk.frozen", module="staff", needs=Permission.STAFF_FREEZE, system=OPERATOR, doing="freeze anything"
)
async def freeze_desk(work: Work, by: Actor, *, why: str) -> None:
    """Stop everything that lets loose.

    Raises :class:`~core.errors.Conflict` when it is stopped already.
    """
    await freezes.add(work, by, subject=freezes.DESK, why=why)


def stoppable() -> tuple[type[Action], ...]:
    """List the actions that can be stopped: those that let loose, the way back aside."""
    return tuple(one for one in actions.ALL if one.kind is Kind.RELEASING and one.freezable)


async def refuse_frozen(work: Work, action: type[Action] | Action, *, actor: Actor, loosens: bool = True) -> None:
    """Refuse what is frozen, or whoever is; ``loosens`` says that this step of it lets loose.

    Raises :class:`~core.freezes.Frozen`.
    """
    subjects = [freezes.person(actor.person)]
    if loosens and action.freezable:
        subjects += [freezes.DESK, freezes.action(action.name)]
    await freezes.refuse(work, *subjects)


def thawable(office: Office, people: list[Actor]) -> bool:
    """Tell whether these people could thaw something: one who asks, and another who agrees."""
    policy, every = thaw.rule(office), [current_policy.supporter(one) for one in people]
    askers = {one.person for one in people if one.may(Permission.STAFF_FREEZE)}
    return any(rules.fillable(policy, every, requester=asker) for asker in askers)


async def _refuse_corner(work: Work, member: Member) -> None:
    """Refuse to freeze whoever is needed to thaw anybody: two who may, and neither of them frozen."""
    human = member.actor.person
    here = (await staff.current(work.db, office=work.office, now=work.now)).values()
    left = [one for one in here if one.person != human]
    if thawable(work.office, list(here)) and not thawable(work.office, left):
        raise Cornered("Nobody could thaw anything then: it takes two who may. Give somebody that right first.")
