"""Whose request it is: the keys of connected machines, and how often each may ask."""

import hmac
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.process import transactions
from bot.process.configuration import Settings
from bot.process.metrics import Meters
from bot.process.transactions import Edge
from core import client_keys
from core.client_keys import ClientScope, ValidKey
from core.database.connections import DatabaseUnavailable
from core.errors import Refused
from core.people import PITBOSS

READ_SECONDS = 1.0
"""How long the keys of the database count as known: so long after it was revoked a key may still be taken."""
FRESH_SECONDS = 0.1
"""How long they count as known for a key that is not among them, so that strangers cost few reads."""
METRICS = "metrics"
"""The client of ``PITBOSS_API_KEYS`` that reads the metrics, and nothing else."""
PLATFORM = "platform"
"""The client that signs with ``PITBOSS_EVENTS_SECRET``."""


class TooOften(Refused):
    """The client has asked as often as it may for now."""

    code = "status_429"

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("this client has asked as often as it may; wait as Retry-After says")
        self.retry_seconds = retry_seconds


@dataclass(slots=True)
class _Allowance:
    """What is left of a client's requests; it comes back evenly."""

    per_minute: int
    left: float
    at: float

    def spend(self, per_minute: int, now: float) -> float:
        """Take one request; give how many seconds are missing until there is one."""
        self.left = min(per_minute, self.left + (now - self.at) * per_minute / 60)
        self.at, self.per_minute = now, per_minute
        if self.left < 1:
            return (1 - self.left) * 60 / per_minute
        self.left -= 1
        return 0.0


@dataclass(slots=True)
class ClientKeys:
    """The keys that count in this process."""

    settings: Settings
    meters: Meters
    _of_settings: tuple[ValidKey, ...] = field(init=False)
    _of_database: list[ValidKey] = field(default_factory=list)
    _read_at: float = -math.inf
    _allowances: dict[str, _Allowance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [
            ValidKey(client, _scopes(client), None, None, client_keys.digest(key.get_secret_value()))
            for client, key in self.settings.api_keys.items()
        ]
        keys += [
            ValidKey(PLATFORM, frozenset({ClientScope.EVENTS_WRITE}), None, None, b"", secret.get_secret_value())
            for secret in self.settings.events_secret
        ]
        self._of_settings = tuple(keys)

    async def of_header(self, services: Edge, header: str) -> ValidKey | None:
        """Find the client of a key in the ``Authorization`` header, in constant time; None where the key is nobody's.

        Raises :class:`~core.database.connections.DatabaseUnavailable` where only the database could tell.
        """
        scheme, _, key = header.partition(" ")
        given = client_keys.digest(key if scheme.lower() == "bearer" else "")
        if found := _matching(self._of_settings, given):
            return found
        return _matching(await self._read(services), given) or _matching(await self._read(services, fresh=True), given)

    async def signing(self, services: Edge, *, fresh: bool = False) -> list[ValidKey]:
        """Give the secrets with which events may be signed; ``fresh`` ones as the database has them now."""
        own = [one for one in self._of_settings if one.secret]
        try:
            stored = await self._read(services, fresh=fresh)
        except DatabaseUnavailable:
            if not own:
                raise
            stored = self._of_database
        return [*own, *(one for one in stored if one.secret)]

    def spend(self, key: ValidKey) -> None:
        """Count a request of a client that may only ask so often, in this process.

        Raises :class:`TooOften`.
        """
        if key.per_minute is None:
            return
        now = time.monotonic()
        if key.client not in self._allowances:
            self._allowances[key.client] = _Allowance(key.per_minute, key.per_minute, now)
        if missing := self._allowances[key.client].spend(key.per_minute, now):
            self.meters.rate_limited.labels(key.client).inc()
            raise TooOften(math.ceil(missing))

    def forget(self) -> None:
        """Read the keys of the database anew for the next request."""
        self._read_at = -math.inf

    async def _read(self, services: Edge, *, fresh: bool = False) -> list[ValidKey]:
        if time.monotonic() - self._read_at >= (FRESH_SECONDS if fresh else READ_SECONDS):
            self._of_database = await transactions.see(services, PITBOSS, client_keys.valid_keys)
            self._read_at = time.monotonic()
        now = datetime.now(UTC)
        return [one for one in self._of_database if one.ends_at is None or now < one.ends_at]


def _matching(keys: Iterable[ValidKey], given: bytes) -> ValidKey | None:
    found = None
    for one in keys:
        if one.digest and hmac.compare_digest(one.digest, given):
            found = one
    return found


def _scopes(client: str) -> frozenset[ClientScope]:
    """Say what a client of ``PITBOSS_API_KEYS`` may do."""
    reads = ClientScope.METRICS_READ if client == METRICS else ClientScope.STATUS_READ
    return frozenset({reads, ClientScope.OPENAPI_READ})
