"""The sandbox's time: the machine's, plus what a test has added."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")

PACE = 1.0
"""How many of its seconds pass in one of the machine's; tests slow new clocks, so that no busy machine is late."""


class Clock:
    """A clock that runs, and that can be moved forward."""

    def __init__(self) -> None:
        self._began = time.time()
        self._pace = PACE
        self._ahead = 0.0
        self._sleepers: set[asyncio.Event] = set()

    def now(self) -> float:
        """Return seconds since 1970, moved time included."""
        return self._began + (time.time() - self._began) * self._pace + self._ahead

    def advance(self, **amount: float) -> None:
        """Move time forward by a timedelta's arguments: `advance(minutes=31)`."""
        self._ahead += timedelta(**amount).total_seconds()
        for sleeper in self._sleepers:
            sleeper.set()

    async def sleep(self, seconds: float) -> None:
        """Return once this many seconds have passed, by running or by moving."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            moved = asyncio.Event()
            self._sleepers.add(moved)
            try:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(moved.wait(), left / self._pace)
            finally:
                self._sleepers.discard(moved)

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        """Return the work's result; raise TimeoutError where it takes longer by this clock."""
        task = asyncio.ensure_future(work)
        alarm = asyncio.ensure_future(self.sleep(seconds))
        try:
            await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise TimeoutError
            return task.result()
        finally:
            for unfinished in (task, alarm):
                unfinished.cancel()
            await asyncio.gather(task, alarm, return_exceptions=True)
