"""Sums by day that differ from the events are made anew from them, a player or a few days at a time."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, insert, select

from core import watermarks
from core.activity import daily_sums, rollup_columns, rollup_verification
from core.database.tables import daily_origins, daily_rollups, desk_presence, desk_rollups, events
from core.work import Work


async def repair_player(work: Work, player_id: int) -> None:
    """Add a player's events up anew, as far as they were added up; folding waits meanwhile."""
    done = await watermarks.locked(work, daily_sums.name(work.office))
    chosen = (events.c.player_id == player_id, events.c.intake <= done)
    told = rollup_columns.told(work.db.dialect.name, work.office.zone, *chosen)
    origins = rollup_columns.origins(told).subquery()
    for table, rows in (
        (daily_rollups, select(rollup_columns.by_player(told))),
        (daily_origins, select(origins)),
    ):
        found = rows.subquery()
        await work.db.execute(delete(table).where(table.c.player_id == player_id))
        adding = insert(table).from_select(table.c.keys(), select(found).where(found.c.day.isnot(None)))
        await work.db.execute(adding)


async def repair_days(work: Work, days: Collection[date]) -> None:
    """Add the company's days up anew from those of its players."""
    await watermarks.locked(work, daily_sums.name(work.office))
    presence = rollup_verification.of_presence().subquery()
    for table, rows in (
        (desk_rollups, rollup_verification.of_players(daily_rollups.c.day.in_(days))),
        (desk_presence, select(presence).where(presence.c.day.in_(days))),
    ):
        await work.db.execute(delete(table).where(table.c.day.in_(days)))
        await work.db.execute(insert(table).from_select(table.c.keys(), rows))
