"""Alerts: their cards, the sweep of the rules over new events, and reminders."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from bot.cards import alert_card
from bot.cards.desired import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import posted_messages, security, staff
from core.office import Channel
from core.outbox import OutboxMessage
from core.people import PITBOSS, Permission, Visibility
from core.players import brand_scope
from core.security import Alert, AlertBody, alert_lifecycle, rule_sweep
from core.staff import Member
from core.work import Work

ROUNDS_MOST = 20
"""Rounds of one waking: a sweep that is far behind goes on at the next, so that others reach the database."""
COLLEAGUE = "staff:"
"""The prefix of the subject of an alert about a colleague; staff_monitoring draws those, in private."""


async def sweep(services: Services) -> None:
    """Run the rules over what came in, in rounds of bounded size that hold up no intake of events."""
    for _ in range(ROUNDS_MOST):
        swept = await transactions.see(services, PITBOSS, rule_sweep.look)
        if swept is None:
            return
        await transactions.do(services, PITBOSS, rule_sweep.settle, None, swept)
        if swept.whole:
            return


async def remind(services: Services) -> None:
    """Remind once of each overdue alert."""
    await transactions.do(services, PITBOSS, security.remind, None)


async def alert(services: Services, message: OutboxMessage[AlertBody]) -> Iterable[Drawing]:
    """Draw an alert's card in the security channel, or in private for those who may see it; notify a new owner."""
    async with services.database.read() as db:
        work = services.work(db)
        found = await security.get(db, message.body.alert_id)
        if found.subject.startswith(COLLEAGUE):
            return ()
        places = await _places(work, found)
        notified = await _notified(work, found, message.body.tell)
        emptied = await _emptied(work, found)
    card = alert_card.in_channel(found, services.office)
    drawings = [_drawing(found, "alert", place, card) for place in places]
    if found.reminded_at is not None:
        place = f"overdue {found.due_at:%Y-%m-%dT%H:%M}"
        drawings += [_drawing(found, place, channel, alert_card.reminder(found)) for channel in places]
    return [*emptied, *drawings, *(_drawing(found, "handed", user, alert_card.handed(found)) for user in notified)]


def _drawing(alert: Alert, place: str, channel: str, message: Message) -> Drawing:
    return Drawing(
        place=place, channel=channel, message=message, instead=alert_card.minimal(alert), sees=alert.visibility
    )


async def _places(work: Work, alert: Alert) -> list[str]:
    """Give the channels of an alert. One that only compliance may see stands in no channel: a hint would tip off."""
    if alert.visibility is not Visibility.COMPLIANCE:
        channel = work.office.channels.get(Channel.SECURITY)
        return [channel] if channel else []
    holding = await staff.holding(work.db, Permission.ALERT_WORK, office=work.office, now=work.now)
    return await _who_may(work, alert, holding)


async def _emptied(work: Work, alert: Alert) -> list[Drawing]:
    """Replace the card in the direct messages of those who may no longer see the alert."""
    subject = security.ALERT_CHANGED.subject_of(AlertBody(alert_id=alert.id))
    posted = await posted_messages.about(work.db, subject)
    stands = [one for one in posted if one.reader.startswith(("U", "W"))]
    readers = await staff.by_accounts(work.db, {row.reader for row in stands}, office=work.office, now=work.now)
    may = await _who_may(work, alert, readers)
    return [
        Drawing(place=row.place, channel=row.channel, message=alert_card.KEPT_AWAY, only_change=True)
        for row in stands
        if row.reader not in may
    ]


async def _notified(work: Work, alert: Alert, staff_id: UUID | None) -> list[str]:
    if staff_id is None:
        return []
    member: Member = await staff.by_id(work.db, staff_id, office=work.office, now=work.now)
    return await _who_may(work, alert, [member])


async def _who_may(work: Work, alert: Alert, several: Iterable[Member]) -> list[str]:
    """Pick those who may work an alert, and know of players of its brand."""
    brand = await brand_scope.of(work.db, alert.player_id)
    may = (one for one in several if one.works and alert_lifecycle.may_work(one.actor, alert))
    return [one.user_id for one in may if brand_scope.knows(one.actor, brand)]


DRAWERS: Drawers = (Drawer(security.ALERT_CHANGED, alert),)
JOBS = (
    Job(sweep, every=timedelta(seconds=5)),
    Job(remind, every=timedelta(seconds=30)),
)
