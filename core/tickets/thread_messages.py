"""What was said in tickets, as its rows stand: the newest of it, one message, what it said before. No decisions."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, case, func, select

from core import phrases
from core.database.connections import Connection
from core.database.tables import ticket_edits, ticket_messages

MESSAGES_MOST = 50
"""Messages of a ticket that are read at once, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMessage:
    """One thing that was said in a ticket, as it reads now."""

    id: UUID
    ticket_id: UUID
    at: datetime
    kind: str
    """``player``, ``note``, ``reply`` or ``system``."""
    author_id: UUID | None
    author_name: str
    text: str
    channel: str | None
    ts: str | None
    recipient: str | None
    delivery: str | None
    edited_at: datetime | None
    deleted_at: datetime | None


async def messages(db: Connection, ticket_id: UUID, *, most: int = MESSAGES_MOST) -> tuple[TicketMessage, ...]:
    """Read the newest of what was said, oldest first, what was deleted included."""
    newest = (
        select(ticket_messages)
        .where(ticket_messages.c.ticket_id == ticket_id)
        .order_by(ticket_messages.c.at.desc(), ticket_messages.c.id.desc())
        .limit(most)
    )
    return tuple(reversed([_message(row) for row in await db.execute(newest)]))


async def lately(db: Connection, ticket_id: UUID, *, said: int, done: int) -> tuple[TicketMessage, ...]:
    """Read the newest that people said and the newest that was done, oldest first: neither pushes the other out."""
    newest = (ticket_messages.c.at.desc(), ticket_messages.c.id.desc())
    place = func.row_number().over(partition_by=ticket_messages.c.kind == "system", order_by=newest)
    ranked = select(ticket_messages, place.label("place")).where(ticket_messages.c.ticket_id == ticket_id).subquery()
    columns = [ranked.c[column.name] for column in ticket_messages.c]
    most = case((ranked.c.kind == "system", done), else_=said)
    query = select(*columns).where(ranked.c.place <= most).order_by(ranked.c.at, ranked.c.id)
    return tuple(_message(row) for row in await db.execute(query))


async def count_messages(db: Connection, ticket_id: UUID) -> int:
    """Count everything that was said."""
    query = select(func.count()).where(ticket_messages.c.ticket_id == ticket_id)
    return int((await db.execute(query)).scalar_one())


async def author_at(db: Connection, ticket_id: UUID, at: datetime) -> str | None:
    """Name the author of what was written in a ticket at an instant: that person did what was done then."""
    said = (ticket_messages.c.ticket_id == ticket_id, ticket_messages.c.at == at)
    query = select(ticket_messages.c.author_name).where(*said).order_by(ticket_messages.c.id).limit(1)
    name: str | None = await db.scalar(query)
    return name


async def message(db: Connection, condition: ColumnElement[bool]) -> TicketMessage | None:
    """Read the one message that fits; None where none does."""
    row = (await db.execute(select(ticket_messages).where(condition))).one_or_none()
    return _message(row) if row else None


async def message_by_id(db: Connection, message_id: UUID) -> TicketMessage | None:
    """Read one message; None where there is none."""
    return await message(db, ticket_messages.c.id == message_id)


async def edits(db: Connection, message_id: UUID) -> tuple[str, ...]:
    """Read what a message said before, oldest first."""
    query = select(ticket_edits.c.text_before).where(ticket_edits.c.message_id == message_id)
    return tuple(await db.scalars(query.order_by(ticket_edits.c.at, ticket_edits.c.id)))


def _message(row: Row[Any]) -> TicketMessage:
    message = TicketMessage(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return replace(message, text=phrases.restored(message.text)) if message.kind == "system" else message
