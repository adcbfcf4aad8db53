"""High-priority notes that a colleague of their author took back: approvers see it, and the author is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from core import outbox, requests
from core.database.connections import Connection
from core.database.tables import player_notes
from core.outbox import Body, Topic
from core.people import Visibility
from core.requests import REQUEST_CHANGED, RequestBody
from core.work import Work

SHOWN = timedelta(days=30)
"""How long approvers see it: longer than a request waits."""


LATELY = (
    select(player_notes)
    .where(
        player_notes.c.player_id == bindparam("player_id"),
        player_notes.c.withdrawn_at > bindparam("since"),
        player_notes.c.priority == "high",
        player_notes.c.retracted_by.isnot(None),
    )
    .order_by(player_notes.c.withdrawn_at)
)


class NoteBody(Body):
    """The note, and whom it is about."""

    player_id: int
    note_id: UUID


NOTE_RETRACTED = Topic("note", NoteBody, subject="note:{player_id}:{note_id}")


@dataclass(frozen=True, slots=True)
class RetractedNote:
    """A high-priority note that its author did not take back."""

    id: UUID
    player_id: int
    author: str
    author_staff_id: UUID | None
    visibility: Visibility
    by: str
    at: datetime
    why: str


async def announce(work: Work, player_id: int, note_id: UUID) -> None:
    """Tell the author, and draw every open request about the player again."""
    await outbox.send(work, NOTE_RETRACTED, NoteBody(player_id=player_id, note_id=note_id))
    for request in await requests.open_about(work.db, player_id, now=work.now):
        await outbox.send(work, REQUEST_CHANGED, RequestBody(request_id=request.id))


async def lately(db: Connection, player_id: int, *, now: datetime) -> tuple[RetractedNote, ...]:
    """List those of a player, oldest first, of every visibility."""
    return tuple(map(_note, await db.execute(LATELY, {"player_id": player_id, "since": now - SHOWN})))


async def get(db: Connection, player_id: int, note_id: UUID) -> RetractedNote | None:
    """Read one; None where it is none."""
    columns = player_notes.c
    query = select(player_notes).where(columns.player_id == player_id, columns.id == note_id)
    row = (await db.execute(query.where(columns.retracted_by.isnot(None)))).one_or_none()
    return _note(row) if row else None


def _note(row: Row[*tuple[object, ...]]) -> RetractedNote:
    return RetractedNote(
        id=row.id,
        player_id=row.player_id,
        author=row.by_name,
        author_staff_id=row.by_staff_id,
        visibility=Visibility(row.visibility),
        by=row.retracted_by,
        at=row.withdrawn_at,
        why=row.retracted_why,
    )
