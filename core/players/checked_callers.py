"""Callers who were checked lately: by whom, on which questions, for how long that counts, and when it is locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from core.database.connections import Connection
from core.database.tables import caller_checks
from core.office.caller_check import CallerField
from core.players import profile_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCaller:
    """A caller whose answers were right."""

    at: datetime
    until_at: datetime
    person: str
    by: str
    ticket: str | None
    asked: tuple[CallerField, ...]
    """What the caller answered, in the order of the questions."""
    needed: int
    """How many of the answers had to be right."""

    def holds(self, now: datetime) -> bool:
        """Tell whether the caller still counts as checked."""
        return now < self.until_at


@dataclass(frozen=True, slots=True)
class CallerStanding:
    """What is known of the player's callers now."""

    checked: CheckedCaller | None = None
    """The last one; it may be over."""
    locked_until_at: datetime | None = None


def standing(checked: list[Mapping[str, Any]], locked: list[Mapping[str, Any]]) -> CallerStanding:
    """Read what a player's card says of callers."""
    until = locked[0]["until_at"] if locked else None
    return CallerStanding(
        checked=_of_json(checked[0]) if checked else None,
        locked_until_at=profile_parts.instant(until) if until else None,
    )


async def of_ticket(db: Connection, player_id: int | None, ticket: str) -> CheckedCaller | None:
    """Read the last caller who was checked for a ticket."""
    if player_id is None:
        return None
    row = (await db.execute(_last(player_id).where(caller_checks.c.ticket == ticket))).one_or_none()
    return _of_row(row) if row else None


async def by_person(db: Connection, player_id: int, person: str) -> CheckedCaller | None:
    """Read the last caller whom one colleague checked about a player."""
    row = (await db.execute(_last(player_id).where(caller_checks.c.person == person))).one_or_none()
    return _of_row(row) if row else None


async def locked_until(db: Connection, player_id: int, *, now: datetime) -> datetime | None:
    """Tell until when callers about a player cannot be checked; None where they can."""
    rows = select(caller_checks.c.locked_until_at).where(
        caller_checks.c.player_id == player_id, caller_checks.c.locked_until_at > now
    )
    found: datetime | None = await db.scalar(rows.order_by(caller_checks.c.locked_until_at.desc()).limit(1))
    return found


def _last(player_id: int) -> Select[Any]:
    rows = select(caller_checks).where(caller_checks.c.player_id == player_id, caller_checks.c.until_at.isnot(None))
    return rows.order_by(caller_checks.c.at.desc(), caller_checks.c.id.desc()).limit(1)


def _of_row(row: Any) -> CheckedCaller:
    asked = tuple(CallerField(each) for each in row.asked)
    return CheckedCaller(
        at=row.at,
        until_at=row.until_at,
        person=row.person,
        by=row.by_name,
        ticket=row.ticket,
        asked=asked,
        needed=row.needed,
    )


def _of_json(row: Mapping[str, Any]) -> CheckedCaller:
    return CheckedCaller(
        at=profile_parts.instant(row["at"]),
        until_at=profile_parts.instant(row["until_at"]),
        person=row["person"],
        by=row["by_name"],
        ticket=row["ticket"],
        asked=tuple(CallerField(each) for each in profile_parts.words(row["asked"])),
        needed=row["needed"],
    )
