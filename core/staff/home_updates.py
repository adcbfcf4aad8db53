"""Homes that are out of date: each that somebody looks at is drawn again once, however much changed."""

from datetime import timedelta
from uuid import UUID

from core import audit, outbox
from core.outbox import Body, Topic
from core.work import Work

LOOKED_AT = timedelta(hours=12)
"""How long a Home that was opened is kept up to date: a shift. One opened later is drawn as it is opened."""
PAUSE = timedelta(seconds=10)
"""Between two drawings of one person's Home; what changes meanwhile is gathered."""


class HomeBody(Body):
    """Whose Home is out of date."""

    staff_id: UUID


HOME_CHANGED = Topic("home", HomeBody, subject="home:{staff_id}")


async def redraw_home(work: Work, *staff_ids: UUID | None) -> None:
    """Have the Homes of these people drawn again, of those who opened theirs lately; None is nobody."""
    concerned = {each for each in staff_ids if each is not None}
    looking = await audit.home_viewers(work.db, concerned, since=work.now - LOOKED_AT) if concerned else ()
    bodies = (HomeBody(staff_id=staff_id) for staff_id in looking)
    await outbox.send_once(work, HOME_CHANGED, *bodies, pause=PAUSE)
