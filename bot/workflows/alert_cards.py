"""Alerts: their cards, the sweep of the rules over new events, and reminders."""

from collections.abc import Iterable
from datetime import timedelta

from bot.cards import alert_card
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import security
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.security import Alert, AlertBody, alert_card_content, rule_sweep

ROUNDS_MOST = 20
"""Rounds per run: a sweep that is far behind continues in the next run, so that others reach the database."""


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
    """Draw an alert's card where security works, or for each of those alone who may see it; tell a new owner."""
    body = message.body
    found = await transactions.see(services, PITBOSS, alert_card_content.posting, body.alert_id, tell=body.tell)
    alert, places = found.alert, found.places
    card = alert_card.in_channel(alert, services.office)
    drawings = [_drawing(alert, "alert", place, card) for place in places]
    if alert.reminded_at is not None:
        place = f"overdue {alert.due_at:%Y-%m-%dT%H:%M}"
        drawings += [_drawing(alert, place, channel, alert_card.reminder(alert)) for channel in places]
    hidden = [
        Drawing(place=place, channel=channel, message=alert_card.KEPT_AWAY, only_change=True)
        for place, channel in found.hidden
    ]
    return [*hidden, *drawings, *(_drawing(alert, "handed", each, alert_card.handed(alert)) for each in found.told)]


def _drawing(alert: Alert, place: str, channel: str, message: Message) -> Drawing:
    return Drawing(
        place=place, channel=channel, message=message, instead=alert_card.minimal(alert), sees=alert.visibility
    )


DRAWERS: Drawers = (Drawer(security.ALERT_CHANGED, alert), Drawer(security.ALERT_RAISED, alert))
JOBS = (
    Job(sweep, every=timedelta(seconds=5)),
    Job(remind, every=timedelta(seconds=30)),
)
