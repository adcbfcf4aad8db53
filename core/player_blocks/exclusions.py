"""Self-exclusions and cool-offs: set because the player asked, lifted by no hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import insert

from core.database.tables import player_blocks
from core.errors import Invalid, Refused
from core.office import Scope
from core.people import Visibility
from core.phrases import Phrase
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION, Block
from core.work import Work

EXCLUDED_FROM = frozenset({Scope.DEPOSIT, Scope.BET, Scope.BONUS, Scope.MARKETING})
"""What an exclusion stops: playing and being drawn to play. Their own money stays theirs to take out
(Connecticut 12-865-27, Michigan R 432.663)."""
AFTER_ASKING = timedelta(hours=24)
"""What has to pass between the wish to come back and coming back."""


class ExclusionStands(Refused):
    """A self-exclusion or cool-off is not lifted by hand."""

    code: ClassVar[str] = "exclusion_stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What the player asked for: a ``self_exclusion`` or a ``cool_off``, until a time; the former may be open."""

    player_id: int
    kind: str
    until: datetime | None
    placed_by: str
    asked_by: str = "player"
    from_at: datetime | None = None
    request_id: UUID | None = None


async def exclude(work: Work, wanted: Exclusion) -> Block:
    """Set a self-exclusion or cool-off, from now or from when the platform says it began."""
    if wanted.kind == COOL_OFF and wanted.until is None:
        raise Invalid("A cool-off has an end; say until when.", field="until")
    row = Block(
        id=work.at.ids(),
        player_id=wanted.player_id,
        kind=wanted.kind,
        scopes=EXCLUDED_FROM,
        reason=wanted.kind,
        visibility=Visibility.STAFF,
        asked_by=wanted.asked_by,
        from_at=wanted.from_at or work.now,
        until_at=wanted.until,
        placed_by=wanted.placed_by,
        request_id=wanted.request_id,
    )
    await work.db.execute(insert(player_blocks).values(values(row)))
    return row


def refuse_lifting(row: Block) -> None:
    """Refuse to end a row that no hand may end, saying what it takes.

    Raises :class:`ExclusionStands`.
    """
    if row.kind == COOL_OFF:
        words = "A cool-off ends by the clock, {until}; nobody lifts it by hand."
        raise ExclusionStands(Phrase(words, until=row.until_at or "when its time is over"), field="blocks")
    if row.kind == SELF_EXCLUSION:
        words = (
            "A self-exclusion is not lifted by hand. It ends only when its term is over ({until}), and the player asks "
            "for it, and {wait} have passed since, and compliance agrees."
        )
        raise ExclusionStands(Phrase(words, until=row.until_at or "it has no end", wait=AFTER_ASKING), field="blocks")


def values(row: Block) -> dict[str, object]:
    """Give the columns of a new row."""
    return {
        "id": row.id,
        "player_id": row.player_id,
        "kind": row.kind,
        "scopes": [scope.value for scope in Scope if scope in row.scopes],
        "reason": row.reason,
        "visibility": row.visibility.value,
        "asked_by": row.asked_by,
        "from_at": row.from_at,
        "until_at": row.until_at,
        "placed_by": row.placed_by,
        "holds_withdrawals": row.holds_withdrawals,
        "request_id": row.request_id,
        "note": row.note,
        "ticket": row.ticket,
    }
