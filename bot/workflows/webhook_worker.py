"""What leaves for elsewhere than Slack, in a lane of its own: who answers late there holds no message up."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.process.services import Services
from bot.slack.api_errors import error_of
from bot.workflows.outbox_worker import Keeper
from core import outbox
from core.outbox import Lane, Promise

log = logging.getLogger(__name__)

Sender = Callable[[Services, Promise], Awaitable[timedelta | None]]
"""Sends what a promise is about, from its rows as they are now; gives how long to wait before it is looked at again,
None once it is settled. Sending twice is harmless: the key is the same."""
Senders = Mapping[str, Sender]
"""By the promise's topic."""


class Sending(Keeper):
    """The workflow that speaks to other machines."""

    def __init__(self, services: Services, senders: Senders) -> None:
        self.topics = frozenset(senders)
        super().__init__(services, Lane(self.topics, besides=False))
        self._senders = senders

    async def keep(self, promise: Promise) -> None:
        """Send what was promised, and come back to it for as long as it is not settled."""
        why = "not settled yet"
        try:
            wait = await self._senders[promise.topic](self.services, promise)
        except Exception as bug:
            log.exception("%s could not be sent", promise.subject)
            wait, why = later(promise), error_of(bug)
        async with self.services.database.write() as db:
            work = self.services.work(db)
            if wait is None:
                await outbox.done(work, promise)
            else:
                await outbox.postpone(work, promise, error=why, wait=wait)


def later(promise: Promise) -> timedelta:
    """Give the wait before the next try: twice the last one, five minutes at most."""
    seconds = outbox.FIRST_WAIT_SECONDS * 2 ** min(promise.tries, 20)
    return timedelta(seconds=min(seconds, outbox.LONGEST_WAIT_SECONDS))
