"""Replies to the player: an explicit choice with the recipient shown, followed until they arrive."""

import json
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select, update

from core import masks, operations, outbox
from core.database.tables import players, ticket_messages, tickets
from core.errors import Refused, Unknown
from core.operations import Recorded, Seen
from core.outbox import Body, Topic
from core.people import PITBOSS, Actor, Permission, SystemRight
from core.platform.messages import PlayerName
from core.tickets import clock_rows, queries, store, thread, thread_messages
from core.tickets.letters import Letter, LetterContent
from core.tickets.queries import Ticket
from core.tickets.store import WORKING, Saying
from core.work import Work

BY_HAND, WAITING = "by_hand", "waiting"


class ReplyBody(Body):
    """The message that leaves for the player."""

    message_id: UUID


REPLY_WRITTEN = Topic("ticket_reply", ReplyBody, subject="reply:{message_id}")


class NobodyToWriteTo(Refused):
    """The ticket is about no player, so there is nobody to reply to."""

    code: ClassVar[str] = "nobody_to_write_to"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Something that leaves for the player."""

    text: str
    waits: bool = True
    """Whether the ticket then waits for the player."""


@operations.operation("ticket.replied", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING)
async def reply(work: Work, actor: Actor, ticket_id: UUID, reply: Reply) -> Ticket:
    """Write to the player: it leaves through the platform where one is connected, else somebody sends it by hand.

    Raises :class:`NobodyToWriteTo` for a ticket about no player.
    """
    ticket = await queries.locked(work.db, ticket_id, actor=actor)
    thread.refuse_closed(ticket)
    said = store.readable(reply.text)
    to = await recipient(work, ticket)
    if to is None:
        raise NobodyToWriteTo(
            f"{ticket.code} is about no player, so there is nobody to reply to. Link the player first."
        )
    delivery = WAITING if work.desk.platform_connected else BY_HAND
    row = {"recipient": to, "delivery": delivery}
    message_id = await store.say(work, ticket, actor, Saying(kind="reply", text=said, values=row))
    if delivery == WAITING:
        await outbox.send(work, REPLY_WRITTEN, ReplyBody(message_id=message_id))
    await clock_rows.meet(work, ticket, clock_rows.ANSWERED)
    facts = {"message": str(message_id), "delivery": delivery}
    await store.record(work, actor, ticket, "ticket.replied", facts=facts, text=said)
    waits = reply.waits and ticket.open
    state = clock_rows.WAITS_FOR_PLAYER if waits else ticket.state
    return await store.change(work, ticket, state=state, assignee_id=ticket.assignee_id or actor.staff_id)


@operations.operation(
    "ticket.reply_settled",
    module="tickets",
    needs=SystemRight.RUN,
    doing="settle replies",
    recorded=Recorded.CHANGES,
)
async def delivered(work: Work, actor: Actor, message_id: UUID, *, delivery: str) -> None:
    """Store how far a reply is: ``sent`` or ``failed``."""
    waiting = (ticket_messages.c.id == message_id, ticket_messages.c.delivery == WAITING)
    moved = await work.db.execute(update(ticket_messages).where(*waiting).values(delivery=delivery))
    said = await thread_messages.message_by_id(work.db, message_id)
    ticket = await queries.unfiltered(work.db, said.ticket_id) if said and moved.rowcount else None
    if ticket is None:
        return
    if delivery == "failed":
        text = "A reply did not reach the player: the platform refused it. Send it yourself."
        await store.say(work, ticket, PITBOSS, Saying(kind="system", text=text, posted=True))
        await store.tell_owner(work, ticket, f"{ticket.code}: a reply did not reach the player. Send it yourself.")
    facts = {"message": str(message_id), "delivery": delivery}
    await store.record(work, actor, ticket, "ticket.reply_settled", facts=facts)
    await store.show(work, ticket)
    await store.post_message(work, ticket, message_id)


async def recipient(work: Work, ticket: Ticket) -> str | None:
    """Name whom a reply goes to, masked; None for a ticket about no player."""
    if ticket.player_id is None:
        return None
    email = await work.db.scalar(select(players.c.email).where(players.c.id == ticket.player_id))
    return f"{masks.email(email)}, player {ticket.player_id}" if email else f"player {ticket.player_id}"


@operations.query(
    "ticket.reply_settled",
    module="tickets",
    needs=SystemRight.RUN,
    doing="send replies",
    recorded=Recorded.INTERNAL,
)
async def letter(work: Work, actor: Actor, message_id: UUID) -> Seen[bytes | None]:  # noqa: ARG001 - no person sees it
    """Write what is sent to the platform, the same bytes on every try; None where it was settled before."""
    query = (
        select(
            ticket_messages.c.text,
            ticket_messages.c.at,
            ticket_messages.c.delivery,
            tickets.c.number,
            tickets.c.player_id,
            players.c.brand,
            players.c.external_id,
        )
        .join(tickets, tickets.c.id == ticket_messages.c.ticket_id)
        .join(players, players.c.id == tickets.c.player_id)
        .where(ticket_messages.c.id == message_id)
    )
    row = (await work.db.execute(query)).one_or_none()
    if row is None:
        raise Unknown("There is no such reply.")
    if row.delivery != WAITING:
        return Seen(None)
    letter = Letter(
        timestamp=row.at,
        data=LetterContent(
            message=message_id,
            ticket=queries.code(row.number),
            player=PlayerName(id=row.player_id, brand=row.brand, external_id=row.external_id),
            text=row.text,
        ),
    )
    return Seen(json.dumps(letter.model_dump(mode="json"), sort_keys=True, separators=(",", ":")).encode())
