"""Metrics in Prometheus' text format: on a listener of their own, or for the client with the key for them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.api import api_keys
from bot.api.routes import Door
from bot.process import transactions
from bot.process.services import Services
from core import background
from core.client_keys import ClientScope
from core.desk_figures import DeskFigures
from core.errors import Refused
from core.people import PITBOSS

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number of the moment, or several by one label."""

    name: str
    about: str
    values: Mapping[str, float]
    """By the label; one number alone stands under the empty one."""
    label: str = ""


class GaugeCollector(Collector):
    """Gives what was read from the database for one answer."""

    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Give the gauges as the library wants them."""
        for one in self._gauges:
            family = GaugeMetricFamily(one.name, one.about, labels=[one.label] if one.label else None)
            for value_of, value in one.values.items():
                family.add_metric([value_of] if one.label else [], value)
            yield family


async def metrics(services: Services, request: web.Request) -> web.StreamResponse:
    """Answer the holder of the key with the process's counters and, where the database answers, its gauges."""
    key = await api_keys.client(services, request, ClientScope.METRICS_READ)
    if isinstance(key, web.Response):
        return key
    return await measured(services, request)


async def measured(services: Services, _: web.Request) -> web.StreamResponse:
    """Answer without a key, where only the operator's own machines reach."""
    try:
        gauges = _gauges(await transactions.see(services, PITBOSS, background.figures))
    except Refused:
        gauges = [Gauge("pitboss_database_up", "Whether the database answers", {"": 0})]
    moment = CollectorRegistry()
    moment.register(GaugeCollector(gauges))
    body = generate_latest(services.meters.registry) + generate_latest(moment)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})


def _gauges(read: DeskFigures) -> list[Gauge]:
    backlog, oldest = read.backlog, read.backlog.oldest_queued_at
    age = (read.as_of - oldest).total_seconds() if oldest else 0.0
    return [
        Gauge("pitboss_database_up", "Whether the database answers", {"": 1}),
        Gauge("pitboss_outbox_waiting", "Messages queued and not sent yet", {"": backlog.waiting}),
        Gauge("pitboss_outbox_oldest_seconds", "Age of the oldest message not sent yet", {"": age}),
        Gauge("pitboss_outbox_given_up", "Messages that were given up", {"": backlog.failed}),
        Gauge("pitboss_approvals_open", "Requests that wait for a decision", {"": read.open_requests}),
        Gauge("pitboss_alerts_open", "Open alerts", read.open_alerts, "severity"),
        Gauge("pitboss_tickets_open", "Open tickets that are not solved", {"": read.open_tickets}),
        Gauge(
            "pitboss_platform_orders",
            "Orders to the platform that are not settled",
            read.unsettled_orders,
            "state",
        ),
        Gauge("pitboss_quarantined_events", "Events in quarantine", read.quarantined, "kind"),
        Gauge("pitboss_sweep_lag", "Intakes that a sweep has not processed yet", read.sweep_lags, "sweep"),
    ]


DOORS = (Door("GET", "/metrics", metrics),)
OWN_DOORS = (Door("GET", "/metrics", measured),)
"""Those of the listener for health and metrics."""
