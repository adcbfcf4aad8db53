"""Calls promised to players: at an hour of the office's clock, reminded of once, made or moved."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core import operations
from core.database.tables import tickets
from core.database.tables.tickets import AT_WORK
from core.errors import Invalid
from core.people import PITBOSS, Actor, Permission
from core.phrases import Phrase
from core.tickets import lifecycle, queries, store
from core.tickets.errors import NotNow
from core.tickets.queries import Ticket
from core.tickets.store import WORKING, Saying
from core.work import Work

FARTHEST = timedelta(days=365)
"""How far ahead a call is promised at most: anything beyond is a slip."""
AT_ONCE = 100
"""Calls reminded of in one transaction; the rest comes with the next."""


@operations.operation("ticket.call_promised", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def promise_call_back(work: Work, actor: Actor, ticket_id: UUID, *, day: date, hour: time) -> Ticket:
    """Promise the player a call at an hour of the office's clock; a second promise moves the call.

    Raises :class:`~core.errors.Invalid` for a time that is over or never comes.
    """
    at = _instant(work, day, hour)
    ticket = await lifecycle.at_work(work, actor, ticket_id)
    changed = await store.change(work, ticket, call_back_at=at, call_back_told_at=None)
    await lifecycle.step(work, actor, changed, "ticket.call_promised", Phrase("promised a call, {at}", at=at))
    return changed


@operations.operation("ticket.called_back", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def called_back(work: Work, actor: Actor, ticket_id: UUID) -> Ticket:
    """Note that the player was called as promised.

    Raises :class:`NotNow` where no call is promised.
    """
    ticket = await lifecycle.at_work(work, actor, ticket_id)
    if ticket.call_back_at is None:
        raise NotNow(f"No call is promised in {ticket.code}; a colleague may have made it.")
    changed = await store.change(work, ticket, call_back_at=None, call_back_told_at=None)
    await lifecycle.step(work, actor, changed, "ticket.called_back", "called the player as promised")
    return changed


async def remind(work: Work) -> int:
    """Remind once of each promised call whose time has come; give how many."""
    due = (tickets.c.call_back_at <= work.now, tickets.c.call_back_told_at.is_(None))
    query = select(tickets.c.id).where(*due, tickets.c.state.in_(AT_WORK)).order_by(tickets.c.call_back_at)
    ids = list(await work.db.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)))
    for ticket_id in ids:
        ticket = await queries.unfiltered(work.db, ticket_id)
        if ticket is not None and ticket.call_back_at is not None:
            told = await store.change(work, ticket, call_back_told_at=work.now)
            words = "{code}: the call promised for {at} is due."
            text = Phrase(words, code=told.code, at=ticket.call_back_at)
            await store.say(work, told, PITBOSS, Saying(kind="system", text=text))
            await store.record(work, PITBOSS, told, "ticket.call_due")
            await store.remind_of_call(work, told)
    return len(ids)


def _instant(work: Work, day: date, hour: time) -> datetime:
    today = work.office.day(work.now)
    if day < today:
        raise Invalid("Choose a day that is still to come.", field="day")
    if day > today + FARTHEST:
        raise Invalid("Choose a day within a year.", field="day")
    zone = ZoneInfo(work.office.zone)
    at = datetime.combine(day, hour, zone).astimezone(UTC)
    if at.astimezone(zone).time() != hour:
        words = "There is no {hour} on {day}: the clocks go forward then. Choose another hour."
        raise Invalid(Phrase(words, hour=hour, day=day), field="hour")
    if at <= work.now:
        raise Invalid("Choose an hour that is still to come.", field="hour")
    return at
