"""The message at which a ticket's thread begins: which ticket it is, or whether one is being posted just now."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select

from core.database.connections import Connection
from core.database.tables import outbox, posted_messages
from core.tickets.store import TICKET_CHANGED, TICKET_MESSAGE

PLACE = "thread"
"""What the head of a ticket's thread is called among the messages about the ticket."""
HEAD_TOPICS = (TICKET_CHANGED.name, TICKET_MESSAGE.name)
"""Topics whose messages post the head of a thread."""


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """What is known of the message at which a thread begins."""

    ticket_id: UUID | None
    awaited: bool
    """Whether the card of some ticket is being posted, so that the thread may be that ticket's."""


async def head_at(db: Connection, channel: str, ts: str) -> ThreadHead:
    """Find the ticket whose thread begins there.

    Both answers come from one statement: a card is remembered before its message is marked as delivered.
    """
    here = (posted_messages.c.channel == channel, posted_messages.c.ts == ts, posted_messages.c.place == PLACE)
    begun = (outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.lease > 0)
    awaited = exists().where(outbox.c.topic.in_(HEAD_TOPICS), *begun)
    subject = select(posted_messages.c.subject).where(*here).scalar_subquery()
    row = (await db.execute(select(subject.label("subject"), awaited.label("awaited")))).one()
    ticket = TICKET_CHANGED.body_of(row.subject) if row.subject else None
    return ThreadHead(ticket.ticket_id if ticket else None, row.awaited)
