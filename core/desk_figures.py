"""Figures of the whole desk at this moment, for those who run it: they name nobody."""

from sqlalchemy import func, select

from core import intake, watermarks
from core.database.connections import Connection
from core.database.tables import alerts, platform_orders, tickets
from core.database.tables.alerts import STANDING_STATES
from core.platform import UNSETTLED
from core.tickets import AT_WORK


async def open_alerts(db: Connection) -> dict[str, int]:
    """Count the alerts that nobody has closed, by severity."""
    query = select(alerts.c.severity, func.count()).where(alerts.c.state.in_(STANDING_STATES))
    return {row[0]: row[1] for row in await db.execute(query.group_by(alerts.c.severity))}


async def open_tickets(db: Connection) -> int:
    """Count the tickets that nobody has solved."""
    query = select(func.count()).select_from(tickets).where(tickets.c.state.in_(AT_WORK))
    return int((await db.execute(query)).scalar_one())


async def unsettled_orders(db: Connection) -> dict[str, int]:
    """Count the orders to the platform that are not settled, by state."""
    query = select(platform_orders.c.state, func.count()).where(platform_orders.c.state.in_(UNSETTLED))
    return {row[0]: row[1] for row in await db.execute(query.group_by(platform_orders.c.state))}


async def sweep_lags(db: Connection) -> dict[str, int]:
    """Count the intakes that each sweep over the events has not dealt with yet."""
    horizon = await intake.horizon(db)
    return {mark.name: max(horizon - mark.upto, 0) for mark in await watermarks.of_sweeps(db)}
