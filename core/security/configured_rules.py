"""Asking rules about histories: each event that may be the last straw, by what came before it."""

import logging
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.office.security import RuleSettings, SecurityRules
from core.people import Visibility
from core.security import rules
from core.security.new_alerts import NewAlert
from core.security.verdicts import Happening, Rule, RuleOutcome, RuleVerdict, not_enough

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RuleHit:
    """An alert to be raised, and the event that tripped it."""

    verdict: RuleVerdict
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


@dataclass(frozen=True, slots=True)
class Terms:
    """A rule, and what the office makes of it."""

    rule: Rule
    limits: RuleSettings
    back: timedelta
    remembers: int
    words: str


def agree(rule: Rule, office: SecurityRules) -> Terms:
    """Ask a rule what it makes of the office's thresholds.

    Raises :class:`RuleFailed` where it breaks on them.
    """
    with _watched(rule):
        limits = rule.limits(office)
        return Terms(rule, limits, rule.back(limits), rule.remembers(limits), rule.words(limits))


def found(terms: Terms, case: Case) -> Iterator[RuleHit]:
    """Give the alerts of one subject.

    Raises :class:`RuleFailed` where the rule breaks on it.
    """
    for event, verdict in _judged(terms, case.events, since=case.since):
        if verdict.outcome is RuleOutcome.ALERT:
            yield RuleHit(verdict, event.at)


def answer(terms: Terms, case: Case) -> RuleVerdict:
    """Give the newest alert of one subject, else what the rule says of it now.

    Raises :class:`RuleFailed` where the rule breaks on it.
    """
    alerts = [each.verdict for each in found(terms, case)]
    judged = [place for place, event in enumerate(case.events) if event.kind in terms.rule.judges]
    return alerts[-1] if alerts else _asked(terms, case.events[: judged[-1] + 1] if judged else case.events)


def alert(terms: Terms, case: Case, each: RuleHit) -> NewAlert:
    """Make an alert of what was found."""
    return NewAlert(
        rule=terms.rule.name,
        subject=case.subject,
        window=each.verdict.window,
        severity=each.verdict.severity or terms.limits.severity,
        sentence=each.verdict.sentence,
        visibility=terms.limits.visibility,
        player_id=case.player_id,
        evidence=each.verdict.evidence,
        happened_at=each.at,
    )


def of_failure(failed: RuleFailed, office: SecurityRules, *, day: str) -> NewAlert:
    """Make an alert of a rule that broke: once a day, whatever it broke on."""
    limits = office.rule_failed
    return NewAlert(
        rule=rules.FAILED,
        subject=f"rule:{failed.rule.name}",
        window=day,
        severity=limits.severity,
        sentence=(
            f"The rule “{failed.rule.title}” broke ({failed.kind}), so it may miss what it is there for. "
            "The other rules went on. Tell the operator of Pitboss; the log says where."
        ),
        visibility=who_repairs(office),
    )


def who_repairs(office: SecurityRules) -> Visibility:
    """Tell who is to know of rules that broke, whatever those watch for."""
    return min(office.rule_failed.visibility, Visibility.SECURITY, key=list(Visibility).index)


def _judged(terms: Terms, events: Sequence[Happening], *, since: datetime) -> Iterator[tuple[Happening, RuleVerdict]]:
    """Judge each event by as few before it as the rule remembers: whatever else was told together, it is the same."""
    known: defaultdict[str, deque[Happening]] = defaultdict(lambda: deque(maxlen=terms.remembers + 1))
    for event in events:
        known[event.kind].append(event)
        if event.kind in terms.rule.judges and event.at >= since:
            recent = (one for several in known.values() for one in several if one.at >= event.at - terms.back)
            yield event, _asked(terms, sorted(recent, key=lambda one: (one.at, one.id)))


def _asked(terms: Terms, events: Sequence[Happening]) -> RuleVerdict:
    if not events:
        return not_enough("Nothing is known that this rule looks at.")
    with _watched(terms.rule):
        verdict = terms.rule.judge(events, terms.limits)
        if not isinstance(verdict, RuleVerdict):
            raise TypeError("a rule must answer with a verdict")
    return verdict


@contextmanager
def _watched(rule: Rule) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        log.exception("The rule %s broke", rule.name)
        raise RuleFailed(rule, type(error).__name__) from error
