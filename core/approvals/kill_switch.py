"""The kill switch: what one person may freeze, and what must stay possible to thaw it."""

from dataclasses import dataclass
from typing import ClassVar

from core import actions, freezes, operations, staff
from core.action import Action, Kind
from core.actions import thaw
from core.approvals import quorum
from core.database import connections
from core.errors import Invalid, Refused, Unknown
from core.freezes import Freeze
from core.office import Office
from core.operations import Seen
from core.people import Actor, Permission, SystemRight
from core.staff import Member, StaffId
from core.work import Work

OPERATOR = (SystemRight.OPERATE, SystemRight.RUN)
"""The command line may freeze as well, whatever happens in the chat."""


class NobodyCouldThaw(Refused):
    """After this freeze too few people would be left to thaw anything."""

    code: ClassVar[str] = "cornered"


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


@operations.query("freezes.listed", module="staff", needs=Permission.STAFF_FREEZE, doing="see who is frozen")
async def find(work: Work, actor: Actor, *, what: str, account: str = "") -> Seen[Freeze | None]:  # noqa: ARG001
    """Find what is frozen: the ``desk``, an action by its name, or a colleague by their account.

    Raises :class:`~core.errors.Unknown` for an account that belongs to nobody on the staff.
    """
    if account:
        subject = freezes.person((await staff.colleague(work, account)).actor.person)
    else:
        subject = what if what == freezes.DESK else freezes.action(what)
    found = next((one for one in await freezes.standing(work.db) if one.subject == subject), None)
    return Seen(found, facts={"found": int(found is not None)})


@operations.operation(
    "staff.frozen", module="staff", needs=Permission.STAFF_FREEZE, system=OPERATOR, doing="freeze anything"
)
async def freeze_colleague(work: Work, by: Actor, *, staff_id: StaffId, why: str) -> str:
    """Freeze a colleague, with every account they have, and give their name.

    Raises :class:`~core.errors.Conflict` when they are frozen or gone, and :class:`NobodyCouldThaw`.
    """
    await connections.lock(work.db, freezes.LOCK)
    member = await staff.colleague(work, staff_id, field="user")
    await _refuse_if_nobody_could_thaw(work, member)
    await staff.freeze(work, by, staff_id=member.id, why=why)
    return member.actor.name


@operations.operation(
    "action.frozen",
    module="staff",
    needs=Permission.STAFF_FREEZE,
    system=OPERATOR,
    doing="freeze anything",
    facts=lambda arguments: {"action": arguments["name"]},
)
async def freeze_action(work: Work, by: Actor, *, name: str, why: str) -> None:
    """Freeze a releasing action for everybody.

    Raises :class:`~core.errors.Unknown` when there is no such action, :class:`~core.errors.Invalid` for a protective
    one, and :class:`~core.errors.Conflict` when it is already frozen.
    """
    action = next((one for one in actions.ALL if one.name == name), None)
    if action is None:
        raise Unknown(f"There is no action {name!r}. There are {', '.join(one.name for one in freezable_actions())}.")
    if action not in freezable_actions():
        raise Invalid(f"“{action.title}” cannot be frozen: protective actions and thawing stay possible.")
    await freezes.add(work, by, subject=freezes.action(name), why=why)


@operations.operation(
    "desk.frozen", module="staff", needs=Permission.STAFF_FREEZE, system=OPERATOR, doing="freeze anything"
)
async def freeze_desk(work: Work, by: Actor, *, why: str) -> None:
    """Freeze every releasing action.

    Raises :class:`~core.errors.Conflict` when it is frozen already.
    """
    await freezes.add(work, by, subject=freezes.DESK, why=why)


def freezable_actions() -> tuple[type[Action], ...]:
    """List the actions that can be frozen: the releasing ones, except thawing itself."""
    return tuple(one for one in actions.ALL if one.kind is Kind.RELEASING and one.freezable)


def can_thaw(office: Office, people: list[Actor]) -> bool:
    """Tell whether these people could thaw something: one asks, another approves."""
    needed, every = thaw.rule(office), [quorum.supporter(one) for one in people]
    askers = {one.person for one in people if one.may(Permission.STAFF_FREEZE)}
    return any(quorum.fillable(needed, every, requester=asker) for asker in askers)


async def _refuse_if_nobody_could_thaw(work: Work, member: Member) -> None:
    """Refuse to freeze a person without whom nobody could thaw: it takes two who may, neither of them frozen."""
    person = member.actor.person
    here = (await staff.current(work.db, office=work.office, now=work.now)).values()
    left = [one for one in here if one.person != person]
    if can_thaw(work.office, list(here)) and not can_thaw(work.office, left):
        raise NobodyCouldThaw(
            "Nobody could thaw anything then: it takes two people who may. Give somebody that right first."
        )
