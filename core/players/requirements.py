"""What a player has to do before going on, such as choosing a new password; and failed tries that are forgotten."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists, insert, select, update

from core.database.connections import Connection
from core.database.tables import counter_resets, events, player_requirements
from core.errors import Conflict
from core.work import Work

NEW_PASSWORD = "new_password"  # noqa: S105 - a kind of requirement
DONE_BY = {NEW_PASSWORD: "password_changed"}
"""The type of the event that says that the player has done it."""


class AlreadyRequired(Conflict):
    """The player has to do so already."""

    code: ClassVar[str] = "already_required"


class Counter(StrEnum):
    """Failed tries that are counted, here and on the platform."""

    LOGINS = "failed_logins"
    CODES = "failed_codes"
    DEPOSITS = "failed_deposits"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a player still has to do."""

    kind: str
    required_at: datetime
    by: str

    def done(self, last_at: datetime | None) -> bool:
        """Tell whether the player has done it, by when they last did such a thing."""
        return last_at is not None and last_at > self.required_at


def standing(player_id: object) -> ColumnElement[bool]:
    """Select the requirements of a player that stand: not ended, and not done since."""
    columns = player_requirements.c
    done = exists().where(
        events.c.player_id == columns.player_id,
        events.c.type == DONE_BY[NEW_PASSWORD],
        events.c.at > columns.required_at,
    )
    return (columns.player_id == player_id) & columns.ended_at.is_(None) & ~done


async def of_player(db: Connection, player_id: int) -> list[Requirement]:
    """List what a player still has to do, oldest first."""
    columns = player_requirements.c
    query = select(columns.kind, columns.required_at, columns.by_name).where(standing(player_id))
    return [Requirement(*row) for row in await db.execute(query.order_by(columns.required_at))]


async def require(work: Work, player_id: int, kind: str, *, by: str, request_id: UUID) -> None:
    """Require something of a player."""
    values = {"player_id": player_id, "id": work.at.ids(), "kind": kind, "required_at": work.now}
    await work.db.execute(insert(player_requirements).values(**values, by_name=by, request_id=request_id))


async def end(work: Work, player_id: int, *, by: str, request_id: UUID) -> bool:
    """End what a request requires of a player, and tell whether it still stood."""
    mine = standing(player_id) & (player_requirements.c.request_id == request_id)
    result = await work.db.execute(update(player_requirements).where(mine).values(ended_at=work.now, ended_by=by))
    return bool(result.rowcount)


async def reset(work: Work, player_id: int, counter: Counter, *, by: str, request_id: UUID) -> None:
    """Count failed tries of a player from nothing again."""
    values = {"player_id": player_id, "id": work.at.ids(), "counter": counter.value, "reset_at": work.now}
    await work.db.execute(insert(counter_resets).values(**values, by_name=by, request_id=request_id))
