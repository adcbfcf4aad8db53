"""How far a player's identity is proved, as the desk changes it: which of two is further, and the change itself."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select, update

from core.database import bulk
from core.database.connections import Connection
from core.database.tables import players, profile_times
from core.players.accounts import Verification
from core.work import Work


class VerificationState(StrEnum):
    """What a person sets by hand; ``none`` is what a player begins with."""

    VERIFIED = "verified"
    PENDING = "pending"
    REJECTED = "rejected"
    EXPIRED = "expired"


PART = "verification"
"""What the verification is called among the parts of a profile whose time is known."""
RANKS = {"none": 0, "rejected": 0, "expired": 0, "pending": 1, "verified": 2}
"""How much is proved, by status."""


def lowers(before: Verification, after: Verification) -> bool:
    """Tell whether a change proves less and nothing more."""
    steps = (
        RANKS[after.status] - RANKS[before.status],
        after.level - before.level,
        _end(after.expires_on) - _end(before.expires_on),
    )
    other_word = after.status != before.status and steps[0] == 0
    return max(steps) <= 0 and (min(steps) < 0 or other_word)


async def change(work: Work, player_id: int, to: Verification) -> None:
    """Write how far the identity is proved, from now on: what is told of an earlier time does not undo it.

    The caller holds the player.
    """
    values = {
        "verification_level": to.level,
        "verification_status": to.status,
        "verification_expires_on": to.expires_on,
    }
    await work.db.execute(update(players).where(players.c.id == player_id).values(values))
    row = {"player_id": player_id, "part": PART, "changed_at": work.now}
    await bulk.upsert(work.db, profile_times, [row], setting=("changed_at",))


async def changed_here(db: Connection, player_ids: Collection[int]) -> dict[int, datetime]:
    """Give when the desk last changed the verification of these players; those it never did are left out."""
    columns = profile_times.c
    query = select(columns.player_id, columns.changed_at).where(columns.player_id.in_(player_ids), columns.part == PART)
    return {row.player_id: row.changed_at for row in await db.execute(query)}


def _end(expires_on: date | None) -> int:
    return (expires_on or date.max).toordinal()
