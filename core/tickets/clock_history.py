"""Service levels: every clock of every ticket as it was met or missed, also of tickets opened again since."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, literal, or_, select, union_all

from core.database.tables import past_ticket_clocks, ticket_clocks, tickets
from core.database.tables.base import Utc
from core.tickets import queries
from core.tickets.sla_clocks import Clock


def clocks(now: datetime) -> Subquery:
    """Read each clock once: its ticket, ``met_at``, and ``missed_at``, when it was over without being met.

    Judged by the two times alone, whether or not an alarm was raised by then.
    """
    mine, past = ticket_clocks.c, past_ticket_clocks.c
    runs_late = mine.met_at.is_(None) & (mine.due_at <= literal(now, Utc)) & ~queries.stands_still()
    present = _columns(mine, or_(mine.met_at > mine.due_at, runs_late)).join(tickets, tickets.c.id == mine.ticket_id)
    opened_again = _columns(past, or_(past.met_at > past.due_at, past.met_at.is_(None)))
    return union_all(present, opened_again).subquery("measured")


def solved(measured: Subquery) -> ColumnElement[bool]:
    """Choose of the clocks those that end when a ticket is solved: each ticket has one."""
    return measured.c.clock == Clock.RESOLUTION.value


def _columns(one: Any, missed: ColumnElement[bool]) -> Select[Any]:
    missed_at = case((missed, one.due_at)).label("missed_at")
    return select(one.ticket_id, one.clock, one.met_at, missed_at)
