"""Homes that no longer show what is: each drawn anew soon, however much changed."""

from uuid import UUID

from core import outbox
from core.work import Work


async def redraw_home(work: Work, *staff_ids: UUID | None) -> None:
    """Promise that what these people see as their Home will be drawn anew; None is nobody."""
    for staff_id in sorted({each for each in staff_ids if each is not None}):
        await outbox.promise_once(work, "home", f"home:{staff_id}", body={"staff_id": str(staff_id)})
