"""Callers who were checked for a ticket and no longer count: its card then says so, without anybody opening it."""

from sqlalchemy import select, update

from core.database.tables import caller_checks
from core.database.tables import tickets as ticket_rows
from core.tickets import queries, store
from core.work import Work

AT_ONCE = 100
"""Checks looked at in one transaction; the rest comes with the next."""


async def show(work: Work) -> int:
    """Have the cards drawn again of tickets whose checked caller no longer counts, each once; give how many."""
    one = caller_checks.c
    over = (one.ticket.isnot(None), one.over_shown.is_(False), one.until_at <= work.now)
    rows = (await work.db.execute(select(one.player_id, one.id, one.ticket).where(*over).limit(AT_ONCE))).all()
    for row in rows:
        this = (one.player_id == row.player_id, one.id == row.id)
        await work.db.execute(update(caller_checks).where(*this).values(over_shown=True))
        number = queries.number(row.ticket)
        ticket = await queries.found(work.db, ticket_rows.c.number == number) if number else None
        if ticket is not None:
            await store.show(work, ticket)
    return len(rows)
