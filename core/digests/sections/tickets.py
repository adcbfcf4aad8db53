"""Tickets of a period, and what the gaming platform did not do."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import func, select

from core.database.tables import platform_orders as orders
from core.database.tables import requests, ticket_clocks, tickets
from core.digests.digest import DigestFinding, Figure, Section, Table, TableRow, Where
from core.digests.query import Look, by_side, worded
from core.tickets import AT_WORK

SAID_MOST = 120
"""Characters of the platform's own words."""


async def tickets_served(look: Look) -> Section:
    """Count tickets opened and solved, clocks kept and broken, beside the period before."""
    lines = [
        await _counted(look, "Opened", tickets.c.opened_at),
        await _counted(look, "Solved", tickets.c.solved_at),
        await _clocks(look, "Targets kept, of the solved", tickets.c.solved_at, ticket_clocks.c.breached_at.is_(None)),
        await _clocks(look, "Targets missed", ticket_clocks.c.breached_at),
    ]
    standing = select(func.count()).where(tickets.c.state.in_(AT_WORK), look.ours(tickets.c.player_id))
    lines.append(Figure(label="Open now", now=int(await look.db.scalar(standing) or 0)))
    return Section(title="Tickets", lines=tuple(lines))


async def platform_trouble(look: Look) -> tuple[Section, list[DigestFinding]]:
    """List what the platform refused in the period, and what nobody knows the outcome of."""
    refused = (orders.c.state == "refused") & look.within(orders.c.changed_at)
    query = (
        select(
            orders,
            requests.c.code,
            func.count().over().label("total"),
            func.count().filter(orders.c.state == "unknown").over().label("unknown"),
        )
        .join(requests, requests.c.id == orders.c.request_id)
        .where(refused | (orders.c.state == "unknown"), look.ours(orders.c.player_id))
        .order_by(orders.c.ordered_at, orders.c.id)
        .limit(look.most)
    )
    rows = (await look.db.execute(query)).all()
    counted = select(func.count()).where(
        orders.c.state == "refused",
        orders.c.changed_at >= look.earlier,
        orders.c.changed_at < look.since,
        look.ours(orders.c.player_id),
    )
    before = int(await look.db.scalar(counted) or 0)
    total, unknown = (rows[0].total, rows[0].unknown) if rows else (0, 0)
    lines = (
        Figure(label="Refused by the platform", now=total - unknown, before=before),
        Figure(label="Outcome unknown", now=unknown),
    )
    findings = [DigestFinding(key=f"order:{row.id}", sentence=_sentence(row)) for row in rows]
    return Section(title="Orders to the platform", lines=lines, table=_table(rows)), findings


async def _counted(look: Look, label: str, column: Any) -> Figure:
    query = select(look.side(column), func.count()).where(look.either(column), look.ours(tickets.c.player_id))
    return _line(label, await look.db.execute(query.group_by("side")))


async def _clocks(look: Look, label: str, column: Any, *conditions: Any) -> Figure:
    road = ticket_clocks.join(tickets, tickets.c.id == ticket_clocks.c.ticket_id)
    query = select(look.side(column), func.count()).select_from(road)
    query = query.where(look.either(column), *conditions, look.ours(tickets.c.player_id))
    return _line(label, await look.db.execute(query.group_by("side")))


def _line(label: str, rows: Iterable[Any]) -> Figure:
    numbers = by_side(rows)
    return Figure(label=label, now=numbers.get(1, 0), before=numbers.get(0, 0))


def _table(rows: Sequence[Found[Any]]) -> Table | None:
    if not rows:
        return None
    shown = tuple(
        TableRow(cells=(row.ordered_at, row.code, worded(row.kind), str(row.player_id), row.state, _said(row)))
        for row in rows
    )
    heads = ("Ordered", "Request", "What", "Player", "How far", "The platform's words")
    return Table(heads=heads, rows=shown, total=rows[0].total, where=Where.APPROVALS)


def _said(row: Found[Any]) -> str:
    return (row.answer or "")[:SAID_MOST]


def _sentence(row: Found[Any]) -> str:
    outcome = "the platform refused it" if row.state == "refused" else "nobody knows whether the platform did it"
    return f"{row.code}, {worded(row.kind).lower()} of player {row.player_id}: {outcome}."
