"""The first people of a desk, whom the operator adds: until two people are there who can hire."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core import audit, operations
from core.database.connections import lock
from core.errors import Refused
from core.office import Quorum
from core.people import Actor, Permission, SystemRight
from core.players import brand_scope
from core.staff import members, role_grants
from core.staff.chat_accounts import ChatAccount
from core.work import Work

FIRST_PEOPLE = "first people"
"""The lock that one use of the command line at a time holds."""


class HiredInChat(Refused):
    """Two people here can hire, so one word alone does not."""

    code = "hired_in_chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody whom the operator brings in, with their first role."""

    account: ChatAccount
    person: str
    role: str
    brand: str | None = None


@operations.operation(
    "staff.added_by_command_line", module="staff", needs=SystemRight.OPERATE, doing="add people to the staff"
)
async def add_by_operator(work: Work, by: Actor, *, member: NewMember) -> None:
    """Bring somebody in with a role, on the operator's word alone: recorded, and alarmed.

    Raises :class:`HiredInChat` once two people here can hire, what hiring and granting raise, and
    ``Unknown`` for a brand that no player has.
    """
    await lock(work.db, FIRST_PEOPLE)
    if await can_hire(work):
        raise HiredInChat(
            "This desk has an administrator and somebody to agree, so the command line adds nobody any more. Ask "
            "to hire them in the chat, and a second person agrees. It adds people again once those have left."
        )
    if member.brand:
        await brand_scope.refuse_unknown_brand(work.db, member.brand, field="brand")
    staff_id = await role_grants.hire(work, by, member.account, person=member.person)
    if member.brand:
        await role_grants.keep_to(work, by, staff_id=staff_id, brand=member.brand)
    await role_grants.grant(work, role_grants.Grant(staff_id=staff_id, role=member.role, by=by))
    facts = {
        "person": member.person,
        "role": member.role,
        "account": member.account.user_id,
        "workspace": member.account.team_id,
    }
    await audit.alarm(work, role_grants.entry(by, "staff.added_by_command_line", staff_id, facts))


async def can_hire(work: Work) -> bool:
    """Tell whether somebody here may ask to hire, and enough others could agree.

    Those who are frozen count as well: two people thaw them, and freezing everybody must open no way around them.
    """
    office, roles = work.office, defaultdict[str, set[str]](set)
    for one in await members.standing(work.db, office=office, now=work.now):
        roles[one.actor.person] |= one.held
    asking = {each for each, held in roles.items() if Permission.STAFF_GRANT in office.permissions(held)}
    agreeing = {each for each, held in roles.items() if Permission.STAFF_APPROVE in office.permissions(held)}
    return any(_enough([roles[each] for each in agreeing - {one}], office.rules.grant_role) for one in asking)


def _enough(agreeing: Sequence[set[str]], rule: Quorum) -> bool:
    """Tell whether these could agree: as many as it takes, and somebody for each slot."""
    return len(agreeing) >= rule.people and all(any(held & set(slot) for held in agreeing) for slot in rule.slots)
