"""Staff monitoring: runs every few minutes; alerts go in private to those the office names, never to the subject."""

from collections.abc import Iterable
from datetime import timedelta

from bot import kit
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import security, short_ids
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.security import WatchBody, alert_card_content, staff_monitoring

NOTICE = "A colleague did far more than others: check it in private."
"""The notification on a lock screen, which the colleague concerned might see."""


async def watch(services: Services) -> None:
    """Count look-ups, and raise an alert about far more than usual."""
    await transactions.do(services, PITBOSS, staff_monitoring.watch, None)


async def report(services: Services, message: OutboxMessage[WatchBody]) -> Iterable[Drawing]:
    """Tell each of those whom the office names, in private, but never the colleague it is about."""
    body = message.body
    found = await transactions.see(services, PITBOSS, alert_card_content.notice, body.alert_id, staff_id=body.staff_id)
    blocks = [
        kit.say(kit.bold("Staff monitoring:"), " ", kit.person(found.about), f". {found.alert.sentence}"),
        kit.small("There may be a good reason: a busy shift, a list to work through. They do not see this message."),
        kit.small(f"/audit staff shows what was looked at. Alert {short_ids.of(found.alert.id)}."),
    ]
    notice = Message(NOTICE, tuple(kit.render(blocks)))
    return [Drawing(place="watch", channel=account, message=notice) for account in found.told]


DRAWERS: Drawers = (Drawer(security.COLLEAGUE_WATCHED, report),)
JOBS = (Job(watch, every=timedelta(minutes=10)),)
