"""A worker of the outbox: claims the messages of its queue that are due and delivers them, until it is cancelled."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from bot.process import logs
from bot.process.services import Services
from core import outbox
from core.errors import Refused
from core.outbox import OutboxMessage, Queue

CLAIMED_AT_ONCE = 10
"""Messages of one claim: few enough to be delivered well within their lease."""
PAUSE_SECONDS = 1.0
"""The pause after a fault of our own side, such as a database that does not answer."""

log = logging.getLogger(__name__)


class OutboxWorker:
    """Delivers the messages of one queue. Several processes may run one each."""

    def __init__(self, services: Services, queue: Queue) -> None:
        self.services = services
        self.queue = queue
        self._round = asyncio.Lock()

    async def deliver(self, message: OutboxMessage[dict[str, Any]]) -> None:
        """Deliver one message and settle it."""
        raise NotImplementedError

    async def run(self) -> None:
        """Deliver messages until cancelled; sleep until one may be due."""
        while True:
            try:
                changed = self.services.outbox_changed
                if not await self.deliver_due():
                    await changed.wait()
            except Refused as refusal:
                log.warning("The outbox waits: %s", logs.coded(refusal, refusal.code))
                await asyncio.sleep(PAUSE_SECONDS)
            except Exception:
                log.exception("The outbox worker failed")
                await asyncio.sleep(PAUSE_SECONDS)

    async def idle(self) -> None:
        """Wait until the round under way is over."""
        async with self._round:
            return

    async def deliver_due(self) -> int:
        """Deliver what is due now and give how many messages were tried; nothing is locked where nothing is due."""
        async with self._round:
            async with self.services.database.read() as db:
                if not await outbox.due(self.services.work(db), queue=self.queue):
                    return 0
            async with self.services.database.write() as db:
                claimed = await outbox.claim(self.services.work(db), limit=CLAIMED_AT_ONCE, queue=self.queue)
            by_subject: dict[str, list[OutboxMessage[dict[str, Any]]]] = {}
            for message in claimed:
                by_subject.setdefault(message.subject, []).append(message)
            await asyncio.gather(*(self._in_turn(messages) for messages in by_subject.values()))
            return len(claimed)

    async def _in_turn(self, messages: Iterable[OutboxMessage[dict[str, Any]]]) -> None:
        for message in messages:
            logs.correlation.set(f"outbox:{message.id}")
            await self.deliver(message)
