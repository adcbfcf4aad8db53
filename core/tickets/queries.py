"""Tickets as their rows stand: one by its code, lists by whose they are. No decisions."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, func, or_, select, true

from core import platform
from core.database import pages
from core.database.connections import Connection
from core.database.pages import Page
from core.database.tables import requests, ticket_clocks, tickets
from core.database.tables.requests import OPEN_STATES, State
from core.database.tables.tickets import AT_WORK, IS_AT_WORK, IS_NOBODYS, SOONEST
from core.errors import Unknown
from core.people import Actor, Permission, Visibility
from core.tickets.sla_clocks import STOPPING

CODE = re.compile(r"T-?(\d{1,9})", re.ASCII | re.IGNORECASE)
"""How a ticket is said aloud and typed."""
PAGE = 8
"""Tickets on one page of a list: what a message shows without scrolling far."""
ASKED_MOST = 200
"""Requests of one ticket that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One ticket as its row stands. ``title`` is what somebody wrote: never where not everybody may read it."""

    id: UUID
    number: int
    key: str
    source: str
    source_link: str | None
    brand: str | None
    player_id: int | None
    category: str
    priority: str
    state: str
    visibility: Visibility
    queue: str
    assignee_id: UUID | None
    title: str
    opened_by_id: UUID | None
    opened_by_name: str
    opened_at: datetime
    call_back_at: datetime | None
    call_back_told_at: datetime | None
    clock_stopped_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    version: int
    changed_at: datetime
    due_at: datetime | None
    """When the next of its running clocks is over; None when all were met, or the others stand still."""
    next_at: datetime | None
    """When something is due: that clock, or a promised call."""
    rank: int
    """The part of a list that it stands in: 0 urgent, 1 due sometime, 2 nothing is due."""

    @property
    def code(self) -> str:
        """What it is called."""
        return code(self.number)

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in AT_WORK

    @property
    def stands_still_since(self) -> datetime | None:
        """Since when no clock of it runs; None while one does."""
        return self.clock_stopped_at if self.due_at is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One of a ticket's clocks."""

    ticket_id: UUID
    clock: str
    warn_at: datetime
    due_at: datetime
    met_at: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None
    deadlines: dict[str, Any] | None

    def stands_still(self, stopped_at: datetime | None) -> bool:
        """Tell whether it stands still in a ticket that waits since then; what was over before stays over."""
        return stopped_at is not None and self.clock in STOPPING and self.met_at is None and self.due_at > stopped_at

    def missed(self, now: datetime, *, stopped_at: datetime | None) -> bool:
        """Tell whether it is over: met too late, or not met and running past its time."""
        if self.met_at is not None:
            return self.met_at > self.due_at
        return self.due_at <= now and not self.stands_still(stopped_at)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was asked from a ticket."""

    id: UUID
    code: str
    action: str
    state: State
    how: str
    """How far it is, and the gaming platform with it."""

    @property
    def open(self) -> bool:
        """Whether a second person's word is still waited for."""
        return self.state in OPEN_STATES


def code(number: int) -> str:
    """Write a ticket's number as people say it."""
    return f"T-{number}"


def number(named: str | None) -> int | None:
    """Read a ticket's number from its code; None for what is none, such as another system's id."""
    found = CODE.fullmatch((named or "").strip(" #`*"))
    return int(found[1]) if found else None


def called(named: str) -> str:
    """Write a ticket's code in its one form; what is none of ours, such as another system's id, stays as it is."""
    plain = named.upper().removeprefix("#")
    return code(int(plain[2:])) if CODE.fullmatch(plain) and plain.startswith("T-") else named


async def get(db: Connection, named: str, *, actor: Actor) -> Ticket:
    """Read a ticket by its code.

    Raises :class:`~core.errors.Unknown` where there is none that this person may see, in the same words.
    """
    return await _one(db, tickets.c.number == (number(named) or 0), actor, named.strip())


async def numbered(db: Connection, typed: str, *, actor: Actor) -> Ticket | None:
    """Find the ticket with a bare number that somebody typed; None where there is none that they may see."""
    bare = typed.lstrip(" #")
    if not (actor.may(Permission.TICKET_VIEW) and bare.isascii() and (by_number := number(f"T-{bare}"))):
        return None
    ticket = await found(db, tickets.c.number == by_number)
    return ticket if ticket and visible(ticket, actor) else None


async def by_id(db: Connection, ticket_id: UUID, *, actor: Actor) -> Ticket:
    """Read a ticket that a button or a form names.

    Raises :class:`~core.errors.Unknown` where there is none that this person may see.
    """
    return await _one(db, tickets.c.id == ticket_id, actor)


async def locked(db: Connection, ticket_id: UUID, *, actor: Actor) -> Ticket:
    """Read a ticket and keep everybody else's hands off it until the transaction ends.

    Raises :class:`~core.errors.Unknown` where there is none that this person may see.
    """
    await _hold(db, tickets.c.id == ticket_id)
    return await by_id(db, ticket_id, actor=actor)


def visible(ticket: Ticket, actor: Actor) -> bool:
    """Tell whether somebody may know of a ticket."""
    return ticket.visibility in actor.sees and actor.knows(ticket.brand)


async def hold_named(db: Connection, names: Iterable[str]) -> None:
    """Keep everybody else's hands off these tickets until the transaction ends; other systems' names do not count."""
    numbers = {found for name in names if (found := number(name)) is not None and name == code(found)}
    if numbers:
        await _hold(db, tickets.c.number.in_(numbers))


