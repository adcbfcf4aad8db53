"""Alerts as rows: what security was warned of, how far each is, whose it is, and whether it is snoozed."""

import functools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, select, true

from core.database import pages
from core.database.connections import Connection
from core.database.pages import Page
from core.database.statements import Statement
from core.database.tables import alert_snoozes, alerts, players, staff
from core.database.tables.alerts import CLOSED, STANDING, WORST_FIRST
from core.errors import Unknown
from core.office.security import Severity
from core.people import Actor, Visibility
from core.players import brand_scope
from core.security import rules

PAGE = 5
"""Alerts on one page of a list: what a message shows without scrolling far."""
NEWEST_FIRST = (alerts.c.found_at.desc(), alerts.c.id.desc())
_SNOOZE = (
    alert_snoozes.c.until_at.label("snoozed_until_at"),
    alert_snoozes.c.by_name.label("snoozed_by_name"),
    alert_snoozes.c.why.label("snoozed_why"),
    alert_snoozes.c.kept_quiet.label("snoozed_suppressed"),
)


class AlertState(StrEnum):
    """How far an alert is; the last three are what came of it."""

    OPEN = "open"
    INVESTIGATING = "investigating"
    CONFIRMED = "confirmed"
    FALSE_POSITIVE = "false_positive"
    BENIGN = "benign"

    @property
    def words(self) -> str:
        """Say it."""
        return self.replace("_", " ")


class Shelf(StrEnum):
    """Which alerts a list is about."""

    OPEN = "open"
    MINE = "mine"
    OVERDUE = "overdue"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Snooze:
    """For how long a rule raises no alert about a subject, and why."""

    until_at: datetime
    by_name: str
    why: str
    suppressed: int
    """Alerts that were not raised meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert as it stands."""

    id: UUID
    rule: str
    subject: str
    """``player:42``, ``ip:…``, ``staff:…``, ``rule:…``"""
    window: str
    player_id: int | None
    several_brands: bool
    severity: Severity
    visibility: Visibility
    sentence: str
    evidence: Mapping[str, Any]
    state: AlertState
    version: int
    happened_at: datetime
    found_at: datetime
    due_at: datetime
    reminded_at: datetime | None
    owner_id: UUID | None
    owner_name: str | None
    taken_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    close_note: str | None
    last_snooze: Snooze | None
    """Of this rule about this subject; it may be over."""

    @property
    def open(self) -> bool:
        """Whether somebody still has to say what came of it."""
        return self.closed_at is None

    @property
    def title(self) -> str:
        """The rule in words."""
        return rules.title(self.rule)

    def overdue(self, now: datetime) -> bool:
        """Tell whether it should have been closed by now."""
        return self.open and self.due_at <= now

    def snooze(self, now: datetime) -> Snooze | None:
        """Give the snooze that stands now."""
        return self.last_snooze if self.last_snooze and self.last_snooze.until_at > now else None


async def get(db: Connection, alert_id: UUID, *, actor: Actor | None = None) -> Alert:
    """Read an alert that this person may see; without an actor, any alert.

    Raises :class:`~core.errors.Unknown`, in the same words for one that this person may not see.
    """
    query = _query(alerts.c.id == alert_id, seen_by(actor) if actor else true())
    row = (await db.execute(query)).one_or_none()
    if row is None:
        raise Unknown("There is no such alert, or it is not for you. The list of alerts has those that are.")
    return _alert(row)


async def of_player(db: Connection, player_id: int, *, sees: Iterable[Visibility]) -> list[Alert]:
    """List the open alerts about a player, worst first."""
    return [_alert(row) for row in await _open_of_player(frozenset(sees)).send(db, {"player_id": player_id})]


@functools.cache
def _open_of_player(sees: frozenset[Visibility]) -> Statement:
    """Make the statement once for each set of visibilities, of which there are few."""
    query = _query(alerts.c.player_id == bindparam("player_id"), STANDING, _visible(sees))
    return Statement(query.order_by(alerts.c.rank, *NEWEST_FIRST))


async def page_of(db: Connection, shelf: Shelf, *, actor: Actor, now: datetime, at: str = "") -> Page[Alert]:
    """List a page of what one person may see of a shelf: open ones worst first, closed ones newest first."""
    of_shelf = {
        Shelf.OPEN: STANDING,
        Shelf.MINE: STANDING & (alerts.c.owner_id == actor.staff_id),
        Shelf.OVERDUE: STANDING & (alerts.c.due_at <= now),
        Shelf.CLOSED: CLOSED,
        Shelf.ALL: true(),
    }[shelf]
    order = {
        Shelf.CLOSED: (alerts.c.closed_at.desc(), alerts.c.id.desc()),
        Shelf.ALL: NEWEST_FIRST,
    }.get(shelf, WORST_FIRST)
    query = _query(of_shelf, seen_by(actor)).order_by(*order)
    return (await pages.counted(db, query, at=at, size=PAGE)).of(_alert)


async def history_of(db: Connection, player_id: int, *, actor: Actor, at: str = "") -> Page[Alert]:
    """List a page of all alerts about a player, open or closed, newest first."""
    query = _query(alerts.c.player_id == player_id, seen_by(actor)).order_by(*NEWEST_FIRST)
    return (await pages.counted(db, query, at=at, size=PAGE)).of(_alert)


async def about(db: Connection, actor: Actor, alert_ids: Collection[UUID]) -> frozenset[UUID]:
    """Pick those of several alerts that are about this person, who must not learn of them; in one statement."""
    if not alert_ids:
        return frozenset()
    return frozenset(await db.scalars(select(alerts.c.id).where(alerts.c.id.in_(alert_ids), _about(actor))))


async def brand_of(db: Connection, alert: Alert) -> str | None:
    """Give the brand whose people may know of an alert; None for all."""
    return brand_scope.SEVERAL if alert.several_brands else await brand_scope.of(db, alert.player_id)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Say to a query: for this person. Nobody sees an alert about themselves, nor players of another brand."""
    mine = _visible(actor.sees) & ~_about(actor)
    if actor.brand is None:
        return mine
    of_brand = exists(select(players.c.id).where(players.c.id == alerts.c.player_id, brand_scope.known_to(actor)))
    return mine & (alerts.c.player_id.is_(None) | of_brand) & ~alerts.c.several_brands


def _about(actor: Actor) -> ColumnElement[bool]:
    return alerts.c.subject.in_([f"staff:{actor.staff_id}", f"staff:{actor.person}"])


def _visible(sees: Iterable[Visibility]) -> ColumnElement[bool]:
    return alerts.c.visibility.in_([each.value for each in sees])


def _query(*conditions: ColumnElement[bool]) -> Select[Any]:
    snoozed = (alert_snoozes.c.rule == alerts.c.rule) & (alert_snoozes.c.subject == alerts.c.subject)
    return (
        select(alerts, staff.c.name.label("owner_name"), *_SNOOZE)
        .outerjoin(staff, staff.c.id == alerts.c.owner_id)
        .outerjoin(alert_snoozes, snoozed)
        .where(*conditions)
    )


def _alert(row: Any) -> Alert:
    known = {name: getattr(row, name) for name in Alert.__dataclass_fields__ if name != "last_snooze"}
    words = {
        "severity": Severity(row.severity),
        "visibility": Visibility(row.visibility),
        "state": AlertState(row.state),
    }
    until_at, *said = (getattr(row, column.name) for column in _SNOOZE)
    return Alert(**known | words, last_snooze=Snooze(until_at, *said) if until_at else None)
