"""Who is told that a colleague of its author took a high-priority note back: approvers, and the author."""

from uuid import UUID

from core import outbox, requests
from core.outbox import Body, Topic
from core.requests import REQUEST_CHANGED, RequestBody
from core.work import Work


class NoteBody(Body):
    """The note, and whom it is about."""

    player_id: int
    note_id: UUID


NOTE_RETRACTED = Topic("note", NoteBody, subject="note:{player_id}:{note_id}")


async def announce(work: Work, player_id: int, note_id: UUID) -> None:
    """Tell the author, and draw every open request about the player again."""
    await outbox.send(work, NOTE_RETRACTED, NoteBody(player_id=player_id, note_id=note_id))
    for request in await requests.open_about(work.db, player_id, now=work.now):
        await outbox.send(work, REQUEST_CHANGED, RequestBody(request_id=request.id))
