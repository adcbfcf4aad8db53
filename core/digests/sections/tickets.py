"""Tickets of a period, and what the gaming platform did not do."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import distinct, exists, func, select

from core.database.tables import platform_orders as orders
from core.database.tables import requests, tickets
from core.digests.digest import DigestFinding, Figure, Section, Table, TableRow, Where
from core.digests.query import Look, by_side, worded
from core.tickets import AT_WORK, clock_history

SAID_MOST = 120
"""Characters of the platform's own words."""


async def tickets_served(look: Look) -> Section:
    """Count tickets opened, solved, solved in time and late, beside the period before."""
    measured, earlier = clock_history.clocks(look.now), clock_history.clocks(look.now).alias("earlier").c
    one = measured.c
    missed = exists().where(earlier.ticket_id == one.ticket_id, earlier.missed_at <= one.met_at)
    solved = clock_history.solved(measured)
    lines = [
        await _opened(look),
        await _measured(look, "Solved", one.met_at, solved),
        await _measured(look, "Of the solved, every target kept", one.met_at, solved, ~missed),
        await _measured(look, "Missed a target", one.missed_at),
    ]
    standing = select(func.count()).where(tickets.c.state.in_(AT_WORK), look.of_brand(tickets.c.brand))
    lines.append(Figure(label="Open now", now=int(await look.db.scalar(standing) or 0)))
    return Section(title="Tickets", lines=tuple(lines))


async def platform_trouble(look: Look) -> tuple[Section, list[DigestFinding]]:
    """List what the platform refused or did in part in the period, and what nobody knows the outcome of."""
    refused = orders.c.state.in_(("refused", "partly_done")) & look.within(orders.c.changed_at)
    query = (
        select(
            orders,
            requests.c.code,
            func.count().over().label("total"),
            func.count().filter(orders.c.state == "unknown").over().label("unknown"),
            func.count().filter(orders.c.state == "partly_done").over().label("in_part"),
        )
        .join(requests, requests.c.id == orders.c.request_id)
        .where(refused | (orders.c.state == "unknown"), look.ours(orders.c.player_id))
        .order_by(orders.c.state.desc(), orders.c.ordered_at, orders.c.id)
        .limit(look.most)
    )
    rows = (await look.db.execute(query)).all()
    counted = select(func.count()).where(
        orders.c.state == "refused",
        look.before(orders.c.changed_at),
        look.ours(orders.c.player_id),
    )
    before = int(await look.db.scalar(counted) or 0)
    total, unknown, in_part = (rows[0].total, rows[0].unknown, rows[0].in_part) if rows else (0, 0, 0)
    lines = (
        Figure(label="Refused by the platform", now=total - unknown - in_part, before=before),
        *((Figure(label="Done only in part", now=in_part),) if in_part else ()),
        Figure(label="Outcome unknown", now=unknown),
    )
    findings = [DigestFinding(key=f"order:{row.id}", sentence=_sentence(row)) for row in rows]
    return Section(title="Orders to the platform", lines=lines, table=_table(rows)), findings


async def _opened(look: Look) -> Figure:
    column = tickets.c.opened_at
    query = select(look.side(column), func.count()).where(look.either(column), look.of_brand(tickets.c.brand))
    return _line("Opened", await look.db.execute(query.group_by("side")))


async def _measured(look: Look, label: str, at: Any, *conditions: Any) -> Figure:
    """Count the different tickets whose clocks fit, by when."""
    one = at.table.c
    query = select(look.side(at), func.count(distinct(one.ticket_id)))
    query = query.select_from(at.table.join(tickets, tickets.c.id == one.ticket_id))
    query = query.where(look.either(at), *conditions, look.of_brand(tickets.c.brand))
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
    outcomes = {"refused": "the platform refused it", "partly_done": "the platform did only a part of it"}
    outcome = outcomes.get(row.state, "nobody knows whether the platform did it")
    return f"{row.code}, {worded(row.kind).lower()} of player {row.player_id}: {outcome}."
