"""Alerts about what was found while events came in, raised in the transaction that took the events in."""

from collections.abc import Sequence

from sqlalchemy import func, select

from core.activity import IntakeFinding
from core.database.tables import alerts
from core.office.security import RuleSettings
from core.security.new_alerts import NewAlert, raise_alert
from core.work import Work

MOST = 50
"""Alerts of one rule a day that are raised one by one; more are one mistake at their source, and one alert says so."""


async def report(work: Work, found: Sequence[IntakeFinding]) -> None:
    """Raise an alert for each finding, once."""
    for rule in sorted({each.rule for each in found}):
        mine = [each for each in found if each.rule == rule]
        settings: RuleSettings = getattr(work.office.security.rules, rule)
        left = MOST - await _raised_today(work, rule)
        for each in mine[: max(left, 0)]:
            await raise_alert(work, _alert(each, settings))
        if rest := mine[max(left, 0) :]:
            await raise_alert(work, _many(work, rest, settings))


async def _raised_today(work: Work, rule: str) -> int:
    begin, _end = work.office.day_bounds(work.office.day(work.now))
    query = select(func.count()).where(alerts.c.found_at >= begin, alerts.c.rule == rule)
    return int(await work.db.scalar(query) or 0)


def _alert(found: IntakeFinding, settings: RuleSettings) -> NewAlert:
    return NewAlert(
        rule=found.rule,
        subject=f"player:{found.player_id}",
        window=found.window,
        severity=settings.severity,
        sentence=found.sentence,
        visibility=settings.visibility,
        player_id=found.player_id,
        evidence=found.evidence,
        happened_at=found.happened_at,
    )


def _many(work: Work, rest: Sequence[IntakeFinding], settings: RuleSettings) -> NewAlert:
    """Make the one alert of a day about all that are not told one by one."""
    players = sorted({each.player_id for each in rest})
    return NewAlert(
        rule=rest[0].rule,
        subject="events",
        window=work.office.day(work.now).isoformat(),
        severity=settings.severity,
        sentence=(
            f"More than {MOST} findings of this kind came with the events of one day. The source that sends them "
            "probably makes a mistake; the events are stored and marked."
        ),
        visibility=settings.visibility,
        evidence={"players": players[:MOST]},
        happened_at=max(each.happened_at for each in rest),
    )
