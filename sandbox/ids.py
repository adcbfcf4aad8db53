"""Ids and timestamps that look like Slack's and never repeat."""

import itertools
import secrets

from sandbox.clock import Clock


class Ids:
    """Mints ids by prefix and strictly growing message timestamps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = itertools.count(1)
        self._last_ts = 0

    def new(self, prefix: str) -> str:
        """Return an id such as V0000000001A2B3C."""
        return f"{prefix}{next(self._count):06X}{secrets.token_hex(3).upper()}"

    def ts(self) -> str:
        """Return a timestamp in Slack's form, later than every one before."""
        self._last_ts = max(int(self._clock.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def secret(self) -> str:
        """Return something nobody can guess, for triggers, tickets and URLs."""
        return secrets.token_hex(16)
