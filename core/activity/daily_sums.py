"""Rollups: what happened added up by day, kept in step with the events that come in, whenever those happened."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, Table, case, delete, func, select, true, tuple_
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from core import intake_numbers, watermarks
from core.activity import rollup_columns, spread_presence
from core.database import connections
from core.database.connections import Connection, insert_or_else, insert_unless_there
from core.database.tables import daily_origins, daily_rollups, desk_presence, desk_rollups, events
from core.database.tables import watermarks as marks
from core.office import Office
from core.work import Work

STEP = {"postgresql": 20_000, "sqlite": 1_000}
"""Events folded in one transaction, by dialect: on SQLite everybody who writes waits for it."""
ADDED = ("count", "amount_minor", "players", "failed")
LARGEST = "largest_minor"
HIGHEST = 2**63 - 1
"""No intake comes after this. Said beside the lowest, so that PostgreSQL expects few rows between the two."""
PREFIX = "rollups:"
LEAVING = "rollups:leaving"
"""The watermark that stands while the rollups of a zone are deleted, which the office has left."""


async def fold(work: Work) -> bool:
    """Add the next new events up, each to its own day; tell whether more wait.

    Rollups and watermark move together, and one process at a time. After a change of the office's zone, by which
    every day begins at another instant, all are added up anew: the old days are deleted first, in steps as well.
    """
    mark = name(work.office)
    if await _forget_other_zones(work, mark):
        return True
    done = await watermarks.locked(work, mark)
    last = await intake_numbers.horizon(work.db)
    upto = await _step(work.db, done, last)
    if upto > done:
        await _add(work, events.c.intake > done, events.c.intake <= upto)
        await watermarks.move(work, mark, upto)
    return upto < last


async def behind(db: Connection, office: Office) -> bool:
    """Tell whether anything is there to be folded."""
    return await lag(db, office) > 0


async def lag(db: Connection, office: Office) -> int:
    """Count the intakes that are not folded yet."""
    return max(0, await intake_numbers.horizon(db) - await watermarks.read(db, name(office)))


async def take_back(work: Work, *chosen: ColumnElement[bool]) -> None:
    """Take events out again that are about to be deleted, as far as they were added up."""
    done = await watermarks.locked(work, name(work.office))
    await _add(work, *chosen, events.c.intake <= done, weight=-1)


def name(office: Office) -> str:
    """Name the watermark; the zone stands in it, since rollups of another zone are no use."""
    return f"{PREFIX}{office.zone}"


def folded(mark: ColumnElement[str]) -> ColumnElement[bool]:
    """Tell, within a statement, whether the rollups are those of the mark's zone, and of no other."""
    leaving = select(marks.c.upto).where(marks.c.name == LEAVING)
    return select(marks.c.upto).where(marks.c.name == mark).exists() & ~leaving.exists()


def unfolded(mark: ColumnElement[str]) -> ColumnElement[bool]:
    """Choose, within a statement, the events that are not in the rollups yet."""
    upto: ScalarSelect[Any] = select(marks.c.upto).where(marks.c.name == mark).scalar_subquery()
    return (events.c.intake > func.coalesce(upto, 0)) & (events.c.intake < HIGHEST)


async def _step(db: Connection, done: int, last: int) -> int:
    """Find the intake with which so many new events are complete, or the last."""
    new = select(events.c.intake).where(events.c.intake > done, events.c.intake <= last)
    return await db.scalar(new.order_by(events.c.intake).offset(STEP[db.dialect.name] - 1).limit(1)) or last


async def _add(work: Work, *chosen: ColumnElement[bool], weight: int = 1) -> None:
    """Add the chosen events to every table; the desk first, as it asks whom the players' rollups know already."""
    db, zone = work.db, work.office.zone
    told = rollup_columns.told(db.dialect.name, zone, *chosen, weight=weight)
    sums = rollup_columns.by_player(told)
    for table, rows in (
        (desk_rollups, rollup_columns.by_desk(sums, kept=true())),
        (desk_presence, rollup_columns.by_presence(sums)),
        (daily_rollups, select(sums)),
        (daily_origins, select(rollup_columns.origins(told).subquery())),
    ):
        if table is desk_presence and connections.is_distributed(db):
            await spread_presence.add(db, told)
        else:
            await db.execute(_upsert(db, table, rows))


def _upsert(db: Connection, table: Table, rows: Select[Any]) -> Any:
    """Add rows to those that stand there under the same key."""
    found = rows.subquery()
    adding = insert_or_else(db, table).from_select(table.c.keys(), select(found).where(found.c.day.isnot(None)))
    changed = dict(_added(table, adding.excluded))
    return adding.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)


def _added(table: Table, new: ReadOnlyColumnCollection[str, Any]) -> Iterable[tuple[str, ColumnElement[Any]]]:
    for column in table.c:
        if column.name in ADDED:
            yield column.name, column + new[column.name]
        elif column.name == LARGEST:
            yield column.name, case((new[LARGEST] > column, new[LARGEST]), else_=column)


async def _forget_other_zones(work: Work, mark: str) -> bool:
    """Delete the next rows of the zones that the office has left; tell whether more are left.

    Nothing of theirs is read from the first step on, also by an office that returns to one of them meanwhile.
    """
    zones = select(marks.c.name).where(marks.c.name.startswith(PREFIX), marks.c.name != mark)
    if not (await work.db.execute(zones.with_for_update())).first():
        return False
    await work.db.execute(insert_unless_there(work.db, marks).values(name=LEAVING, upto=0))
    await work.db.execute(delete(marks).where(marks.c.name.startswith(PREFIX), marks.c.name != LEAVING))
    step = STEP[work.db.dialect.name]
    for table in (daily_rollups, daily_origins, desk_rollups, desk_presence):
        key = tuple(table.primary_key)
        some = delete(table).where(tuple_(*key).in_(select(*key).limit(step)))
        if (await work.db.execute(some)).rowcount == step:
            return True
    await work.db.execute(delete(marks).where(marks.c.name == LEAVING))
    return False
