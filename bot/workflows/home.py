"""Home, drawn again when something of somebody's changes."""

import logging
from collections.abc import Iterable

from bot import kit
from bot.cards import home_screen
from bot.cards.drawing import Drawing
from bot.process import transactions
from bot.process.services import Services
from bot.slack.api_errors import FAULTS, error_of, passing
from bot.workflows.topic_handlers import Drawer, Drawers
from core import home, staff
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.staff import HomeBody

log = logging.getLogger(__name__)


async def draw(services: Services, message: OutboxMessage[HomeBody]) -> Iterable[Drawing]:
    """Draw one person's Home again; one that Slack refuses is drawn when the person opens it."""
    member, content = await transactions.see(services, PITBOSS, home.of_member, staff_id=message.body.staff_id)
    if content is None:
        return ()
    view = kit.home(home_screen.draw(content, actor=member.actor, office=services.office))
    try:
        await services.slack.views_publish(user_id=member.user_id, view=view)
    except FAULTS as fault:
        if passing(fault):
            raise
        log.warning("The Home of %s was not taken: %s", member.user_id, error_of(fault))
    return ()


DRAWERS: Drawers = (Drawer(staff.HOME_CHANGED, draw),)
