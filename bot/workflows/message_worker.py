"""Keeping the outbox's promises: claim what is due, draw it, say that it is done or when to try again."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from slack_sdk.errors import SlackApiError

from bot.cards.desired import Drawers, Drawing
from bot.process.services import Services
from bot.slack.api_errors import FAULTS, asked_wait, error_of, passing
from bot.workflows.audiences import Places
from bot.workflows.message_posting import Posting
from bot.workflows.outbox_worker import Keeper
from core import outbox
from core.outbox import Lane, Promise

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
"""Faults that a person mends: inviting the bot, naming the right channel, installing the app again."""
REPAIR_WAIT = timedelta(seconds=outbox.LONGEST_WAIT_SECONDS)
TRIES_MOST = 300
"""About a day of such waits; then the promise is given up and stands in the status."""

log = logging.getLogger(__name__)


class Delivery(Keeper):
    """The one workflow that draws; what leaves for elsewhere than Slack has a lane of its own."""

    def __init__(self, services: Services, drawers: Drawers, *, elsewhere: Iterable[str] = ()) -> None:
        super().__init__(services, Lane(frozenset(elsewhere)))
        self.places = Places(services)
        self._drawers = drawers
        self._posting = Posting(services, self.places)

    async def deliver(self) -> int:
        """Keep what is due now, and be seen to be alive."""
        self.services.vitals.beat()
        return await super().deliver()

    async def keep(self, promise: Promise) -> None:
        """Draw what was promised, put every message where it belongs, and say how it went."""
        try:
            drawings = await self._drawers[promise.topic](self.services, promise)
            faults = [fault for drawing in drawings if (fault := await self._put(promise, drawing))]
        except FAULTS as fault:
            log.warning("%s: %s", promise.subject, error_of(fault))
            faults = [fault]
        except Exception as bug:
            log.exception("%s could not be drawn", promise.subject)
            faults = [bug]
        async with self.services.database.write() as db:
            work = self.services.work(db)
            if not faults:
                await outbox.done(work, promise)
                return
            worst = max(faults, key=_stubbornness)
            if _hopeless(worst) or promise.tries >= TRIES_MOST:
                log.error("%s was given up: %s", promise.subject, error_of(worst))
                await outbox.failed(work, promise, error=error_of(worst))
            else:
                await outbox.postpone(work, promise, error=error_of(worst), wait=_wait(worst))

    async def _put(self, promise: Promise, drawing: Drawing) -> Exception | None:
        """Put one message where it belongs; where that fails the others of the promise still go out."""
        try:
            await self._posting.put(promise, drawing)
        except FAULTS as fault:
            log.warning("%s in %s: %s", promise.subject, drawing.channel, error_of(fault))
            return fault
        return None


def _hopeless(fault: Exception) -> bool:
    return isinstance(fault, SlackApiError) and not passing(fault) and error_of(fault) not in REPAIRABLE


def _stubbornness(fault: Exception) -> int:
    """Order faults by what decides: anything still worth trying comes before giving up."""
    return 0 if _hopeless(fault) else 1


def _wait(fault: Exception) -> timedelta | None:
    """Wait as long as Slack asks, long for what a person must mend, else by the outbox's own doubling."""
    if isinstance(fault, SlackApiError) and error_of(fault) in REPAIRABLE:
        return REPAIR_WAIT
    asked = asked_wait(fault)
    return timedelta(seconds=asked) if asked else None
