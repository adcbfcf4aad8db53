"""Alerts about what was found while events came in, raised in the transaction that took the events in."""

from collections.abc import Sequence

from core.activity import IntakeFinding
from core.office.security import RuleSettings
from core.security.new_alerts import NewAlert, raise_alert
from core.work import Work

MOST = 50
"""Alerts of one rule from one batch; a batch that brings more is one mistake at its source, and one alert says so."""


async def report(work: Work, found: Sequence[IntakeFinding]) -> None:
    """Raise an alert for each finding, once."""
    for rule in sorted({each.rule for each in found}):
        mine = [each for each in found if each.rule == rule]
        settings: RuleSettings = getattr(work.office.security.rules, rule)
        for each in mine[:MOST]:
            await raise_alert(work, _alert(each, settings))
        if len(mine) > MOST:
            await raise_alert(work, _many(rule, mine[MOST:], settings))


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


def _many(rule: str, rest: Sequence[IntakeFinding], settings: RuleSettings) -> NewAlert:
    players = sorted({each.player_id for each in rest})
    return NewAlert(
        rule=rule,
        subject="events",
        window=rest[0].window,
        severity=settings.severity,
        sentence=(
            f"{len(rest)} more findings of this kind came in the same batch of events, about {len(players)} players. "
            "The source that sends them probably makes a mistake."
        ),
        visibility=settings.visibility,
        evidence={"players": players[:MOST]},
        happened_at=max(each.happened_at for each in rest),
    )
