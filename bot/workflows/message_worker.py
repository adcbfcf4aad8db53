"""The workers for Slack: each draws what is due, posts or updates it, and settles it by how that went."""

import logging
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.cards.drawing import Drawing
from bot.process.services import Services
from bot.slack.api_errors import FAULTS, asked_wait, error_of, passing
from bot.workflows import channel_pace
from bot.workflows.audiences import Audiences
from bot.workflows.outbox_worker import OutboxWorker
from bot.workflows.posted_messages import MessagePosting
from bot.workflows.topic_handlers import Drawers
from core import outbox
from core.outbox import OutboxMessage, Queue

REPAIRABLE = frozenset(
    {
        "account_inactive",
        "channel_not_found",
        "invalid_auth",
        "is_archived",
        "missing_scope",
        "not_authed",
        "not_in_channel",
        "restricted_action",
        "token_expired",
        "token_revoked",
    }
)
"""Faults that a person can fix: inviting the bot, naming the right channel, installing the app again."""
REPAIR_WAIT = timedelta(seconds=outbox.LONGEST_WAIT_SECONDS)
TRIES_MOST = 300
"""About a day of such waits; then the message is given up and listed in the status."""

log = logging.getLogger(__name__)


class MessageWorker(OutboxWorker):
    """Delivers what is drawn in Slack: one worker what people wait for, another what machines cause."""

    def __init__(self, services: Services, drawers: Drawers, queue: Queue, *, beats: bool = True) -> None:
        super().__init__(services, queue)
        self._beats = beats
        self._drawers = {drawer.topic.name: drawer for drawer in drawers}
        self._posting = MessagePosting(services, Audiences(services))

    async def deliver_due(self) -> int:
        """Deliver what is due now, and tell the health check that the worker is alive."""
        if self._beats:
            self.services.vitals.beat()
        return await super().deliver_due()

    async def deliver(self, message: OutboxMessage[dict[str, Any]]) -> None:
        """Draw the message, post or update each drawing, and settle the message by how that went."""
        try:
            drawings = await self._drawers[message.topic].handle(self.services, message)
            faults = [fault for drawing in drawings if (fault := await self._put(message, drawing))]
        except FAULTS as fault:
            log.warning("%s: %s", message.subject, error_of(fault))
            faults = [fault]
        except Exception as bug:
            log.exception("%s could not be drawn", message.subject)
            faults = [bug]
        async with self.services.database.write() as db:
            work = self.services.work(db)
            if not faults:
                await outbox.delivered(work, message)
                return
            if all(error_of(fault) == channel_pace.LIMITED for fault in faults):
                wait = max(asked_wait(fault) or channel_pace.EACH_SECONDS for fault in faults)
                await outbox.postpone(work, message, wait=timedelta(seconds=wait))
                return
            worst = max((fault for fault in faults if error_of(fault) != channel_pace.LIMITED), key=_stubbornness)
            if _hopeless(worst) or message.tries >= TRIES_MOST:
                log.error("%s was given up: %s", message.subject, error_of(worst))
                await outbox.give_up(work, message, error=error_of(worst))
            else:
                await outbox.retry_later(work, message, error=error_of(worst), wait=_wait(worst))

    async def _put(self, message: OutboxMessage[Any], drawing: Drawing) -> Exception | None:
        """Post or update one drawing; where that fails the others of the message still go out."""
        try:
            await self._posting.put(message, drawing)
        except FAULTS as fault:
            level = logging.DEBUG if error_of(fault) == channel_pace.LIMITED else logging.WARNING
            log.log(level, "%s in %s: %s", message.subject, drawing.channel, error_of(fault))
            return fault
        return None


def _hopeless(fault: Exception) -> bool:
    return isinstance(fault, SlackApiError) and not passing(fault) and error_of(fault) not in REPAIRABLE


def _stubbornness(fault: Exception) -> int:
    """Order faults by what decides: anything still worth trying comes before giving up."""
    return 0 if _hopeless(fault) else 1


def _wait(fault: Exception) -> timedelta | None:
    """Wait as long as Slack asks, long for what a person must fix, else by the outbox's own doubling."""
    if isinstance(fault, SlackApiError) and error_of(fault) in REPAIRABLE:
        return REPAIR_WAIT
    asked = asked_wait(fault)
    return timedelta(seconds=asked) if asked else None
