"""Self-exclusions and cool-offs: set at the player's request, and never lifted manually."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import insert

from core.database.tables import player_blocks
from core.errors import Invalid, Refused
from core.office import Reach, Scope
from core.people import Visibility
from core.phrases import Phrase
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION, Block, outlasts
from core.work import Work

EXCLUDED_FROM = frozenset({Scope.DEPOSIT, Scope.BET, Scope.BONUS, Scope.MARKETING})
"""What an exclusion stops: playing, and marketing. The player can still withdraw their own money
(Connecticut 12-865-27, Michigan R 432.663)."""
RETURN_DELAY = timedelta(hours=24)
"""Waiting time between the player's request to return and the end of a self-exclusion."""


class ExclusionInForce(Refused):
    """A self-exclusion or cool-off is not lifted manually."""

    code: ClassVar[str] = "exclusion_stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What the player asked for: a ``self_exclusion`` or ``cool_off``; only a self-exclusion may have no end."""

    player_id: int
    kind: str
    until: datetime | None
    placed_by: str
    asked_by: str = "player"
    from_at: datetime | None = None
    reach: Reach = Reach.ACCOUNT
    reached_from: UUID | None = None
    """The exclusion of a linked account that it follows."""
    request_id: UUID | None = None
    note: str | None = None
    ticket: str | None = None


async def exclude(work: Work, wanted: Exclusion) -> Block:
    """Set a self-exclusion or cool-off, from now or from the time the platform reported.

    Raises :class:`~core.errors.Invalid` for a cool-off without an end.
    """
    if wanted.kind == COOL_OFF and wanted.until is None:
        raise Invalid("A cool-off needs an end date.", field="until")
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
        reach=wanted.reach,
        reached_from=wanted.reached_from,
        request_id=wanted.request_id,
        note=wanted.note,
        ticket=wanted.ticket,
    )
    await work.db.execute(insert(player_blocks).values(values(row)))
    return row


def covering(rows: Iterable[Block], wanted: Exclusion, now: datetime) -> Block | None:
    """Find an exclusion that stands and leaves nothing for the wanted one to add: as strict, as long and as wide.

    A self-exclusion is stricter than a cool-off. One that is over by its term and not ended yet counts for as long as
    its term, since the player may ask to come back.
    """
    return next(
        (
            row
            for row in rows
            if row.excludes
            and row.stands(now)
            and row.kind in {wanted.kind, SELF_EXCLUSION}
            and not outlasts(wanted.until, row.until_at)
            and row.reach.covers(wanted.reach)
        ),
        None,
    )


def refuse_lifting(row: Block, *, ended_by: datetime | None = None) -> None:
    """Refuse to lift a self-exclusion or cool-off, and say how it ends.

    ``ended_by`` is the time by which a self-exclusion's term must be over, for the player who asked to come back.

    Raises :class:`ExclusionInForce`.
    """
    if row.kind == COOL_OFF:
        words = "A cool-off ends by itself ({until}); nobody can lift it earlier."
        raise ExclusionInForce(Phrase(words, until=row.until_at or "at the end of its term"), field="blocks")
    over = ended_by is not None and row.until_at is not None and row.until_at <= ended_by
    if row.kind == SELF_EXCLUSION and not over:
        words = (
            "A self-exclusion cannot be lifted manually. It ends only when its term is over ({until}), the player asks "
            "for it, {wait} have passed since, and compliance agrees."
        )
        raise ExclusionInForce(Phrase(words, until=row.until_at or "it has no end", wait=RETURN_DELAY), field="blocks")


def values(row: Block) -> dict[str, object]:
    """Make the column values of a new row."""
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
        "leaves": sorted(map(str, row.leaves)),
        "holds_only": sorted(map(str, row.holds_only)),
        "reach": row.reach.value if row.excludes else None,
        "reached_from": row.reached_from,
        "request_id": row.request_id,
        "note": row.note,
        "ticket": row.ticket,
    }
