"""Asking rules about histories: each event that may be the last straw, by what came before it."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.office.security import Rules, Watch
from core.people import Visibility
from core.security import rules
from core.security.raising import NewAlert
from core.security.verdicts import Happening, Outcome, Rule, Verdict, not_enough

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """An alert to be raised, and the event that tripped it."""

    verdict: Verdict
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One subject of one rule, with its history, oldest first."""

    subject: str
    events: Sequence[Happening]
    since: datetime
    """Judge events from this one on; what lies before is only looked back at."""
    player_id: int | None = None


class RuleFailed(Exception):  # noqa: N818 - names what happened; the cause is the error
    """A rule did not do its work."""

    def __init__(self, rule: Rule, kind: str) -> None:
        super().__init__(f"{rule.name}: {kind}")
        self.rule = rule
        self.kind = kind


def found(rule: Rule, limits: Watch, case: Case) -> Iterator[Found]:
    """Give the alerts of one subject.

    Raises :class:`RuleFailed` where the rule breaks on it.
    """
    for place, event in enumerate(case.events):
        if event.type in rule.judges and event.at >= case.since:
            verdict = _asked(rule, limits, case.events[: place + 1])
            if verdict.outcome is Outcome.ALERT:
                yield Found(verdict, event.at)


def answer(rule: Rule, limits: Watch, case: Case) -> Verdict:
    """Give the newest alert of one subject, else what the rule says of it now.

    Raises :class:`RuleFailed` where the rule breaks on it.
    """
    alerts = [each.verdict for each in found(rule, limits, case)]
    if alerts:
        return alerts[-1]
    judged = [place for place, event in enumerate(case.events) if event.type in rule.judges]
    return _asked(rule, limits, case.events[: judged[-1] + 1] if judged else case.events)


def alert(rule: Rule, limits: Watch, case: Case, each: Found) -> NewAlert:
    """Make an alert of what was found."""
    return NewAlert(
        rule=rule.name,
        subject=case.subject,
        window=each.verdict.window,
        severity=each.verdict.severity or limits.severity,
        sentence=each.verdict.sentence,
        visibility=limits.visibility,
        player_id=case.player_id,
        evidence=each.verdict.evidence,
        happened_at=each.at,
    )


def of_failure(failed: RuleFailed, office: Rules, *, day: str) -> NewAlert:
    """Make an alert of a rule that broke: once a day, whatever it broke on."""
    limits = office.rule_failed
    return NewAlert(
        rule=rules.FAILED,
        subject=f"rule:{failed.rule.name}",
        window=day,
        severity=limits.severity,
        sentence=(
            f"The rule “{failed.rule.title}” broke ({failed.kind}), so it may miss what it is there for. "
            "The other rules went on. Tell whoever runs Pitboss; the log says where."
        ),
        visibility=min(limits.visibility, Visibility.SECURITY, key=list(Visibility).index),
    )


def _asked(rule: Rule, limits: Any, events: Sequence[Happening]) -> Verdict:
    if not events:
        return not_enough("Nothing is known that this rule looks at.")
    try:
        return rule.judge(events, limits)
    except Exception as error:
        log.exception("The rule %s broke", rule.name)
        raise RuleFailed(rule, type(error).__name__) from error
