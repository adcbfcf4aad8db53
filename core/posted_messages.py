"""Messages that stand in the chat: what each is about, for whom it was drawn, and what was drawn there last."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from core.database.connections import Connection, insert_unless_there
from core.database.tables import posted_messages
from core.work import Work


@dataclass(frozen=True, slots=True)
class Position:
    """Which message of a subject this is: each ``place`` stands once in a channel."""

    subject: str
    place: str
    channel: str


@dataclass(frozen=True, slots=True)
class PostedMessage:
    """One message as it stands."""

    place: str
    channel: str
    reader: str
    """For whom it was drawn: that channel, or the account of one person."""
    ts: str
    drawn: str
    """Digest of what was drawn last; empty where that is not known."""


async def at(db: Connection, position: Position) -> PostedMessage | None:
    """Find the message that stands there."""
    found = await _read(db, *_stands(position))
    return found[0] if found else None


async def about(db: Connection, subject: str, *, place: str | None = None) -> list[PostedMessage]:
    """List the messages about a subject, of one place or of all."""
    columns = posted_messages.c
    return await _read(db, columns.subject == subject, *([columns.place == place] if place else []))


async def remember(
    work: Work, position: Position, message: PostedMessage, *, instead_of: str | None = None
) -> PostedMessage:
    """Remember that a message stands there now, and give the one that does: another process may have been faster.

    ``instead_of`` is the time of the message that stood there and is gone.
    """
    if instead_of is not None:
        gone = (*_stands(position), posted_messages.c.ts == instead_of)
        await work.db.execute(delete(posted_messages).where(*gone))
    values = {"reader": message.reader, "ts": message.ts, "drawn": message.drawn, "drawn_at": work.now}
    where = {"subject": position.subject, "place": position.place, "channel": position.channel}
    inserting = insert_unless_there(work.db, posted_messages).values({"id": work.at.ids(), **where, **values})
    if (await work.db.execute(inserting)).rowcount == 1:
        return message
    return await at(work.db, position) or message


async def remember_drawn(work: Work, position: Position, drawn: str) -> None:
    """Remember what was drawn there last."""
    changed = update(posted_messages).where(*_stands(position))
    await work.db.execute(changed.values(drawn=drawn, drawn_at=work.now))


def _stands(position: Position) -> Iterable[ColumnElement[bool]]:
    columns = posted_messages.c
    return (
        columns.subject == position.subject,
        columns.place == position.place,
        columns.channel == position.channel,
    )


async def _read(db: Connection, *conditions: ColumnElement[bool]) -> list[PostedMessage]:
    columns = posted_messages.c
    query = select(columns.place, columns.channel, columns.reader, columns.ts, columns.drawn).where(*conditions)
    rows: Iterable[Any] = await db.execute(query)
    return [PostedMessage(*row) for row in rows]
