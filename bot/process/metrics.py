"""Metrics of one process: events received, their outcomes and durations, and whether its parts are alive."""

import asyncio
import platform
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from importlib import metadata

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from core.database import upgrade
from core.database.replica import ReplicaState

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 10.0)
"""Buckets of response times: Slack gives up after 3 s; answers within 1.5 s are part of the acknowledgement."""


class Meters:
    """Counters with few labels, none of them personal."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        build = Gauge(
            "pitboss_build_info",
            "Always 1: the version that runs, the revision of the database that it needs, and its Python",
            ["version", "revision", "python"],
            registry=self.registry,
        )
        build.labels(_version(), upgrade.newest(), platform.python_version()).set(1)
        self.requests = Counter(
            "pitboss_requests",
            "Slack events by kind and outcome",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "pitboss_request_seconds", "Time to handle a Slack event", ["kind"], buckets=SECONDS, registry=self.registry
        )
        self.intake = Counter(
            "pitboss_intake_events",
            "Player events received over HTTP and from streams, by outcome",
            ["outcome"],
            registry=self.registry,
        )
        self.intake_waiting = Gauge(
            "pitboss_intake_waiting", "Messages of events that wait or are being stored", registry=self.registry
        )
        self.intake_bytes = Gauge("pitboss_intake_bytes", "Bytes of those messages", registry=self.registry)
        self.intake_held_back = Counter(
            "pitboss_intake_held_back",
            "Messages of events answered with 429, by what was at its limit",
            ["reason"],
            registry=self.registry,
        )
        for reason in ("receiving", "full", "client", "lag"):
            self.intake_held_back.labels(reason)
        self.rate_limited = Counter(
            "pitboss_client_rate_limited",
            "Requests answered with 429 as their client has asked too often",
            ["client"],
            registry=self.registry,
        )
        self.refused = Counter(
            "pitboss_http_refused",
            "HTTP requests refused for their signature or key, by endpoint, reason, and whether they were told why",
            ["door", "reason", "answer"],
            registry=self.registry,
        )
        self.replica_used = Gauge(
            "pitboss_replica_used",
            "1 while the replica is read, 0 while it is not near enough, -1 where none is named",
            registry=self.registry,
        )
        self.replica_used.set(-1)
        self.replica_behind = Gauge(
            "pitboss_replica_behind_seconds",
            "How far the replica was behind when it last answered",
            registry=self.registry,
        )
        self.connections_open = Gauge(
            "pitboss_connections_open", "HTTP connections that are open", registry=self.registry
        )
        self.connections_refused = Counter(
            "pitboss_connections_refused",
            "HTTP connections refused or ended without an answer, by reason",
            ["reason"],
            registry=self.registry,
        )
        for reason in ("too_many", "made_room", "too_slow"):
            self.connections_refused.labels(reason)

    def note_replica(self, state: ReplicaState) -> None:
        """Set the gauges of the replica."""
        self.replica_used.set(0 if state.problem else 1)
        if state.behind is not None:
            self.replica_behind.set(state.behind.total_seconds())


def _version() -> str:
    try:
        return metadata.version("pitboss")
    except metadata.PackageNotFoundError:
        return "not installed"


@dataclass(slots=True)
class Vitals:
    """Signs of life of the background tasks."""

    beat_at: float | None = None
    """When the delivery last looked for work, on the monotonic clock; None before its first round."""
    socket: Callable[[], Awaitable[bool]] | None = None
    """Whether the connection to Slack is open; None before there is one."""
    token_refused: str | None = None
    """Slack's word, once it has refused the app-level token."""
    database: tuple[float, list[str]] | None = None
    """When the database was last checked, on the monotonic clock, and what was wrong with it."""
    checking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the database is checked, so that many who ask at once have it checked once."""

    def beat(self) -> None:
        """Say that the delivery is alive."""
        self.beat_at = time.monotonic()
