"""The cast of the whole desk, hired once in a test process; later desks get copies of the rows."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, insert, select

from core import staff
from core.database import tables
from core.people import PITBOSS
from core.staff import ChatAccount, Grant
from core.work import Work

CAST = {
    "alice": "support",
    "bob": "finance",
    "carol": "finance",
    "sam": "security",
    "fred": "fraud",
    "cora": "compliance",
    "maya": "manager",
    "ada": "administrator",
    "olga": "auditor",
    "mallory": None,
}
"""Who is on the staff, and as what; gus (guest) and eve (another company) are not."""


OF_HIRING = (tables.persons, tables.staff, tables.role_grants, tables.records)
Hired = tuple[datetime, list[tuple[Table, list[dict[str, Any]]]]]
HIRED: dict[tuple[str, bytes, date], Hired] = {}
"""When the cast was hired in this test process, and the rows that it made."""


async def hire(work: Work, accounts: Mapping[str, ChatAccount]) -> None:
    """Put the cast on the staff with these accounts; copying what hiring wrote takes a tenth of the time of hiring."""
    terms = (repr(accounts), work.desk.keyring.master, work.now.date())
    if terms in HIRED:
        await _insert(work, HIRED[terms])
        return
    before = await _rows(work)
    await _hire(work, accounts)
    after = await _rows(work)
    made = [(table, [row for row in rows if row not in before[table]]) for table, rows in after.items()]
    HIRED[terms] = work.now, made


async def _hire(work: Work, accounts: Mapping[str, ChatAccount]) -> None:
    for key, account in accounts.items():
        staff_id = await staff.hire(work, PITBOSS, account, person=key)
        if role := CAST[key]:
            await staff.grant(work, Grant(staff_id=staff_id, role=role, by=PITBOSS))


async def _rows(work: Work) -> dict[Table, list[dict[str, Any]]]:
    return {table: [dict(row._mapping) for row in await work.db.execute(select(table))] for table in OF_HIRING}


async def _insert(work: Work, hired: Hired) -> None:
    """Insert what hiring wrote, as of now; the records keep their time, which they are signed with."""
    then, made = hired
    for table, rows in made:
        later = {} if table is tables.records else {then: work.now}
        await work.db.execute(insert(table), [_replaced(row, later) for row in rows])


def _replaced(row: Mapping[str, Any], values: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: values.get(value, value) for name, value in row.items()}