async def unfiltered(db: Connection, ticket_id: UUID) -> Ticket | None:
    """Read a ticket for what is drawn where others decide who sees it; None where there is none."""
    return await found(db, tickets.c.id == ticket_id)


async def found(db: Connection, condition: ColumnElement[bool]) -> Ticket | None:
    """Read the one ticket that fits, whether or not anybody may see it; None where none does."""
    row = (await db.execute(select(tickets).where(condition))).one_or_none()
    return _ticket(row) if row else None


async def assigned_to(db: Connection, staff_id: UUID) -> tuple[Ticket, ...]:
    """List what somebody has, whether they may see it or not, soonest due first."""
    rows = await db.execute(_soonest(tickets.c.assignee_id == staff_id, IS_AT_WORK))
    return tuple(_ticket(row) for row in rows)


async def mine(db: Connection, *, actor: Actor, at: str = "", size: int = PAGE) -> Page[Ticket]:
    """List a page of what somebody has to work on, and may still see, soonest due first."""
    own = (tickets.c.assignee_id == actor.staff_id, IS_AT_WORK)
    query = _soonest(*own, _seen(actor.sees), _of_brand(actor))
    return (await pages.counted(db, query, at=at, size=size)).of(_ticket)


async def waiting(db: Connection, *, actor: Actor, at: str = "") -> Page[Ticket]:
    """List a page of what waits in the queues for somebody to take it, soonest due first."""
    query = _soonest(IS_NOBODYS, _seen(actor.sees), _of_brand(actor))
    return (await pages.counted(db, query, at=at, size=PAGE)).of(_ticket)


async def at_work(db: Connection, *, actor: Actor, at: str = "") -> Page[Ticket]:
    """List a page of everything that is neither solved nor closed, soonest due first."""
    query = _soonest(IS_AT_WORK, _seen(actor.sees), _of_brand(actor))
    return (await pages.counted(db, query, at=at, size=PAGE)).of(_ticket)


async def of_player(db: Connection, player_id: int, *, actor: Actor, at: str = "") -> Page[Ticket]:
    """List a page of what is open about a player, soonest due first."""
    open_ones = (tickets.c.player_id == player_id, IS_AT_WORK)
    query = _soonest(*open_ones, _seen(actor.sees), _of_brand(actor))
    return (await pages.counted(db, query, at=at, size=PAGE)).of(_ticket)


async def clocks_of(db: Connection, ticket_id: UUID) -> tuple[ClockRow, ...]:
    """Read what a ticket is measured by, soonest due first."""
    query = select(ticket_clocks).where(ticket_clocks.c.ticket_id == ticket_id).order_by(ticket_clocks.c.due_at)
    return tuple(ClockRow(**row._mapping) for row in await db.execute(query))  # noqa: SLF001 - same


async def asked_from(db: Connection, ticket: Ticket) -> tuple[Asked, ...]:
    """List the requests that name a ticket, oldest first; of very many, the newest."""
    query = (
        select(requests.c.id, requests.c.code, requests.c.action, requests.c.state)
        .where(requests.c.ticket == ticket.code)
        .order_by(requests.c.asked_at.desc(), requests.c.id.desc())
        .limit(ASKED_MOST)
    )
    rows = list(reversed((await db.execute(query)).all()))
    orders = await platform.of_requests(db, [row.id for row in rows])
    states = [State(row.state) for row in rows]
    return tuple(
        Asked(row.id, row.code, row.action, state, how=platform.orders.in_short(state, orders.get(row.id)))
        for row, state in zip(rows, states, strict=True)
    )


async def _hold(db: Connection, condition: ColumnElement[bool]) -> None:
    await db.execute(select(tickets.c.id).where(condition).order_by(tickets.c.number).with_for_update())


async def _one(db: Connection, condition: ColumnElement[bool], actor: Actor, named: str = "") -> Ticket:
    row = (await db.execute(select(tickets).where(condition, _seen(actor.sees), _of_brand(actor)))).one_or_none()
    if row is None:
        raise Unknown(f"There is no ticket {named or 'like that'}.")
    return _ticket(row)


def _soonest(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(tickets).where(*conditions).order_by(*SOONEST)


def next_due() -> ScalarSelect[Any]:
    """Read in a statement about tickets when the next running clock of each is over."""
    unmet = (ticket_clocks.c.ticket_id == tickets.c.id, ticket_clocks.c.met_at.is_(None))
    return select(func.min(ticket_clocks.c.due_at)).where(*unmet, ~stands_still()).scalar_subquery()


def stands_still() -> ColumnElement[bool]:
    """Choose, of clocks not met, those that stand still with their ticket; what was over before stays over."""
    stops = ticket_clocks.c.clock.in_([clock.value for clock in STOPPING])
    return and_(tickets.c.clock_stopped_at.isnot(None), stops, ticket_clocks.c.due_at > tickets.c.clock_stopped_at)


def _ticket(row: Row[Any]) -> Ticket:
    said = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Ticket(**said | {"visibility": Visibility(said["visibility"])})


def _seen(sees: Collection[Visibility]) -> ColumnElement[bool]:
    return tickets.c.visibility.in_([one.value for one in sees])


def _of_brand(actor: Actor) -> ColumnElement[bool]:
    """Limit somebody who works for one brand to its tickets and those about no brand."""
    return true() if actor.brand is None else or_(tickets.c.brand.is_(None), tickets.c.brand == actor.brand)
