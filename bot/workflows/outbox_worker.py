"""Keeping the outbox's promises, one lane each: claim what is due, keep it, go on until cancelled."""

import asyncio
import logging
from collections.abc import Iterable

from bot.process.services import Services
from core import outbox
from core.errors import Refused
from core.outbox import Lane, Promise

AT_ONCE = 10
"""Promises claimed in one go: few enough to be kept well within their lease."""
IDLE_SECONDS = 5.0
"""A pause after something went wrong that is no fault of whoever is spoken to."""

log = logging.getLogger(__name__)


class Keeper:
    """Claims and keeps the promises of its lane. Several processes may run one each."""

    def __init__(self, services: Services, lane: Lane) -> None:
        self.services = services
        self._lane = lane
        self._one_round = asyncio.Lock()

    async def keep(self, promise: Promise) -> None:
        """Keep one promise and settle it."""
        raise NotImplementedError

    async def run(self) -> None:
        """Keep promises until cancelled; sleep until something may be due."""
        while True:
            try:
                self.services.promised.clear()
                if not await self.deliver():
                    await self.services.promised.wait()
            except Refused as refusal:
                log.warning("The outbox waits: %s", refusal.code)
                await asyncio.sleep(IDLE_SECONDS)
            except Exception:
                log.exception("The outbox stumbled")
                await asyncio.sleep(IDLE_SECONDS)

    async def at_rest(self) -> None:
        """Wait until the round under way is over."""
        async with self._one_round:
            return

    async def deliver(self) -> int:
        """Keep what is due now and tell how much was tried; where nothing is, no writer waits for it."""
        async with self._one_round:
            async with self.services.database.read() as db:
                if not await outbox.waits(self.services.work(db), lane=self._lane):
                    return 0
            async with self.services.database.write() as db:
                due = await outbox.claim(self.services.work(db), limit=AT_ONCE, lane=self._lane)
            by_subject: dict[str, list[Promise]] = {}
            for promise in due:
                by_subject.setdefault(promise.subject, []).append(promise)
            await asyncio.gather(*(self._in_turn(promises) for promises in by_subject.values()))
            return len(due)

    async def _in_turn(self, promises: Iterable[Promise]) -> None:
        for promise in promises:
            await self.keep(promise)
