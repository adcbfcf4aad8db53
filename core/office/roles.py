"""The roles of the desk, and the permissions one person must never hold together."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, model_validator

from core.office.field_types import OfficePart, SetOf, Title, Unsound, matching
from core.people import Permission, Visibility

CLASHES: tuple[tuple[Permission, frozenset[Permission], str], ...] = (
    (
        Permission.STAFF_GRANT,
        frozenset({Permission.ADJUSTMENT_ASK, Permission.ADJUSTMENT_APPROVE}),
        "could both grant roles and move money",
    ),
    (
        Permission.OFFICE_CHANGE,
        frozenset(
            {
                Permission.ACCOUNT_APPROVE,
                Permission.ACCOUNT_CONFIRM,
                Permission.ADJUSTMENT_APPROVE,
                Permission.BLOCK_CONFIRM,
                Permission.OFFICE_CONFIRM,
                Permission.STAFF_APPROVE,
                Permission.UNBLOCK_APPROVE,
            }
        ),
        "could both change the office file and approve",
    ),
)
"""A permission, the permissions it must not be combined with, and what the combination would allow."""


def clash(held: Iterable[Permission]) -> str | None:
    """Say which forbidden combination these permissions allow; None where there is none."""
    permissions = frozenset(held)
    for permission, others, danger in CLASHES:
        if permission in permissions and (clashing := permissions & others):
            return f"{danger} ({permission} with {', '.join(sorted(clashing))})"
    return None


UserGroupId = Annotated[str, matching("S[A-Z0-9]{2,20}", "user group id; use e.g. S0123ABCD")]


class Role(OfficePart):
    """What people with this role may do and see."""

    title: Title
    permissions: SetOf[Permission]
    sees: SetOf[Visibility] = frozenset({Visibility.STAFF})
    reveal_per_day: int = Field(default=0, ge=0, le=1_000)
    """How many masked fields each person may reveal a day."""
    user_group: UserGroupId | None = None
    """The group of the chat workspace whose members are suggested for hire in this role; it gives nobody the role."""

    @model_validator(mode="after")
    def _sound(self) -> "Role":
        problems = []
        if danger := clash(self.permissions):
            problems.append((("permissions",), f"one person {danger}; split these between two roles"))
        if (Permission.PLAYER_REVEAL in self.permissions) != (self.reveal_per_day > 0):
            problems.append((("reveal_per_day",), "must be above 0 with the permission 'player.reveal', and 0 without"))
        if Permission.DIGEST_SCHEDULE in self.permissions and Permission.DIGEST_READ not in self.permissions:
            danger = "'digest.schedule' sends digests to any channel; give 'digest.read' as well, or neither"
            problems.append((("permissions",), danger))
        if problems:
            raise Unsound(*problems)
        return self


def granting(roles: Mapping[str, Role]) -> Mapping[str, Role]:
    """Refuse a set of roles in which nobody could grant a role."""
    if not any(Permission.STAFF_GRANT in role.permissions for role in roles.values()):
        raise ValueError("no role has 'staff.grant', so nobody could ever be granted a role; add it to one")
    return roles
