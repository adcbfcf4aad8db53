"""Where a ticket's thread begins in the chat, and messages in a thread that may turn out to be a ticket's."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select

from core import operations, outbox
from core.database import tables
from core.operations import Recorded, Seen
from core.outbox import Body, Topic
from core.people import Actor, SystemRight
from core.tickets.store import TICKET_CHANGED, TICKET_MESSAGE
from core.work import Work

PLACE = "thread"
"""What the head of a ticket's thread is called among its messages."""
HEAD_TOPICS = (TICKET_CHANGED.name, TICKET_MESSAGE.name)
"""Topics whose messages post the head of a thread."""
FOLLOWING = "follow threads"


class ThreadMessageBody(Body):
    """Where a message stands in the chat, and the thread it is in; none of its words."""

    channel: str
    thread: str
    ts: str


THREAD_MESSAGE_HEARD = Topic("ticket_heard", ThreadMessageBody, subject="heard:{channel}:{ts}")


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """What is known of where a thread begins."""

    ticket_id: UUID | None
    awaited: bool
    """Whether the card of some ticket is being posted, so that the thread may be that ticket's."""


@operations.query(
    "ticket.thread_read", module="tickets", needs=SystemRight.RUN, doing=FOLLOWING, recorded=Recorded.INTERNAL
)
async def head_at(work: Work, actor: Actor, *, channel: str, ts: str) -> Seen[ThreadHead]:  # noqa: ARG001 - no person sees it
    """Find the ticket whose thread begins there.

    Both answers come from one statement: a card is remembered before its message is marked as delivered.
    """
    posted, queued = tables.posted_messages.c, tables.outbox.c
    here = (posted.channel == channel, posted.ts == ts, posted.place == PLACE)
    begun = (queued.done_at.is_(None), queued.failed_at.is_(None), queued.lease > 0)
    awaited = exists().where(queued.topic.in_(HEAD_TOPICS), *begun)
    subject = select(posted.subject).where(*here).scalar_subquery()
    row = (await work.db.execute(select(subject.label("subject"), awaited.label("awaited")))).one()
    ticket = TICKET_CHANGED.body_of(row.subject) if row.subject else None
    return Seen(ThreadHead(ticket.ticket_id if ticket else None, row.awaited))


@operations.query(
    "ticket.thread_read", module="tickets", needs=SystemRight.RUN, doing=FOLLOWING, recorded=Recorded.INTERNAL
)
async def stored_at(work: Work, actor: Actor, *, channel: str, ts: str) -> Seen[bool]:  # noqa: ARG001 - same
    """Tell whether a message of the chat is stored with a ticket."""
    message = tables.ticket_messages.c
    found = select(exists().where(message.channel == channel, message.ts == ts))
    return Seen(bool(await work.db.scalar(found)))


@operations.operation(
    "ticket.thread_awaited", module="tickets", needs=SystemRight.RUN, doing=FOLLOWING, recorded=Recorded.CHANGES
)
async def hear_again(work: Work, actor: Actor, body: ThreadMessageBody) -> None:  # noqa: ARG001 - nobody's act
    """Come back later to a message whose thread may turn out to be a ticket's; its words are not stored meanwhile."""
    await outbox.send(work, THREAD_MESSAGE_HEARD, body)
