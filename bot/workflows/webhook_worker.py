"""The worker for other machines than Slack, with a queue of its own: a slow answer there delays no Slack message."""

import logging
from datetime import timedelta
from typing import Any

from bot.process.services import Services
from bot.slack.api_errors import error_of
from bot.workflows.outbox_worker import OutboxWorker
from bot.workflows.topic_handlers import Senders
from core import outbox
from core.outbox import OutboxMessage, Queue

log = logging.getLogger(__name__)


class WebhookWorker(OutboxWorker):
    """Delivers the messages that leave for other machines."""

    def __init__(self, services: Services, senders: Senders) -> None:
        self._senders = {sender.topic.name: sender for sender in senders}
        self.topics = frozenset(self._senders)
        super().__init__(services, Queue(only=self.topics))

    async def deliver(self, message: OutboxMessage[dict[str, Any]]) -> None:
        """Send the message, and try it again for as long as it is not settled."""
        why = "not settled yet"
        try:
            wait = await self._senders[message.topic].handle(self.services, message)
        except Exception as bug:
            log.exception("%s could not be sent", message.subject)
            wait, why = later(message), error_of(bug)
        async with self.services.database.write() as db:
            work = self.services.work(db)
            if wait is None:
                await outbox.delivered(work, message)
            else:
                await outbox.retry_later(work, message, error=why, wait=wait)


def later(message: OutboxMessage[Any]) -> timedelta:
    """Give the wait before the next try: twice the last one, five minutes at most."""
    seconds = outbox.FIRST_WAIT_SECONDS * 2 ** min(message.tries, 20)
    return timedelta(seconds=min(seconds, outbox.LONGEST_WAIT_SECONDS))
