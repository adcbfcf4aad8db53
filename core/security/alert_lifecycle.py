"""The life of an alert: taken, handed on, closed with its outcome, reopened. One winner, each step recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import update

from core import audit, operations, staff
from core.database.tables import alerts
from core.database.tables.alerts import STANDING
from core.errors import Conflict, Invalid
from core.operations import Recorded
from core.people import Actor, Permission, SystemRight
from core.phrases import Phrase
from core.security import new_alerts
from core.security.alerts import Alert, AlertState, brand_of, get
from core.staff import StaffId
from core.work import Work

OUTCOMES = (AlertState.CONFIRMED, AlertState.FALSE_POSITIVE, AlertState.BENIGN)
LEAST, MOST = 3, 2_000
"""Characters of what is written about an alert."""
AT_ONCE = 50
"""Reminders of one round, so that a desk that was down for a while does not flood its channel."""
WORKING = "work alerts"


class TakenAlready(Conflict):
    """Somebody else has it."""

    code: ClassVar[str] = "alert_taken"


class ClosedAlready(Conflict):
    """Somebody has closed it with an outcome."""

    code: ClassVar[str] = "alert_closed"


class StillOpen(Conflict):
    """There is nothing to open again."""

    code: ClassVar[str] = "alert_open"


@dataclass(frozen=True, slots=True)
class AlertClosing:
    """The outcome of an alert, and why."""

    outcome: AlertState
    note: str


@operations.operation("alert.taken", module="security", needs=Permission.ALERT_WORK, doing=WORKING)
async def take(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    """Become the owner of an open alert.

    Raises :class:`TakenAlready` where somebody else has it, :class:`ClosedAlready` where it is closed.
    """
    alert = await _open(work, actor, alert_id)
    _refuse_of_other(alert, actor)
    if alert.owner_id == actor.staff_id:
        raise TakenAlready("You have it already.")
    owned = {"state": AlertState.INVESTIGATING.value, "owner_id": actor.staff_id, "taken_at": work.now}
    return await _go(work, actor, alert, _Step(action="alert.taken", change=owned))


@operations.operation("alert.handed_on", module="security", needs=Permission.ALERT_WORK, doing=WORKING)
async def hand_on(work: Work, actor: Actor, alert_id: UUID, *, to: StaffId) -> Alert:
    """Give an open alert to somebody who may work it, even if another person has it; a colleague is notified.

    Raises :class:`~core.errors.Invalid` for somebody who may not work it.
    """
    alert = await _open(work, actor, alert_id)
    member = await staff.colleague(work, to, field="to")
    brand = await brand_of(work.db, alert)
    if not (member.works and may_work(member.actor, alert) and member.actor.knows(brand)):
        raise Invalid(f"{member.actor.name} may not work this alert. Choose somebody else.", field="to")
    owned = {"state": AlertState.INVESTIGATING.value, "owner_id": member.id, "taken_at": work.now}
    told = None if member.id == actor.staff_id else member.id
    return await _go(work, actor, alert, _Step(action="alert.handed_on", change=owned, tell=told))


@operations.operation("alert.closed", module="security", needs=Permission.ALERT_WORK, doing=WORKING)
async def close(work: Work, actor: Actor, alert_id: UUID, closing: AlertClosing) -> Alert:
    """Close an alert with its outcome; one without an owner may be closed by anybody who may work it.

    Raises :class:`TakenAlready` where somebody else has it, :class:`ClosedAlready` where it is closed.
    """
    note = written(closing.note, field="note")
    if closing.outcome not in OUTCOMES:
        raise Invalid("Choose the outcome.", field="outcome")
    alert = await _open(work, actor, alert_id)
    _refuse_of_other(alert, actor)
    said = {
        "state": closing.outcome.value,
        "owner_id": actor.staff_id,
        "closed_at": work.now,
        "closed_by": actor.name,
        "close_note": note,
    }
    return await _go(work, actor, alert, _Step(action="alert.closed", change=said, note=note))


@operations.operation("alert.reopened", module="security", needs=Permission.ALERT_WORK, doing=WORKING)
async def reopen(work: Work, actor: Actor, alert_id: UUID, *, why: str) -> Alert:
    """Open a closed alert again: it waits for an owner, and its time starts again.

    Raises :class:`StillOpen` where it is open.
    """
    note = written(why, field="why")
    alert = await get(work.db, alert_id, actor=actor)
    if alert.open:
        raise StillOpen("This alert is open already.")
    cleared = dict.fromkeys(("owner_id", "taken_at", "closed_at", "closed_by", "close_note", "reminded_at"))
    due_at = work.now + getattr(work.office.security.due, alert.severity.value)
    waiting = {"state": AlertState.OPEN.value, "due_at": due_at, **cleared}
    return await _go(work, actor, alert, _Step(action="alert.reopened", change=waiting, note=note))


async def hand_back(work: Work, *, staff_id: UUID, by: Actor) -> int:
    """Put every open alert of somebody who leaves back among those that wait for an owner; give how many."""
    freed = await work.db.scalars(
        update(alerts)
        .where(alerts.c.owner_id == staff_id, STANDING)
        .values(
            owner_id=None, taken_at=None, state=AlertState.OPEN.value, version=alerts.c.version + 1, changed_at=work.now
        )
        .returning(alerts.c.id)
    )
    ids = list(freed)
    for alert_id in ids:
        alert = await get(work.db, alert_id)
        await audit.record(work, entry(alert, by, "alert.handed_back", facts={"from": str(staff_id)}))
        await new_alerts.show(work, alert_id)
    await staff.redraw_home(work, staff_id)
    return len(ids)


@operations.operation(
    "alert.overdue",
    module="security",
    needs=SystemRight.RUN,
    doing="remind of overdue alerts",
    recorded=Recorded.CHANGES,
)
async def remind(work: Work, actor: Actor) -> int:
    """Remind once of each alert that is overdue; give how many."""
    late = alerts.select().where(STANDING, alerts.c.due_at <= work.now, alerts.c.reminded_at.is_(None))
    few = late.with_only_columns(alerts.c.id).order_by(alerts.c.due_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    ids = list(await work.db.scalars(few))
    for alert_id in ids:
        alert = await get(work.db, alert_id)
        await _go(work, actor, alert, _Step(action="alert.overdue", change={"reminded_at": work.now}))
    return len(ids)


def may_work(actor: Actor, alert: Alert) -> bool:
    """Tell whether somebody may work an alert; nobody works one about themselves."""
    themselves = {f"staff:{actor.staff_id}", f"staff:{actor.person}"}
    return actor.may(Permission.ALERT_WORK) and alert.visibility in actor.sees and alert.subject not in themselves


def written(text: str, *, field: str) -> str:
    """Strip what somebody wrote about an alert.

    Raises :class:`~core.errors.Invalid` where it is too short or too long.
    """
    stripped = text.strip()
    if not LEAST <= len(stripped) <= MOST or "\0" in stripped:
        raise Invalid(Phrase("Write between {least} and {most} characters.", least=LEAST, most=MOST), field=field)
    return stripped


def entry(
    alert: Alert, actor: Actor, action: str, *, facts: Mapping[str, str] | None = None, **said: str
) -> audit.Entry:
    """Begin the record of a step; what somebody ``said`` is encrypted."""
    seen = {"visibility": alert.visibility.value}
    private = {name: words for name, words in said.items() if words}
    return audit.Entry(
        actor=actor,
        action=action,
        module="security",
        subject=audit.Subject("alert", str(alert.id)),
        player_id=alert.player_id,
        facts={"rule": alert.rule, **seen, **(facts or {})},
        private={**private, **seen} if private else {},
    )


async def _open(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    alert = await get(work.db, alert_id, actor=actor)
    if not alert.open:
        words = "{who} closed this alert as {state}, {at}."
        raise ClosedAlready(Phrase(words, who=alert.closed_by or "", state=alert.state.words, at=alert.closed_at or ""))
    return alert


def _refuse_of_other(alert: Alert, actor: Actor) -> None:
    if alert.owner_id not in {None, actor.staff_id}:
        since = Phrase(" since {at}", at=alert.taken_at) if alert.taken_at else ""
        words = "{who} has it{since}. Ask them, or hand it on to yourself."
        raise TakenAlready(Phrase(words, who=alert.owner_name or "", since=since))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One change of an alert, and what the record says of it."""

    action: str
    change: Mapping[str, Any]
    note: str = ""
    tell: UUID | None = None
    """The colleague it was handed to, who is told in private."""


async def _go(work: Work, actor: Actor, alert: Alert, step: _Step) -> Alert:
    """Change exactly the alert that was read, record the step, and have the card drawn."""
    changed = await work.db.execute(
        update(alerts)
        .where(alerts.c.id == alert.id, alerts.c.version == alert.version)
        .values(version=alert.version + 1, changed_at=work.now, **step.change)
    )
    now = await get(work.db, alert.id)
    if changed.rowcount != 1:
        raise TakenAlready(f"{now.owner_name or now.closed_by or 'Somebody'} was quicker: it is {now.state.words} now.")
    facts = {"before": alert.state.value, "after": now.state.value}
    if now.owner_id is not None:
        facts["owner"] = str(now.owner_id)
    await audit.record(work, entry(alert, actor, step.action, facts=facts, note=step.note))
    await new_alerts.show(work, alert.id, tell=step.tell)
    await staff.redraw_home(work, alert.owner_id, now.owner_id)
    return now
