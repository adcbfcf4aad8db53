"""Rate limits: a bucket for each method, and one a channel for posting."""

from dataclasses import dataclass
from math import ceil

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.web_api.registry import Method

POSTS_PER_SECOND = 1.0
"""Slack lets an app post one message a second into a channel …"""

POSTS_BURST = 4
"""… and bears a short burst; how short is not documented."""


@dataclass(slots=True)
class Bucket:
    """Calls left, filled up as time passes."""

    left: float
    filled_at: float


class Rates:
    """Counts calls by method; `tiers` as Slack does, `generous` not at all."""

    def __init__(self, clock: Clock, kind: str) -> None:
        if kind not in {"tiers", "generous"}:
            raise ValueError(f"rates must be tiers or generous, not {kind!r}")
        self._clock = clock
        self._strict = kind == "tiers"
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def take(self, method: Method, channel: str) -> None:
        """Count a call; raise ratelimited with the seconds to wait."""
        if not self._strict:
            return
        if method.name == "chat.postMessage":
            self._take((method.name, channel), POSTS_BURST, POSTS_PER_SECOND)
        elif method.per_minute:
            self._take((method.name, ""), method.per_minute, method.per_minute / 60)

    def _take(self, key: tuple[str, str], size: int, per_second: float) -> None:
        now = self._clock.now()
        bucket = self._buckets.setdefault(key, Bucket(size, now))
        bucket.left = min(size, bucket.left + (now - bucket.filled_at) * per_second)
        bucket.filled_at = now
        if bucket.left < 1:
            raise SlackError("ratelimited", retry_after=ceil((1 - bucket.left) / per_second))
        bucket.left -= 1
