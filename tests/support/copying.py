"""A row many times over, for lists that are longer than anybody would write."""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from core.work import Work


async def copied(work: Work, table: Table, row_id: UUID, times: int, *, apart: tuple[str, ...]) -> None:
    """Write a row so many times more, each with an id of its own and ``apart`` from the others in those columns."""
    row = (await work.db.execute(select(table).where(table.c.id == row_id))).mappings().one()
    rows: list[dict[str, Any]] = []
    for number in range(5_000, 5_000 + times):
        own = {name: number if isinstance(row[name], int) else f"Z{number}" for name in apart}
        rows.append({**row, "id": work.at.ids(), **own})
    await work.db.execute(table.insert(), rows)
