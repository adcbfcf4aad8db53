"""Staff monitoring: look-ups are counted every few minutes, and unusual ones reported in private to named roles."""

from collections.abc import Iterable
from datetime import timedelta

from bot import kit
from bot.cards.desired import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import security, staff
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.security import WatchBody, staff_monitoring

NOTICE = "A colleague did far more than others: look at it alone."
"""What stands on a lock screen, where the one concerned may be reading along."""


async def watch(services: Services) -> None:
    """Count what was looked up, and raise what is far more than usual."""
    await transactions.do(services, PITBOSS, staff_monitoring.watch, None)


async def report(services: Services, message: OutboxMessage[WatchBody]) -> Iterable[Drawing]:
    """Draw the report for each person in the roles of the office file, but never for the one it is about."""
    async with services.database.read() as db:
        work = services.work(db)
        found = await security.get(db, message.body.alert_id)
        concerned = await staff.by_id(db, message.body.staff_id, office=work.office, now=work.now)
        knowing = await staff.in_roles(db, work.office.watch.roles, office=work.office, now=work.now)
    person = concerned.actor.person
    blocks = [
        kit.say(kit.bold("Watching the desk:"), " ", kit.person(concerned.user_id), f". {found.sentence}"),
        kit.small("It may be right: a busy shift, a list to work off. They are not told of this message."),
        kit.small(f"/audit staff shows what was looked at. Alert {found.id}."),
    ]
    notice = Message(NOTICE, tuple(kit.render(blocks)))
    return [
        Drawing(place="watch", channel=one.user_id, message=notice)
        for one in knowing
        if one.works and one.actor.person != person
    ]


DRAWERS: Drawers = (Drawer(security.COLLEAGUE_WATCHED, report),)
JOBS = (Job(watch, every=timedelta(minutes=10)),)
