"""Time, ids and randomness, passed into core as one frozen value."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from uuid import UUID
from zoneinfo import available_timezones

from uuid_utils.compat import uuid7


@dataclass(frozen=True, slots=True)
class Moment:
    """The current time, and the source of ids and random bytes.

    ``now`` is aware and in UTC. ``ids`` yields time-ordered UUIDs (version 7, RFC 9562). ``entropy(n)`` yields
    ``n`` bytes fit for keys and nonces. Built by the caller of core; tests seed it.
    """

    now: datetime
    ids: Callable[[], UUID] = uuid7
    entropy: Callable[[int], bytes] = secrets.token_bytes

    @classmethod
    def real(cls) -> "Moment":
        """Read the system clock; core itself never does."""
        return cls(now=datetime.now(UTC))


@cache
def zone_names() -> frozenset[str]:
    """List the IANA time zones this machine knows; finding them reads some hundred folders and files, so once."""
    return frozenset(available_timezones())
