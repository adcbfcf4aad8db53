"""Staff: who works at the desk, in which roles, and since when their word counts."""

from core.staff.changing import (
    Account,
    Grant,
    NotStaff,
    RolesClash,
    check_grant,
    freeze,
    grant,
    hire,
    note_check,
    revoke,
)
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
    named,
)

__all__ = [
    "Account",
    "Grant",
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
    "name_of",
    "named",
    "note_check",
    "revoke",
]
