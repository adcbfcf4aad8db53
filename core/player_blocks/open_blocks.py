"""Open blocks, and their reasons in the office file."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from core.database.connections import Connection
from core.database.tables import player_blocks
from core.office import Office, Reason
from core.people import Visibility
from core.players import profile_parts
from core.players.profile_card import block
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION, Block

EXCLUSION_TITLES = {SELF_EXCLUSION: "Self-exclusion", COOL_OFF: "Cool-off", "platform": "Stopped by the platform"}


async def open_rows(db: Connection, player_id: int, *, now: datetime) -> tuple[Block, ...]:
    """Read the blocks that are neither ended nor expired, oldest first."""
    parts = await profile_parts.read(db, "blocks", player_id=player_id, now=now)
    return tuple(sorted((block(row) for row in parts["blocks"]), key=lambda row: (row.from_at, row.id)))


async def requests_of(db: Connection, player_id: int, block_ids: Iterable[UUID]) -> list[str]:
    """List the ids of the requests that placed these blocks; a block set by the platform has none."""
    columns = player_blocks.c
    query = select(columns.request_id).where(
        columns.player_id == player_id, columns.id.in_(list(block_ids)), columns.request_id.isnot(None)
    )
    return sorted(str(each) for each in await db.scalars(query))


def reason_title(office: Office, row: Block) -> str:
    """Give the reason's title in the office file; its key where the file no longer has it."""
    if row.reason is None:
        return "Not stated"
    known = office.reasons.get(row.reason)
    return known.title if known else EXCLUSION_TITLES.get(row.reason, row.reason)


def reasons_for(office: Office, sees: frozenset[Visibility]) -> Mapping[str, Reason]:
    """Give the reasons somebody may block for: those they may see."""
    return {key: reason for key, reason in office.reasons.items() if reason.visibility in sees}


def remedies(office: Office, rows: Iterable[Block]) -> tuple[str, ...]:
    """List what must be done before these blocks are lifted, without duplicates."""
    known = (office.reasons.get(row.reason or "") for row in rows)
    return tuple(dict.fromkeys(remedy for reason in known if reason for remedy in reason.remedies))
