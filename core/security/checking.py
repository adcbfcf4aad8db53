"""The security check: every rule asked about one player now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from core import masks
from core.office.security import Severity, Watch
from core.people import Visibility
from core.security import history, judging, rules, sweep
from core.security.judging import Case, RuleFailed
from core.security.verdicts import Outcome, Rule, Verdict
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one rule says of a player."""

    rule: str
    title: str
    outcome: Outcome
    sentence: str
    limits: str
    """The thresholds in words."""
    severity: Severity
    """Of an alert."""


async def check(
    work: Work, player_id: int, *, sees: Iterable[Visibility], asked: Iterable[Rule] = rules.ALL
) -> list[Answer]:
    """Ask every rule whose alerts somebody may see; changes nothing. What lies back longer than news do is old."""
    answers, seen = [], frozenset(sees)
    for rule in asked:
        limits = rule.limits(work.office.security.rules)
        if limits.visibility not in seen:
            continue
        verdict = await _verdict(work, rule, limits, player_id)
        answers.append(
            Answer(
                rule=rule.name,
                title=rule.title,
                outcome=verdict.outcome,
                sentence=verdict.sentence,
                limits=rule.words(limits),
                severity=verdict.severity or limits.severity,
            )
        )
    return answers


async def _verdict(work: Work, rule: Rule, limits: Watch, player_id: int) -> Verdict:
    since = work.now - work.office.security.news_for
    found = await history.of_players(work.db, [player_id], sweep.wanted(rule, limits, since=since))
    cases = [Case("player", found.get(player_id, []), since=since)]
    try:
        own = judging.answer(rule, limits, cases[0])
        if own.outcome is Outcome.ALERT or not rule.of_addresses:
            return own
        return await _by_address(work, rule, limits, player_id, since=since) or own
    except RuleFailed as failed:
        return Verdict(Outcome.FAILED, f"This rule broke ({failed.kind}). Tell whoever runs Pitboss.")


async def _by_address(work: Work, rule: Rule, limits: Watch, player_id: int, *, since: datetime) -> Verdict | None:
    """Tell of an address this player came from, about which the rule would alert."""
    addresses = await history.addresses_of(work.db, player_id, since=since)
    found = await history.of_addresses(work.db, addresses, since=since - rule.back(limits))
    for address, events in found.items():
        verdict = judging.answer(rule, limits, Case("ip", events, since=since))
        if verdict.outcome is Outcome.ALERT:
            return replace(
                verdict, sentence=f"From an address of this player ({masks.ip(address)}): {verdict.sentence}"
            )
    return None
