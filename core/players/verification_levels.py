"""How far a player's identity is proved, as the desk changes it: which of two is further, and the change itself."""

from datetime import date
from enum import StrEnum

from sqlalchemy import update

from core.database.tables import players
from core.players.accounts import Verification
from core.work import Work


class VerificationState(StrEnum):
    """What a person sets by hand; ``none`` is what a player begins with."""

    VERIFIED = "verified"
    PENDING = "pending"
    REJECTED = "rejected"
    EXPIRED = "expired"


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
    """Write how far the identity is proved; the caller holds the player."""
    values = {
        "verification_level": to.level,
        "verification_status": to.status,
        "verification_expires_on": to.expires_on,
    }
    await work.db.execute(update(players).where(players.c.id == player_id).values(values))


def _end(expires_on: date | None) -> int:
    return (expires_on or date.max).toordinal()
