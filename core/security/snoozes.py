"""Snoozes: for a while a rule raises no alert about one subject, on the word of somebody named."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert

from core import audit, operations
from core.database.tables import alert_snoozes
from core.errors import Conflict, Invalid
from core.people import Actor, Permission
from core.security import alerts
from core.security.alert_lifecycle import WORKING, entry, written
from core.security.alerts import Alert
from core.security.verdicts import long
from core.work import Work


@operations.operation("alert.snoozed", module="security", needs=Permission.ALERT_WORK, doing=WORKING)
async def snooze(work: Work, actor: Actor, alert_id: UUID, *, lasts: timedelta, why: str) -> Alert:
    """Keep the alert's rule from raising more about its subject; the alert itself stays as it is.

    Raises :class:`~core.errors.Invalid` for longer than the office allows.
    """
    why, alert = written(why, field="why"), await alerts.get(work.db, alert_id, actor=actor)
    most = work.office.security.snooze_most
    if not timedelta(0) < lasts <= most:
        raise Invalid(f"The longest snooze is {long(most)}. For longer, change the rule's threshold.", field="lasts")
    until_at = work.now + lasts
    await work.db.execute(delete(alert_snoozes).where(_of(alert)))
    row = {"until_at": until_at, "by_name": actor.name, "why": why, "at": work.now}
    await work.db.execute(insert(alert_snoozes).values(rule=alert.rule, subject=alert.subject, **row))
    await audit.record(work, entry(alert, actor, "alert.snoozed", facts={"until": until_at.isoformat()}, why=why))
    return await alerts.get(work.db, alert_id)


@operations.operation("alert.woken", module="security", needs=Permission.ALERT_WORK, doing=WORKING)
async def wake(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    """End the snooze of what an alert is about."""
    alert = await alerts.get(work.db, alert_id, actor=actor)
    ended = await work.db.execute(delete(alert_snoozes).where(_of(alert), alert_snoozes.c.until_at > work.now))
    if not ended.rowcount:
        raise Conflict("This is not snoozed any more.")
    await audit.record(work, entry(alert, actor, "alert.woken"))
    return await alerts.get(work.db, alert_id)


def _of(alert: Alert) -> ColumnElement[bool]:
    return (alert_snoozes.c.rule == alert.rule) & (alert_snoozes.c.subject == alert.subject)
