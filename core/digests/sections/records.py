"""What the record says of a period: how much was written, who was refused, how the staff changed."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy import Row as Found
from sqlalchemy.sql import literal_column

from core import audit
from core.database.tables import records, staff
from core.digests.digest import Figure, Section, Table, TableRow, Where
from core.digests.query import Look, by_side, worded
from core.phrases import Phrase

VIEWED = (
    "freezes.listed",
    "staff.freezing_considered",
    "staff.leaving_considered",
    "staff.listed",
    "staff.revoking_considered",
)
"""Records that change nothing, counted apart: many looks must not bury a change."""
OF_STAFF: ColumnElement[str] = literal_column("'staff'")
OVERDRAWN: ColumnElement[str] = literal_column("'balance.overdrawn'")
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
    note = Phrase("Last record: {record}, {at}.", record=audit.short_id(last.at, last.id), at=last.at) if last else ""
    return Section(title="Audit", lines=lines, note=note, aside=True)


async def refused(look: Look) -> Section:
    """Count what people tried and were refused, what failed, and wallets that the platform overdrew."""
    ended = await look.db.execute(
        select(records.c.outcome, look.side(records.c.at), func.count())
        .where(look.either(records.c.at), records.c.outcome != SUCCESS)
        .group_by(records.c.outcome, "side")
    )
    overdrawn = await look.db.execute(
        select(look.side(records.c.at), func.count())
        .where(look.either(records.c.at), records.c.action == OVERDRAWN)
        .group_by("side")
    )
    numbers = {(outcome, side): number for outcome, side, number in ended}
    numbers |= {("overdrawn", side): number for side, number in overdrawn}
    labels = {"refused": "Refused", "failed": "Failed", "overdrawn": "Wallets overdrawn by the platform"}
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
        )
        .where(look.within(records.c.at), records.c.outcome != SUCCESS)
        .group_by(records.c.person, records.c.action, records.c.outcome)
        .subquery()
    )
    one = grouped.c
    name = select(func.min(staff.c.name)).where(staff.c.person == one.person).scalar_subquery().label("name")
    query = (
        select(grouped, name, func.count().over().label("total"))
        .order_by(one.number.desc(), one.last.desc(), one.person, one.action)
        .limit(look.most)
    )
    rows = (await look.db.execute(query)).all()
    shown = tuple(
        TableRow(cells=(row.name or row.person, worded(row.action), row.outcome, row.number, row.last)) for row in rows
    )
    heads = ("Who", "What", "Outcome", "How often", "Last")
    return Table(heads=heads, rows=shown, total=rows[0].total, where=Where.AUDIT) if rows else None


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
