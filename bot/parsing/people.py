"""Reading which colleague is meant: a mention, an account, and its staff record."""

import re

from core import staff
from core.errors import Unknown
from core.staff import Member
from core.work import Work

MENTION = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)(?:\|(?P<name>[^<>]*))?>")
REASON_LEAST = 3
"""The least characters of a reason; fewer say nothing."""


def readable(text: str) -> str:
    """Write the people mentioned as they are typed: ``@carol``."""
    return MENTION.sub(lambda found: f"@{found['name'] or found['user']}", text)


async def member(work: Work, user: str, *, field: str = "staff_id") -> Member:
    """Find the staff record behind an account.

    Raises :class:`~core.errors.Unknown`, beside the form's ``field``, when there is not exactly one.
    """
    found = await staff.by_account(work.db, user, office=work.office, now=work.now)
    if len(found) != 1:
        raise Unknown("This account has no staff record.", field=field)
    return found[0]
