"""A row many times over, for lists that are longer than anybody would write."""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from core.work import Work


async def copied(work: Work, table: Table, row_id: UUID, times: int, *, apart: tuple[str, ...]) -> None:
    """Write a row so many times more, each with an id of its own and ``apart`` from the others in those columns."""
    row = (await work.db.execute(select(table).where(table.c.id == row_id))).mappings().one()
    rows: list[dict[str, Any]] = [
        {**row, "id": work.at.ids(), **dict.fromkeys(apart, f"Z{number:04}")} for number in range(times)
    ]
    await work.db.execute(table.insert(), rows)
