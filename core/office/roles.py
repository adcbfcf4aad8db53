"""The roles of the desk, and which rights one person must never hold together."""

from collections.abc import Iterable, Mapping

from pydantic import Field, model_validator

from core.office.fields import Part, SetOf, Title, Unsound
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
                Permission.ADJUSTMENT_APPROVE,
                Permission.BLOCK_CONFIRM,
                Permission.STAFF_APPROVE,
                Permission.UNBLOCK_APPROVE,
            }
        ),
        "could both change the office file and approve",
    ),
)
"""A right, the rights it must never meet in one person, and what that person could do."""


def clash(held: Iterable[Permission]) -> str | None:
    """Say what one person with these rights could do and must not; None where nothing clashes."""
    rights = frozenset(held)
    for right, others, danger in CLASHES:
        if right in rights and (met := rights & others):
            return f"{danger} ({right} with {', '.join(sorted(met))})"
    return None


class Role(Part):
    """What the people of one role may do and see."""

    title: Title
    permissions: SetOf[Permission]
    sees: SetOf[Visibility] = frozenset({Visibility.STAFF})
    reveal_per_day: int = Field(default=0, ge=0, le=1_000)
    """How many masked fields each person may reveal a day."""

    @model_validator(mode="after")
    def _sound(self) -> "Role":
        problems = []
        if danger := clash(self.permissions):
            problems.append((("permissions",), f"one person {danger}; give these to two roles"))
        if (Permission.PLAYER_REVEAL in self.permissions) != (self.reveal_per_day > 0):
            problems.append((("reveal_per_day",), "must be above 0 with the permission 'player.reveal', and 0 without"))
        if problems:
            raise Unsound(*problems)
        return self


def granting(roles: Mapping[str, Role]) -> Mapping[str, Role]:
    """Refuse a set of roles in which nobody could bring a new colleague in."""
    if not any(Permission.STAFF_GRANT in role.permissions for role in roles.values()):
        raise ValueError("no role holds 'staff.grant', so nobody could ever be granted a role; add it to one")
    return roles
