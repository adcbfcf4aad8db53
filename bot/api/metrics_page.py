"""Numbers for monitoring, in Prometheus' text format: to this machine itself, or to whoever has a key for them."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from bot.api.routes import Door
from bot.process.services import Services
from core import intake, outbox, requests
from core.database.tables import alerts, platform_orders, tickets, watermarks
from core.database.tables.alerts import STANDING_STATES
from core.errors import Refused
from core.platform import UNSETTLED
from core.tickets import AT_WORK
from core.work import Work

CLIENT = "metrics"
"""The one client of PITBOSS_API_KEYS that may read them: a key for players' states is not one for these."""
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""A proxy on this machine speaks for somebody else, so what it passes on does not count as from here."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number of the moment, or several by one label."""

    name: str
    about: str
    values: Iterable[tuple[str, float]]
    label: str = ""


class Moment(Collector):
    """Gives what was read from the database for one answer."""

    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Give the gauges as the library wants them."""
        for one in self._gauges:
            family = GaugeMetricFamily(one.name, one.about, labels=[one.label] if one.label else None)
            for value_of, value in one.values:
                family.add_metric([value_of] if one.label else [], value)
            yield family


async def metrics(services: Services, request: web.Request) -> web.StreamResponse:
    """Answer with the process's counters and the database's gauges; without the latter where it does not answer."""
    if not (_from_here(request) or _has_key(services, request.headers.get("Authorization", ""))):
        return web.Response(status=401, text="no key", headers={"WWW-Authenticate": "Bearer"})
    try:
        async with services.database.read() as db:
            gauges = await _gauges(services.work(db))
    except Refused:
        gauges = [Gauge("pitboss_database_up", "Whether the database answers", [("", 0)])]
    moment = CollectorRegistry()
    moment.register(Moment(gauges))
    body = generate_latest(services.meters.registry) + generate_latest(moment)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})


def _from_here(request: web.Request) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _has_key(services: Services, header: str) -> bool:
    key = services.settings.api_keys.get(CLIENT)
    if key is None:
        return False
    given = header.encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, f"Bearer {key.get_secret_value()}".encode())


async def _gauges(work: Work) -> list[Gauge]:
    backlog = await outbox.backlog(work.db)
    oldest = backlog.oldest_promised_at
    age = (work.now - oldest).total_seconds() if oldest else 0.0
    return [
        Gauge("pitboss_database_up", "Whether the database answers", [("", 1)]),
        Gauge("pitboss_outbox_waiting", "Messages promised and not sent yet", [("", backlog.waiting)]),
        Gauge("pitboss_outbox_oldest_seconds", "Age of the oldest of them", [("", age)]),
        Gauge("pitboss_outbox_given_up", "Messages that were given up", [("", backlog.failed)]),
        Gauge("pitboss_approvals_open", "Requests that wait for a word", [("", await requests.count_open(work.db))]),
        Gauge("pitboss_alerts_open", "Alerts nobody has closed", await _open_alerts(work), "severity"),
        Gauge("pitboss_tickets_open", "Tickets nobody has solved", [("", await _open_tickets(work))]),
        Gauge("pitboss_platform_orders", "Orders to the platform not settled", await _orders(work), "state"),
        Gauge("pitboss_sweep_lag", "Intakes a sweep has not dealt with yet", await _lags(work), "sweep"),
    ]


async def _open_alerts(work: Work) -> list[tuple[str, float]]:
    query = select(alerts.c.severity, func.count()).where(alerts.c.state.in_(STANDING_STATES))
    return [(row[0], row[1]) for row in await work.db.execute(query.group_by(alerts.c.severity))]


async def _open_tickets(work: Work) -> float:
    query = select(func.count()).select_from(tickets).where(tickets.c.state.in_(AT_WORK))
    return float((await work.db.execute(query)).scalar_one())


async def _orders(work: Work) -> list[tuple[str, float]]:
    query = select(platform_orders.c.state, func.count()).where(platform_orders.c.state.in_(UNSETTLED))
    return [(row[0], row[1]) for row in await work.db.execute(query.group_by(platform_orders.c.state))]


async def _lags(work: Work) -> list[tuple[str, float]]:
    horizon = await intake.horizon(work.db)
    query = select(watermarks.c.name, watermarks.c.upto).where(watermarks.c.name != intake.COUNTER)
    return [(row.name, max(horizon - row.upto, 0)) for row in await work.db.execute(query)]


DOORS = (Door("GET", "/metrics", metrics),)
