"""How many events one transaction takes in, so that it never holds their players for long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

HELD_MOST_SECONDS = 0.25
"""How long a transaction may keep other people's decisions about its players waiting."""
FIRST, LEAST, MOST = 250, 25, 1_000
"""Events of the first transaction, before any was timed, and the bounds of every other."""
CAREFUL = 0.8
"""Part of the time that is planned for: the next events may cost more than the last ones."""


class Pace:
    """The size of the next part, from how long the last one took."""

    def __init__(self) -> None:
        self.events = FIRST

    @contextmanager
    def timed(self, events: int) -> Iterator[None]:
        """Time a part of so many events."""
        began = time.perf_counter()
        yield
        self.learn(events, time.perf_counter() - began)

    def learn(self, events: int, seconds: float) -> None:
        """Let the next part be what such a transaction takes in within the time."""
        fitting = round(events * HELD_MOST_SECONDS * CAREFUL / max(seconds, 1e-6))
        if events >= self.events or fitting < self.events:  # a short part that was quick says nothing of a long one
            self.events = min(max(fitting, LEAST), MOST)
