"""The accounts somebody tried from an address around an alert: how often each, and which were entered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, case, func, select

from core import operations
from core.activity.events import NOBODY
from core.database import pages
from core.database.connections import Connection
from core.database.pages import Page
from core.database.tables import address_logins
from core.operations import Seen
from core.people import Actor, Permission
from core.players import brand_scope
from core.security import alerts
from core.security.alerts import Alert
from core.work import Work

PAGE = 10
OF_ADDRESS = "ip:"
"""Begins the subject of an alert about an address."""
AROUND = timedelta(hours=24)
"""How long before and after an alert tries from its address belong to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedAccount:
    """One account that somebody tried; None where no player goes by the names that were tried."""

    player_id: int | None
    tries: int
    failed: int
    last_at: datetime
    entered_at: datetime | None
    """When somebody got in first."""


@dataclass(frozen=True, slots=True)
class TriedAccounts:
    """A page of the accounts tried from the address of an alert: those that were entered first."""

    alert: Alert
    page: Page[TriedAccount]
    entered: int
    """How many of all were entered."""


@operations.query("alert.accounts_listed", module="security", needs=Permission.ALERT_VIEW, doing="look at alerts")
async def accounts_tried(work: Work, actor: Actor, alert_id: UUID, *, at: str = "") -> Seen[TriedAccounts]:
    """List the accounts tried from the address that an alert is about; accounts of other brands are left out.

    Raises :class:`~core.errors.Unknown` for an alert that this person may not see.
    """
    alert = await alerts.get(work.db, alert_id, actor=actor)
    every = await _tried(work.db, alert)
    foreign = await brand_scope.foreign(work.db, actor, [one.player_id for one in every])
    known = [one for one in every if one.player_id not in foreign]
    found = TriedAccounts(
        alert, pages.numbered(known, at=at, size=PAGE), sum(one.entered_at is not None for one in known)
    )
    return Seen(found, facts={"rule": alert.rule, "count": len(found.page), "visibility": alert.visibility.value})


async def _tried(db: Connection, alert: Alert) -> list[TriedAccount]:
    if not alert.subject.startswith(OF_ADDRESS):
        return []
    address = alert.subject.removeprefix(OF_ADDRESS)
    since, until = alert.happened_at - AROUND, alert.happened_at + AROUND
    return [_account(row) for row in await db.execute(_query(address, since, until))]


def _query(address: str, since: datetime, until: datetime) -> Select[Any]:
    mine = address_logins.c
    entered = func.min(case((mine.success, mine.at)))
    return (
        select(
            mine.player_id,
            func.count().label("tries"),
            func.count().filter(~mine.success).label("failed"),
            func.max(mine.at).label("last_at"),
            entered.label("entered_at"),
        )
        .where(mine.address == address, mine.at >= since, mine.at <= until)
        .group_by(mine.player_id)
        .order_by(entered.is_(None), func.count().desc(), mine.player_id)
    )


def _account(row: Row[Any]) -> TriedAccount:
    return TriedAccount(
        player_id=None if row.player_id == NOBODY else int(row.player_id),
        tries=int(row.tries),
        failed=int(row.failed),
        last_at=row.last_at,
        entered_at=row.entered_at,
    )
