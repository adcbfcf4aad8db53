"""The staff of the pretend company: the people of its workspace, each with the role they are known for."""

from collections.abc import Mapping

from bot.offline import Offline, operator
from core import staff
from core.people import Actor

ROLES: Mapping[str, str] = {
    "alice": "support",
    "bob": "finance",
    "carol": "finance",
    "sam": "security",
    "fred": "fraud",
    "cora": "compliance",
    "maya": "manager",
    "ada": "administrator",
    "olga": "auditor",
}
"""Mallory has an account and no role; guests and strangers are nobody's staff."""


async def hire_cast(here: Offline, accounts: Mapping[str, staff.Account]) -> None:
    """Hire whoever is not hired yet. ``accounts`` are those of the workspace, by person."""
    actor = operator()
    for person, role in ROLES.items():
        await _hire(here, actor, (person, role), accounts[person])


async def _hire(here: Offline, actor: Actor, known_as: tuple[str, str], account: staff.Account) -> None:
    person, role = known_as
    async with here.work() as work:
        staff_id = await staff.hire(work, actor, account, person=person)
        member = await staff.by_id(work.db, staff_id, office=work.office, now=work.now)
        if role not in member.held:
            await staff.grant(work, staff.Grant(staff_id=staff_id, role=role, by=actor))
