"""Alerts of a period: by rule, by subject, and those that nobody has dealt with."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy import Row as Found

from core.database.tables import alerts, staff
from core.database.tables.alerts import STANDING_STATES
from core.digests.digest import DigestFinding, Figure, Section, Table, TableRow, Where
from core.digests.query import Look, subject
from core.office.security import Severity
from core.people import Visibility
from core.phrases import Phrase
from core.security import rules

SUBJECTS = 10
"""Subjects named: the top of the list, not the list."""
COLLEAGUES = "About colleagues"
"""All that is said of alerts about staff; who watches the desk is told the rest."""
UNLISTED = "Not listed: {number} about colleagues; those who watch over the desk were told in private."
ABOUT_STAFF = alerts.c.subject.startswith("staff:", autoescape=True)
WEIGHT = case({each.value: rank for rank, each in enumerate(Severity)}, value=alerts.c.severity, else_=0)


async def by_rule(look: Look) -> Section:
    """Count what was found, by rule, beside the period before."""
    found = await look.db.execute(
        _counted(look, alerts.c.rule, alerts.c.visibility, ABOUT_STAFF.label("staff"), look.side(alerts.c.found_at))
    )
    sums: dict[tuple[str, Visibility], list[int]] = {}
    for row in found:
        key = (COLLEAGUES, Visibility.STAFF) if row.staff else (rules.title(row.rule), Visibility(row.visibility))
        sums.setdefault(key, [0, 0])[row.side] += row.number
    ordered = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    lines = (Figure(label=label, now=now, before=before, needs=needs) for (label, needs), (before, now) in ordered)
    return Section(title="Alerts by rule", lines=tuple(lines), compared=True)


async def top_subjects(look: Look) -> Section:
    """Name the players and addresses that most was found about."""
    about = (alerts.c.subject, alerts.c.visibility, func.max(WEIGHT).label("weight"))
    query = (
        _counted(look, *about, group=2)
        .where(look.within(alerts.c.found_at), ~ABOUT_STAFF)
        .add_columns(func.count().over().label("total"))
        .order_by(func.count().desc(), alerts.c.subject)
        .limit(SUBJECTS)
    )
    rows = (await look.db.execute(query)).all()
    heads = ("Subject", "Alerts", "Highest severity", "Visible to")
    shown = (
        TableRow(cells=(subject(row.subject), row.number, list(Severity)[row.weight], needs.value), needs=needs)
        for row in rows
        for needs in [Visibility(row.visibility)]
    )
    return Section(title="Top subjects", table=_table(heads, tuple(shown), rows))


async def unhandled(look: Look) -> tuple[Section, list[DigestFinding]]:
    """List what stands open, soonest due first, with owners; find what is late and nobody's."""
    standing = (alerts.c.state.in_(STANDING_STATES), _ours(look))
    late = (func.count().filter(alerts.c.due_at <= look.now), func.count().filter(alerts.c.owner_id.is_(None)))
    query = select(func.count(), *late, func.count().filter(ABOUT_STAFF)).where(*standing)
    total, overdue, unowned, colleagues = (await look.db.execute(query)).one()
    listed = (
        select(alerts, staff.c.name.label("owner"), func.count().over().label("total"))
        .outerjoin(staff, staff.c.id == alerts.c.owner_id)
        .where(*standing, ~ABOUT_STAFF)
        .order_by(alerts.c.due_at, alerts.c.id)
        .limit(look.most)
    )
    rows = (await look.db.execute(listed)).all()
    numbers = {"Open": total, "Late": overdue, "With no owner": unowned, COLLEAGUES: colleagues}
    lines = tuple(Figure(label=label, now=number) for label, number in numbers.items() if number)
    heads = ("Found", "Rule", "Subject", "Severity", "Owner", "Due")
    table = _table(heads, tuple(_open(look, row) for row in rows), rows)
    findings = [_nobodys(row) for row in rows if row.due_at <= look.now and row.owner_id is None]
    note = Phrase(UNLISTED, number=colleagues) if colleagues else ""
    return Section(title="Open alerts", lines=lines, table=table, note=note), findings


async def done_elsewhere(look: Look) -> tuple[Section, list[DigestFinding]]:
    """List acts that arrived from the platform without a request of ours."""
    rule = alerts.c.rule == "done_elsewhere"
    [before] = await look.db.scalars(select(func.count()).where(rule, look.before(alerts.c.found_at), _ours(look)))
    query = (
        select(alerts, func.count().over().label("total"))
        .where(rule, look.within(alerts.c.found_at), _ours(look))
        .order_by(WEIGHT.desc(), alerts.c.found_at, alerts.c.id)
        .limit(look.most)
    )
    rows = (await look.db.execute(query)).all()
    shown = tuple(
        TableRow(
            cells=(row.happened_at, subject(row.subject), row.severity, row.state.replace("_", " ")),
            needs=Visibility(row.visibility),
        )
        for row in rows
    )
    lines = (Figure(label="Acts with no request of this desk", now=_total(rows), before=before),)
    findings = [
        DigestFinding(
            key=f"alert:{row.id}",
            sentence=Phrase(
                "Done elsewhere about {subject}, {at}; nobody took it on.",
                subject=subject(row.subject),
                at=row.happened_at,
            ),
            needs=Visibility(row.visibility),
        )
        for row in rows
        if row.state == "open"
    ]
    table = _table(("When", "About", "Severity", "How far"), shown, rows)
    return Section(title="Done elsewhere", lines=lines, table=table), findings


def _counted(look: Look, *columns: Any, group: int | None = None) -> Select[Any]:
    return (
        select(*columns, func.count().label("number"))
        .where(look.either(alerts.c.found_at), _ours(look))
        .group_by(*columns[:group])
    )


def _open(look: Look, row: Found[Any]) -> TableRow:
    due = Phrase("{at}, late", at=row.due_at) if row.due_at <= look.now else row.due_at
    about = (row.found_at, rules.title(row.rule), subject(row.subject), row.severity)
    return TableRow(cells=(*about, row.owner or "nobody", due), needs=Visibility(row.visibility))


def _nobodys(row: Found[Any]) -> DigestFinding:
    words = Phrase(
        "{rule} about {subject}: nobody took it by {due}.",
        rule=rules.title(row.rule),
        subject=subject(row.subject),
        due=row.due_at,
    )
    return DigestFinding(key=f"alert:{row.id}", sentence=words, needs=Visibility(row.visibility))


def _table(heads: tuple[str, ...], shown: tuple[TableRow, ...], rows: Sequence[Found[Any]]) -> Table | None:
    return Table(heads=heads, rows=shown, total=_total(rows), where=Where.ALERTS) if rows else None


def _total(rows: Sequence[Found[Any]]) -> int:
    return int(rows[0].total) if rows else 0


def _ours(look: Look) -> ColumnElement[bool]:
    """Limit to alerts of the brand, if there is one; those about several are for a digest of all."""
    mine = look.ours(alerts.c.player_id)
    return mine if look.brand is None else mine & ~alerts.c.several_brands
