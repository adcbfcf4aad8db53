"""Staff: who works at the desk, in which roles, and since when their word counts."""

from core.staff.changing import (
    Account,
    Grant,
    NotStaff,
    RolesClash,
    check_grant,
    grant,
    hire,
    keep_to,
    note_check,
    revoke,
)
from core.staff.homes import redraw_home
from core.staff.members import (
    Member,
    administered,
    by_account,
    by_accounts,
    by_id,
    current,
    granting_roles,
    holding,
    name_of,
    name_of_person,
    named,
)
from core.staff.stopping import Leaver, freeze, leave, person_of, thaw

__all__ = [
    "Account",
    "Grant",
    "Leaver",
    "Member",
    "NotStaff",
    "RolesClash",
    "administered",
    "by_account",
    "by_accounts",
    "by_id",
    "check_grant",
    "current",
    "freeze",
    "grant",
    "granting_roles",
    "hire",
    "holding",
    "keep_to",
    "leave",
    "name_of",
    "name_of_person",
    "named",
    "note_check",
    "person_of",
    "redraw_home",
    "revoke",
    "thaw",
]
