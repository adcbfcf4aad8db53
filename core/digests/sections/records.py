"""What the record says of a period: how much was written, who was refused, how the staff changed."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy import Row as Found
from sqlalchemy.sql import literal_column

from core import short_ids
from core.audit import Outcome
from core.database.tables import records, staff
from core.digests.digest import Figure, Section, Table, TableRow, Where
from core.digests.query import Look, by_side, recorded, worded
from core.errors import slips
from core.people import outsider
from core.phrases import Phrase

VIEWED = (
    "audience.changed",
    "freezes.listed",
    "staff.freezing_considered",
    "staff.leaving_considered",
    "staff.listed",
    "staff.revoking_considered",
)
"""Records of the staff's module that change nothing about a colleague: many looks must not bury a change."""
OF_STAFF: ColumnElement[str] = literal_column("'staff'")
OVERDRAWN: ColumnElement[str] = literal_column("'balance.overdrawn'")
SLIP = "slip"
ENTERED = "desk.entered"
"""What accounts that are not on the desk are recorded with."""
SUCCESS: ColumnElement[str] = literal_column("'success'")
"""Said in the statement itself, since a partial index is used by none that leaves its condition open."""


async def written(look: Look) -> Section:
    """Count the records of the period, and name the last one."""
    counted = await look.db.execute(
        select(look.side(records.c.at), func.count()).where(look.either(records.c.at)).group_by("side")
    )
    numbers = by_side(counted)
    newest = (
        select(records.c.id, records.c.at)
        .where(look.within(records.c.at))
        .order_by(records.c.at.desc(), records.c.id.desc())
        .limit(1)
    )
    last = (await look.db.execute(newest)).one_or_none()
    lines = (Figure(label="Records written", now=numbers.get(1, 0), before=numbers.get(0, 0)),)
    note = (
        Phrase("Last record: {record}, {at}.", record=short_ids.written(last.at, last.id), at=last.at) if last else ""
    )
    return Section(title="Audit", lines=lines, note=note, aside=True)


async def refused(look: Look) -> Section:
    """Count what people tried and were refused, what failed, and wallets that the platform overdrew.

    What was typed wrongly, or looked for and not there, is a line of its own: nobody was kept from anything.
    """
    how = case((_slip(look), SLIP), else_=records.c.outcome).label("how")
    ended = await look.db.execute(
        select(how, look.side(records.c.at), func.count())
        .where(look.either(records.c.at), records.c.outcome != SUCCESS)
        .group_by("how", "side")
    )
    overdrawn = await look.db.execute(
        select(look.side(records.c.at), func.count())
        .where(look.either(records.c.at), records.c.action == OVERDRAWN)
        .group_by("side")
    )
    numbers = {(outcome, side): number for outcome, side, number in ended}
    numbers |= {("overdrawn", side): number for side, number in overdrawn}
    labels = {
        "refused": "Refused",
        SLIP: "Not understood or not found",
        "failed": "Failed",
        "overdrawn": "Wallets overdrawn by the platform",
    }
    lines = tuple(
        Figure(label=label, now=numbers.get((name, 1), 0), before=numbers.get((name, 0), 0))
        for name, label in labels.items()
    )
    return Section(title="Refused and failed", lines=lines, table=await _who_and_what(look))


async def _who_and_what(look: Look) -> Table | None:
    """Name who was refused what, and what failed, the most frequent first."""
    grouped = (
        select(
            records.c.person,
            records.c.action,
            records.c.outcome,
            func.count().label("number"),
            func.max(records.c.at).label("last"),
            func.max(recorded(look.db, records.c.content, "actor", "name")).label("recorded_name"),
        )
        .where(look.within(records.c.at), records.c.outcome != SUCCESS, ~_slip(look))
        .group_by(records.c.person, records.c.action, records.c.outcome)
        .subquery()
    )
    one = grouped.c
    theirs = or_(staff.c.person == one.person, staff.c.slack_user_id == one.person)
    name = select(func.min(staff.c.name)).where(theirs).scalar_subquery().label("name")
    query = (
        select(grouped, name, func.count().over().label("total"))
        .order_by(one.number.desc(), one.last.desc(), one.person, one.action)
        .limit(look.most)
    )
    rows = (await look.db.execute(query)).all()
    shown = tuple(TableRow(cells=(_who(row), worded(row.action), row.outcome, row.number, row.last)) for row in rows)
    heads = ("Who", "What", "Outcome", "How often", "Last")
    return Table(heads=heads, rows=shown, total=rows[0].total, where=Where.AUDIT) if rows else None


def _slip(look: Look) -> ColumnElement[bool]:
    """Choose refusals of what somebody typed wrongly, or looked for and did not find."""
    code = func.coalesce(recorded(look.db, records.c.content, "code"), "")
    return and_(records.c.outcome == Outcome.REFUSED, code.in_(sorted(slips())))


def _who(row: Found[Any]) -> str:
    """Name who was refused; of accounts that are not on the desk, records of earlier versions say the id alone."""
    if row.name:
        return str(row.name)
    return outsider(row.person) if row.recorded_name == row.person and row.action == ENTERED else row.recorded_name


async def staff_changes(look: Look) -> Section:
    """List who was hired, granted, taken a right from, frozen."""
    query = (
        select(records.c.at, records.c.content, func.count().over().label("total"))
        .where(
            look.within(records.c.at),
            records.c.module == OF_STAFF,
            records.c.outcome == SUCCESS,
            records.c.action.not_in(VIEWED),
        )
        .order_by(records.c.at, records.c.id)
        .limit(look.most)
    )
    rows = (await look.db.execute(query)).all()
    total = rows[0].total if rows else 0
    return Section(title="Staff", lines=(Figure(label="Changes", now=total),), table=_table(rows))


def _table(rows: Sequence[Found[Any]]) -> Table | None:
    if not rows:
        return None
    shown = tuple(TableRow(cells=(row.at, *_said(json.loads(row.content)))) for row in rows)
    return Table(heads=("When", "What", "By", "Details"), rows=shown, total=rows[0].total, where=Where.AUDIT)


def _said(content: dict[str, Any]) -> tuple[str, str, str]:
    names = ("person", "role", "brand", "state")
    facts = [str(content["facts"][name]) for name in names if content["facts"].get(name)]
    code = content["subject"]["id"] if (content["subject"] or {}).get("type") == "request" else ""
    return worded(content["action"]), content["actor"]["name"], ", ".join(filter(None, [*facts, code]))
