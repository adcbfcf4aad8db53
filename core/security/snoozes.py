"""Quiet about one subject of one rule, for a while that somebody answers for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select

from core import audit
from core.database.connections import Connection
from core.database.tables import alert_snoozes
from core.errors import Conflict, Invalid
from core.people import Actor
from core.security.alert_lifecycle import entry, workable, written
from core.security.alerts import Alert
from core.security.verdicts import long
from core.work import Work


@dataclass(frozen=True, slots=True)
class Snooze:
    """Quiet about what an alert is about: from now, for so long, because."""

    alert_id: UUID
    lasts: timedelta
    why: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """A snooze that stands."""

    rule: str
    subject: str
    until_at: datetime
    by_name: str
    why: str
    kept_quiet: int
    """Alerts that were not raised meanwhile."""


async def snooze(work: Work, actor: Actor, wanted: Snooze) -> Quiet:
    """Keep the alert's rule quiet about its subject; the alert itself stays as it is.

    Raises :class:`~core.errors.Invalid` beyond what the office allows.
    """
    why, alert = written(wanted.why, field="why"), await workable(work, actor, wanted.alert_id)
    most = work.office.security.snooze_most
    if not timedelta(0) < wanted.lasts <= most:
        raise Invalid(f"At most {long(most)}: what is to be quiet for longer wants another threshold.", field="lasts")
    until_at = work.now + wanted.lasts
    await work.db.execute(delete(alert_snoozes).where(_of(alert)))
    row = {"until_at": until_at, "by_name": actor.name, "why": why, "at": work.now}
    await work.db.execute(insert(alert_snoozes).values(rule=alert.rule, subject=alert.subject, **row))
    await audit.record(work, entry(alert, actor, "alert.snoozed", facts={"until": until_at.isoformat()}, why=why))
    return Quiet(alert.rule, alert.subject, until_at, actor.name, why, kept_quiet=0)


async def wake(work: Work, actor: Actor, alert_id: UUID) -> None:
    """End the quiet about what an alert is about."""
    alert = await workable(work, actor, alert_id)
    ended = await work.db.execute(delete(alert_snoozes).where(_of(alert), alert_snoozes.c.until_at > work.now))
    if not ended.rowcount:
        raise Conflict("This is not snoozed any more.")
    await audit.record(work, entry(alert, actor, "alert.woken"))


async def quiet(db: Connection, alert: Alert, *, now: datetime) -> Quiet | None:
    """Tell whether what an alert is about is kept quiet now."""
    columns = [alert_snoozes.c[name] for name in Quiet.__dataclass_fields__]
    row = (await db.execute(select(*columns).where(_of(alert), alert_snoozes.c.until_at > now))).one_or_none()
    return Quiet(*row) if row else None


def _of(alert: Alert) -> ColumnElement[bool]:
    return (alert_snoozes.c.rule == alert.rule) & (alert_snoozes.c.subject == alert.subject)
