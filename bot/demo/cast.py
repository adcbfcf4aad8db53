"""The staff of the simulated company: the people of its workspace, with their roles."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

import yaml

from bot.process.offline import operator
from core import staff
from core.database.connections import Database
from core.moment import Moment
from core.people import Actor
from core.staff import ChatAccount
from core.work import Desk, Work

WORKSPACE = Path(__file__).with_name("workspace.yml")
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
"""Mallory has an account and no role; guests and people of other companies are not staff."""


def accounts() -> dict[str, ChatAccount]:
    """Read the accounts of the cast from the demo workspace."""
    workspace = yaml.safe_load(WORKSPACE.read_text(encoding="utf-8"))
    team = workspace["team"]["id"]
    return {
        one["key"]: ChatAccount(user_id=one["id"], team_id=team, name=one["name"], zone=one["tz"])
        for one in workspace["people"]
        if one["key"] in ROLES
    }


async def hire_cast(
    database: Database, desk: Desk, cast: Mapping[str, ChatAccount], *, since: datetime
) -> dict[str, UUID]:
    """Add everybody who is not on the staff yet; return their staff ids. ``cast`` are accounts by person."""
    actor, hired = operator(), {}
    for person, account in cast.items():
        async with database.write() as db:
            hired[person] = await _hire(Work(db, desk, Moment(now=since)), actor, person, account)
    return hired


async def _hire(work: Work, actor: Actor, person: str, account: ChatAccount) -> UUID:
    for member in await staff.by_account(work.db, account.user_id, office=work.office, now=work.now):
        return member.id
    staff_id = await staff.hire(work, actor, account, person=person)
    await staff.grant(work, staff.Grant(staff_id=staff_id, role=ROLES[person], by=actor))
    return staff_id
