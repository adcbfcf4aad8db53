"""Which Homes are redrawn on a test's desk: as in production everybody's, or only those that somebody has opened.

A Home that nobody opened is on no screen, and is drawn when it is opened; yet each request has the Homes redrawn of all
who may decide on it, which is a fifth of the work of a test about something else.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.cards.drawing import Drawing
from bot.features import Feature
from bot.process.services import Services
from bot.workflows import home
from bot.workflows.topic_handlers import Drawer
from core import staff
from core.outbox import OutboxMessage
from core.staff import HomeBody
from sandbox import Slack


def opened_only(features: Iterable[Feature], slack: Slack) -> tuple[Feature, ...]:
    """Give these features with a Home drawn only where somebody has opened it."""

    async def draw(services: Services, message: OutboxMessage[HomeBody]) -> Iterable[Drawing]:
        async with services.database.read() as db:
            work = services.work(db)
            member = await staff.by_id(db, message.body.staff_id, office=work.office, now=work.now)
        return await home.draw(services, message) if member.user_id in slack.state.homes else ()

    drawers = (Drawer(staff.HOME_CHANGED, draw),)
    return tuple(replace(one, drawers=drawers) if one.drawers is home.DRAWERS else one for one in features)
