"""Identity documents, as a keyed digest: enough to see one again, useless without the key."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from core import foldings
from core.database.connections import insert_unless_there
from core.database.tables import player_documents
from core.players.oddities import Oddity, shared
from core.work import Work

DIGEST_BYTES = 16


async def add(work: Work, owned: Sequence[tuple[int, str]]) -> list[Oddity]:
    """Keep which player proved who they are by which document, and tell of those that somebody else did."""
    if not owned:
        return []
    digests = {document: _digest(work, document) for _, document in owned}
    rows = [
        {"document": digests[document], "player_id": player_id, "added_at": work.now}
        for player_id, document in dict.fromkeys(owned)
    ]
    await work.db.execute(insert_unless_there(work.db, player_documents), rows)
    columns, owners = player_documents.c, defaultdict[UUID, set[int]](set)
    query = select(columns.document, columns.player_id).where(columns.document.in_(set(digests.values())))
    for document, player_id in await work.db.execute(query):
        owners[document].add(player_id)
    return [
        shared(player_id, "document", digests[document], others)
        for player_id, document in dict.fromkeys(owned)
        if (others := owners[digests[document]] - {player_id})
    ]


def _digest(work: Work, document: str) -> UUID:
    folded = "".join(sign for sign in foldings.fold(document) if sign.isalnum())
    return UUID(bytes=work.desk.keyring.mac(f"document {folded}".encode())[:DIGEST_BYTES])
