"""Interactions as rows: what led to each, what was done, by whom, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, true

from core.database.connections import Connection
from core.database.tables import interactions, players
from core.errors import Unknown
from core.people import Actor, Visibility
from core.players import brand_scope

LONGEST = 2_000
"""Characters of what was done, or found."""
LONGEST_LINE = 500
"""Characters of what led to it, and of the next step."""


class Trigger(StrEnum):
    """What led to an interaction."""

    ALERT = "alert"
    DEPOSITS_RISING = "deposits_rising"
    CHASING_LOSSES = "chasing_losses"
    LONG_SESSIONS = "long_sessions"
    NIGHT_PLAY = "night_play"
    CANCELLED_WITHDRAWALS = "cancelled_withdrawals"
    PLAYER_SAID = "player_said"
    SOMEBODY_ELSE_SAID = "somebody_else_said"
    OTHER = "other"
    """Said in words."""


class InteractionAct(StrEnum):
    """What was done."""

    MESSAGE = "message"
    CALL = "call"
    LIMIT_SUGGESTED = "limit_suggested"
    COOL_OFF_OFFERED = "cool_off_offered"
    NOT_CONTACTED = "not_contacted"


class InteractionOutcome(StrEnum):
    """How the player plays since then."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WORSE = "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One interaction as it stands."""

    id: UUID
    player_id: int
    at: datetime
    person: str
    by: str
    visibility: Visibility
    trigger: Trigger
    rule: str | None
    """Of the alert that led to it."""
    reason: str | None
    act: InteractionAct
    what: str
    due_on: date
    outcome: InteractionOutcome | None = None
    evaluated_at: datetime | None = None
    evaluated_by: str | None = None
    finding: str | None = None
    next_step: str | None = None

    def overdue(self, today: date) -> bool:
        """Tell whether its outcome should have been looked at before today."""
        return self.outcome is None and self.due_on < today


async def get(db: Connection, player_id: int, interaction_id: UUID, *, actor: Actor) -> Interaction:
    """Read one that this person may see.

    Raises :class:`~core.errors.Unknown` in the same words for one that they may not see.
    """
    query = seen_by(actor).where(interactions.c.player_id == player_id, interactions.c.id == interaction_id)
    row = (await db.execute(query)).one_or_none()
    if row is None:
        raise Unknown("There is no such interaction with this player, or it is not for you.")
    return of_row(row)


async def count_overdue(db: Connection, *, actor: Actor, today: date) -> int:
    """Count those this person may see whose outcome should have been looked at before today."""
    late = seen_by(actor).where(waiting(), interactions.c.due_on < today).subquery()
    return int(await db.scalar(select(func.count()).select_from(late)) or 0)


def waiting() -> ColumnElement[bool]:
    """Say to a query: nobody has looked at the outcome yet."""
    return interactions.c.outcome.is_(None)


def seen_by(actor: Actor) -> Select[Any]:
    """Choose those for this person: by visibility, and of players whom they may know of."""
    mine = interactions.c.visibility.in_([each.value for each in actor.sees])
    theirs: ColumnElement[bool] = true()
    if actor.brand is not None:
        theirs = exists(
            select(players.c.id).where(players.c.id == interactions.c.player_id, brand_scope.known_to(actor))
        )
    return select(interactions).where(mine, theirs)


def of_row(row: Any) -> Interaction:
    """Read a row."""
    plain = {
        name: getattr(row, name) for name in ("id", "player_id", "at", "person", "rule", "reason", "what", "due_on")
    }
    return Interaction(
        **plain,
        by=row.by_name,
        visibility=Visibility(row.visibility),
        trigger=Trigger(row.trigger),
        act=InteractionAct(row.act),
        outcome=InteractionOutcome(row.outcome) if row.outcome else None,
        evaluated_at=row.evaluated_at,
        evaluated_by=row.evaluated_by,
        finding=row.finding,
        next_step=row.next_step,
    )
