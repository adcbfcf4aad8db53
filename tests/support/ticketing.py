"""Tickets in the words of a test."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from core import tickets
from core.database.tables import ticket_clocks
from core.people import PITBOSS
from core.tickets import ClockRow, NewTicket, Ticket, TicketMessage
from tests.support.office import World

SUBMISSIONS = count()
CARD = "4111 1111 1111 1111"


async def ticket(office: World, who: str = "alice", **told: Any) -> Ticket:
    """A ticket that is right in every respect but what the test changes."""
    new = {"text": "The prize of the late tournament never came.", "category": "bonus"}
    actor = await office.staff(who)
    async with office.work() as work:
        return await tickets.open(work, actor, NewTicket(**new | {"key": f"key {next(SUBMISSIONS)}"} | told))


async def do(
    office: World, who: str, verb: Callable[..., Awaitable[Ticket]], of: Ticket, *args: Any, **told: Any
) -> Ticket:
    """Let somebody of the cast do something with a ticket."""
    actor = await office.staff(who)
    async with office.work() as work:
        return await verb(work, actor, of.id, *args, **told)


async def now(office: World, of: Ticket, who: str = "cora") -> Ticket:
    """The ticket as it stands."""
    actor = await office.staff(who)
    async with office.read() as db:
        return await tickets.by_id(db, of.id, actor=actor)


async def said(office: World, of: Ticket) -> tuple[TicketMessage, ...]:
    async with office.read() as db:
        return await tickets.messages(db, of.id)


async def clocks(office: World, of: Ticket) -> dict[str, ClockRow]:
    async with office.read() as db:
        return {row.clock: row for row in await tickets.clocks_of(db, of.id)}


async def swept(office: World) -> int:
    async with office.work() as work:
        return await tickets.sweep(work, PITBOSS)


async def late(office: World, of: Ticket) -> list[tuple[str, bool, bool]]:
    """Which clocks of a ticket have warned, and which are breached."""
    rows = await office.rows(ticket_clocks, ticket_clocks.c.ticket_id == of.id)
    return sorted((row.clock, row.warned_at is not None, row.breached_at is not None) for row in rows)
