"""The security check: every rule run over one player now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from core import audit, masks, operations, players
from core.office.security import RuleSettings, Severity
from core.operations import Seen
from core.people import Actor, Permission, Visibility
from core.security import configured_rules, event_history, linked_accounts, linked_news, rule_sweep, rules
from core.security.configured_rules import Case, RuleFailed, Terms
from core.security.verdicts import Rule, RuleOutcome, RuleVerdict
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAnswer:
    """What one rule answers about a player."""

    rule: str
    title: str
    outcome: RuleOutcome
    sentence: str
    limits: str
    """The thresholds in words."""
    severity: Severity
    """Of an alert."""


@dataclass(frozen=True, slots=True)
class Check:
    """The security check of one player."""

    player_id: int
    as_of: datetime
    answers: tuple[RuleAnswer, ...]


@operations.query(
    "player.checked",
    module="security",
    needs=Permission.ALERT_VIEW,
    doing="run the security check",
    looks_at_player=True,
)
async def check(work: Work, actor: Actor, player_id: int) -> Seen[Check]:
    """Run every rule whose alerts this person may see; changes nothing.

    Raises :class:`~core.errors.Unknown` for a player whom this person may not know of.
    """
    player = await players.introduction(work.db, player_id, actor=actor, now=work.now)
    answers = [*await ask(work, player_id, sees=actor.sees), *await _of_links(work, player_id, sees=actor.sees)]
    levels = {getattr(work.office.security.rules, answer.rule).visibility for answer in answers}
    facts = {**{answer.rule: answer.outcome.value for answer in answers}, **audit.kept_for(levels)}
    return Seen(Check(player_id, work.now, tuple(answers)), looked_at=player, facts=facts)


@operations.query("check.considered", module="security", needs=Permission.ALERT_VIEW, doing="run the security check")
async def prepare_check(work: Work, actor: Actor) -> Seen[None]:  # noqa: ARG001 - only the right is asked for
    """Open the form that names a player to check."""
    return Seen(None)


async def ask(
    work: Work, player_id: int, *, sees: Iterable[Visibility], asked: Iterable[Rule] = rules.ALL
) -> list[RuleAnswer]:
    """Ask every rule whose alerts may be seen; events older than the office counts as new are only looked back at."""
    answers, seen, office = [], frozenset(sees), work.office.security.rules
    for rule in asked:
        try:
            terms = configured_rules.agree(rule, office)
        except RuleFailed as failed:
            if configured_rules.who_repairs(office) in seen:
                answers.append(_said(rule, _broken(failed), office.rule_failed))
            continue
        if terms.limits.visibility in seen:
            answers.append(_said(rule, await _verdict(work, terms, player_id), terms.limits, terms.words))
    return answers


async def _of_links(work: Work, player_id: int, *, sees: Iterable[Visibility]) -> list[RuleAnswer]:
    """Ask the rules about linked accounts; what may not be seen is not told, as if it were not there."""
    office, seen = work.office.security.rules, frozenset(sees)
    alerts = [each for each in await linked_news.of_player(work, player_id) if each.visibility in seen]
    answers = []
    for name, title in rules.LINKS.items():
        limits: RuleSettings = getattr(office, name)
        if limits.visibility in seen:
            mine = next((each for each in alerts if each.rule == name), None)
            outcome = RuleOutcome.ALERT if mine else RuleOutcome.NOTHING
            words, severity = linked_accounts.words(name, office), mine.severity if mine else limits.severity
            sentence = mine.sentence if mine else "No linked account calls for it."
            answers.append(
                RuleAnswer(rule=name, title=title, outcome=outcome, sentence=sentence, limits=words, severity=severity)
            )
    return answers


def _said(rule: Rule, verdict: RuleVerdict, limits: RuleSettings, words: str = "not known") -> RuleAnswer:
    return RuleAnswer(
        rule=rule.name,
        title=rule.title,
        outcome=verdict.outcome,
        sentence=verdict.sentence,
        limits=words,
        severity=verdict.severity or limits.severity,
    )


def _broken(failed: RuleFailed) -> RuleVerdict:
    return RuleVerdict(RuleOutcome.FAILED, f"This rule broke ({failed.kind}). Tell the operator of Pitboss.")


async def _verdict(work: Work, terms: Terms, player_id: int) -> RuleVerdict:
    since = work.now - work.office.security.news_for
    found = await event_history.of_players(work.db, rule_sweep.wanted(terms, {player_id: since}))
    try:
        own = configured_rules.answer(terms, Case("player", found.get(player_id, []), since=since))
        if own.outcome is RuleOutcome.ALERT or not terms.rule.of_addresses:
            return own
        return await _by_address(work, terms, player_id, since=since) or own
    except RuleFailed as failed:
        return _broken(failed)


async def _by_address(work: Work, terms: Terms, player_id: int, *, since: datetime) -> RuleVerdict | None:
    """Judge the addresses this player came from; None where the rule would alert about none of them."""
    addresses = await event_history.addresses_of(work.db, player_id, since=since)
    if not addresses:
        return None
    found = await event_history.of_addresses(work.db, rule_sweep.wanted(terms, dict.fromkeys(addresses, since)))
    for address, events in found.items():
        verdict = configured_rules.answer(terms, Case("ip", events, since=since))
        if verdict.outcome is RuleOutcome.ALERT:
            return replace(
                verdict, sentence=f"From an address of this player ({masks.ip(address)}): {verdict.sentence}"
            )
    return None
