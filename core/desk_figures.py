"""Figures of the whole desk at this moment, for those who run it: they name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core import intake_numbers, outbox, requests, watermarks
from core.activity import daily_sums, quarantine
from core.activity.misunderstood import QuarantineKind
from core.database.connections import Connection
from core.database.tables import alerts, platform_orders, tickets
from core.database.tables.alerts import STANDING_STATES
from core.office.security import Severity
from core.outbox import Backlog
from core.platform import UNSETTLED
from core.security import rule_sweep
from core.tickets import AT_WORK
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFigures:
    """What monitoring asks for."""

    as_of: datetime
    backlog: Backlog
    open_requests: int
    open_alerts: Mapping[str, int]
    """By severity."""
    open_tickets: int
    unsettled_orders: Mapping[str, int]
    """By state."""
    sweep_lags: Mapping[str, int]
    """Intakes that each sweep has not dealt with yet."""
    quarantined: Mapping[str, int]
    """Events in quarantine, by kind."""


async def read(work: Work) -> DeskFigures:
    """Read all of them."""
    return DeskFigures(
        as_of=work.now,
        backlog=await outbox.backlog(work.db),
        open_requests=await requests.count_open(work.db, now=work.now),
        open_alerts=await _open_alerts(work.db),
        open_tickets=await _open_tickets(work.db),
        unsettled_orders=await _unsettled_orders(work.db),
        sweep_lags=await _sweep_lags(work),
        quarantined=await _quarantined(work.db),
    )


async def _open_alerts(db: Connection) -> dict[str, int]:
    """Count the alerts that nobody has closed, by severity."""
    query = select(alerts.c.severity, func.count()).where(alerts.c.state.in_(STANDING_STATES))
    none = {severity.value: 0 for severity in Severity}
    return none | {row[0]: row[1] for row in await db.execute(query.group_by(alerts.c.severity))}


async def _open_tickets(db: Connection) -> int:
    """Count the tickets that nobody has solved."""
    query = select(func.count()).select_from(tickets).where(tickets.c.state.in_(AT_WORK))
    return int((await db.execute(query)).scalar_one())


async def _unsettled_orders(db: Connection) -> dict[str, int]:
    """Count the orders to the platform that are not settled, by state."""
    query = select(platform_orders.c.state, func.count()).where(platform_orders.c.state.in_(UNSETTLED))
    found = await db.execute(query.group_by(platform_orders.c.state))
    return dict.fromkeys(UNSETTLED, 0) | {row[0]: row[1] for row in found}


async def _sweep_lags(work: Work) -> dict[str, int]:
    """Count the intakes that each sweep over the events has not dealt with yet, also one that never ran."""
    horizon = await intake_numbers.horizon(work.db)
    upto = dict.fromkeys((rule_sweep.NAME, daily_sums.name(work.office)), 0)
    upto |= {mark.name: mark.upto for mark in await watermarks.of_sweeps(work.db)}
    return {name: max(horizon - reached, 0) for name, reached in upto.items()}


async def _quarantined(db: Connection) -> dict[str, int]:
    """Count the events in quarantine, by kind."""
    sums = dict.fromkeys((kind.value for kind in QuarantineKind), 0)
    for one in await quarantine.counts(db):
        sums[one.kind] += one.number
    return sums
