"""Raising alerts: each finding once, unless it is snoozed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from core import audit, outbox
from core.database.connections import insert_unless_there
from core.database.tables import alert_snoozes, alerts
from core.database.tables.alerts import RANKS
from core.office.security import Severity
from core.outbox import Body, Topic
from core.people import PITBOSS, Visibility
from core.work import Work


class AlertBody(Body):
    """The alert that changed, and the colleague to notify."""

    alert_id: UUID
    tell: UUID | None = None


ALERT_CHANGED = Topic("alert", AlertBody, subject="alert:{alert_id}", follows_rights=True)
ALERT_RAISED = Topic("alert_raised", AlertBody, subject="alert:{alert_id}", from_machines=True)
"""The first card: thousands may come at once, where a rule meets what a machine did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """Something found that somebody has to look at.

    ``subject`` is ``player:42``, ``ip:…``, ``staff:…`` or ``rule:…``; the same rule, subject and window again is the
    same alert. The sentence names no person, no address and no amount; the evidence holds ids and numbers only.
    """

    rule: str
    subject: str
    window: str
    severity: Severity
    sentence: str
    visibility: Visibility = Visibility.SECURITY
    player_id: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    several_brands: bool = False
    """Whether it tells of players of several brands, so that those who work for one must not see it."""
    happened_at: datetime | None = None
    """The last of the events it rests on; None: now."""


async def raise_alert(work: Work, new: NewAlert) -> UUID | None:
    """Raise an alert, on the record, and have its card drawn; None where it was raised before or is snoozed."""
    if await _snoozed(work, new):
        return None
    raised: UUID | None = await work.db.scalar(
        insert_unless_there(work.db, alerts).values(**_row(work, new)).returning(alerts.c.id)
    )
    if raised is None:
        return None
    entry = audit.Entry(
        actor=PITBOSS,
        action="alert.raised",
        module="security",
        subject=audit.Subject("alert", str(raised)),
        player_id=new.player_id,
        facts={"rule": new.rule, "severity": new.severity.value, "visibility": new.visibility.value},
        private={"subject": new.subject, "sentence": new.sentence, "visibility": new.visibility.value},
    )
    await audit.record(work, entry)
    await outbox.send(work, ALERT_RAISED, AlertBody(alert_id=raised))
    return raised


async def show(work: Work, alert_id: UUID, *, tell: UUID | None = None) -> None:
    """Have the alert's card drawn again, and a colleague told in private."""
    await outbox.send(work, ALERT_CHANGED, AlertBody(alert_id=alert_id, tell=tell))


async def _snoozed(work: Work, new: NewAlert) -> bool:
    """Tell whether this is snoozed, and count the alert that is not raised."""
    snoozed = await work.db.scalar(
        update(alert_snoozes)
        .where(
            alert_snoozes.c.rule == new.rule,
            alert_snoozes.c.subject == new.subject,
            alert_snoozes.c.until_at > work.now,
        )
        .values(kept_quiet=alert_snoozes.c.kept_quiet + 1)
        .returning(alert_snoozes.c.kept_quiet)
    )
    return snoozed is not None


def _row(work: Work, new: NewAlert) -> dict[str, Any]:
    within = getattr(work.office.security.due, new.severity.value)
    return {
        "id": work.at.ids(),
        "rule": new.rule,
        "subject": new.subject,
        "window": new.window,
        "player_id": new.player_id,
        "several_brands": new.several_brands,
        "severity": new.severity.value,
        "rank": RANKS[new.severity.value],
        "visibility": new.visibility.value,
        "sentence": new.sentence,
        "evidence": dict(new.evidence),
        "state": "open",
        "happened_at": new.happened_at or work.now,
        "found_at": work.now,
        "due_at": work.now + within,
        "changed_at": work.now,
    }
