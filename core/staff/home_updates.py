"""Homes that are out of date: each is drawn again once, however much changed."""

from uuid import UUID

from core import outbox
from core.outbox import Body, Topic
from core.work import Work


class HomeBody(Body):
    """Whose Home is out of date."""

    staff_id: UUID


HOME_CHANGED = Topic("home", HomeBody, subject="home:{staff_id}")


async def redraw_home(work: Work, *staff_ids: UUID | None) -> None:
    """Have the Homes of these people drawn again; None is nobody."""
    for staff_id in sorted({each for each in staff_ids if each is not None}):
        await outbox.send_once(work, HOME_CHANGED, HomeBody(staff_id=staff_id))
