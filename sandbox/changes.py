"""Notifies browser pages and waiting tests of changes."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WAIT_SECONDS = 60.0
"""How long to wait for something before giving up, even on a busy machine."""


class Changes:
    """A signal with many listeners."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()

    def ring(self) -> None:
        """Wake every listener."""
        for listener in self._listeners:
            listener.set()

    @contextmanager
    def listener(self) -> Iterator[asyncio.Event]:
        """Give an event that is set by each change from now on."""
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            yield event
        finally:
            self._listeners.discard(event)

    async def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until the condition holds; return whether it did in time."""
        with self.listener() as changed:
            try:
                async with asyncio.timeout(seconds):
                    while not true():
                        changed.clear()
                        await changed.wait()
            except TimeoutError:
                return true()  # the last change may have come with the alarm
            return True
