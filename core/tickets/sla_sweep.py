"""The sweep over tickets: one warning and one breach of each clock, reminders, solved tickets closed."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Row, or_, select, update

from core import operations, outbox
from core.database.tables import ticket_clocks, tickets
from core.operations import Recorded
from core.outbox import Topic
from core.people import PITBOSS, Actor, SystemRight
from core.phrases import Phrase, Words
from core.tickets import callbacks, expired_callers, exposures, queries, store
from core.tickets.sla_clocks import Clock
from core.tickets.store import Saying, TicketBody
from core.work import Work

AT_ONCE = 100
"""Tickets looked at in one transaction; the rest comes with the next."""
WORDS = {
    Clock.FIRST_RESPONSE: "the first answer to the player",
    Clock.RESOLUTION: "solving it",
    Clock.COMPLAINT: "answering the complaint, as the law wants it",
}


class LateBody(TicketBody):
    """Which clock of the ticket warned or was breached, in words that name no player."""

    clock: str
    step: Literal["warned", "breached"] = "breached"
    text: Words


TICKET_LATE = Topic("ticket_late", LateBody, subject="ticket_late:{ticket_id}:{clock}:{step}")


@operations.operation(
    "tickets.swept",
    module="tickets",
    needs=SystemRight.RUN,
    doing="sweep tickets",
    recorded=Recorded.CHANGES,
)
async def sweep(work: Work, actor: Actor) -> int:  # noqa: ARG001 - each step is recorded by itself
    """Warn and breach clocks, remind of calls and of card numbers, close what was solved long ago; give how many."""
    late = await _due(work)
    for row in late:
        await _tell(work, row)
    others = [await step(work) for step in (callbacks.remind, exposures.due, expired_callers.show, _close)]
    return len(late) + sum(others)


async def _due(work: Work) -> Sequence[Row[Any]]:
    """Find running clocks to warn of or to breach, each once."""
    query = (
        select(ticket_clocks)
        .join(tickets, tickets.c.id == ticket_clocks.c.ticket_id)
        .where(
            ticket_clocks.c.met_at.is_(None),
            ticket_clocks.c.breached_at.is_(None),
            ticket_clocks.c.warn_at <= work.now,
            or_(ticket_clocks.c.due_at <= work.now, ticket_clocks.c.warned_at.is_(None)),
            ~queries.stands_still(),
        )
        .order_by(ticket_clocks.c.due_at, ticket_clocks.c.ticket_id, ticket_clocks.c.clock)
        .limit(AT_ONCE)
        .with_for_update(of=tickets, skip_locked=True)
    )
    return (await work.db.execute(query)).all()


async def _tell(work: Work, row: Row[Any]) -> None:
    breached = row.due_at <= work.now
    told = {"warned_at": row.warned_at or work.now, "breached_at": work.now if breached else None}
    which = (ticket_clocks.c.ticket_id == row.ticket_id, ticket_clocks.c.clock == row.clock)
    await work.db.execute(update(ticket_clocks).where(*which).values(told))
    ticket = await queries.unfiltered(work.db, row.ticket_id)
    if ticket is None:
        return
    how = "is late" if breached else "gets late"
    was = "was due" if breached else "is due"
    words = f"{{code}} {how}: {WORDS[Clock(row.clock)]} {was} {{at}}."
    text = Phrase(words, code=ticket.code, at=row.due_at)
    await store.say(work, ticket, PITBOSS, Saying(kind="system", text=text))
    action = "ticket.breached" if breached else "ticket.warned"
    await store.record(work, PITBOSS, ticket, action, facts={"clock": row.clock})
    await store.show(work, ticket)
    await store.tell_owner(work, ticket, text)
    step: Literal["warned", "breached"] = "breached" if breached else "warned"
    await outbox.send(work, TICKET_LATE, LateBody(ticket_id=ticket.id, clock=row.clock, step=step, text=text))


async def _close(work: Work) -> int:
    before = work.now - work.office.tickets.closes_after
    query = select(tickets.c.id).where(tickets.c.state == "solved", tickets.c.solved_at <= before)
    ids = list(await work.db.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)))
    for ticket_id in ids:
        ticket = await queries.unfiltered(work.db, ticket_id)
        if ticket is not None:
            closed = await store.change(work, ticket, state="closed", closed_at=work.now)
            await store.say(work, closed, PITBOSS, Saying(kind="system", text="Closed: solved long enough ago."))
            await store.record(work, PITBOSS, closed, "ticket.closed")
    return len(ids)
