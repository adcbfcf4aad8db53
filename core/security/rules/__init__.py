"""The rules: one pure rule a file, functions over recent events. A new rule is one file and a line here."""

from collections.abc import Mapping

from core.activity import findings
from core.players import oddities
from core.security.rules import (
    changed_then_withdrawal,
    done_elsewhere,
    failed_logins,
    impossible_travel,
    new_place_withdrawal,
)
from core.security.verdicts import Rule

ALL: tuple[Rule, ...] = (
    failed_logins.RULE,
    impossible_travel.RULE,
    new_place_withdrawal.RULE,
    changed_then_withdrawal.RULE,
    done_elsewhere.RULE,
)
INTAKE: Mapping[str, tuple[str, str]] = {
    findings.CONTRADICTION: (
        "Contradicting events",
        "what contradicts earlier events, as a paid withdrawal reported as cancelled; no state or balance follows it",
    ),
    findings.PARTIAL_PAYMENT: (
        "Withdrawal with another amount",
        "a withdrawal that was paid or cancelled with another amount than was asked for",
    ),
    findings.SHARED_REFERENCE: ("One payment, two deposits", "a second deposit under a payment reference"),
    oddities.UNDER_AGE: ("Player under age", "a player who is too young by the birth date reported"),
    oddities.BIRTH_DATE_CHANGED: ("Birth date changed", "another birth date than the one known"),
    oddities.SHARED_IDENTITY: ("Shared document or instrument", "a document or payment instrument of two players"),
}
"""What is found while events come in: the title of the alert, and what it is raised at."""
LINKS: Mapping[str, str] = {
    "linked_accounts": "Linked accounts",
    "linked_excluded": "Linked to an excluded player",
}
"""What is judged by who shares something with whom: see :mod:`core.security.linked_accounts`."""
FAILED = "rule_failed"
"""What an alert about a rule itself is filed under."""
TITLES = (
    {rule.name: rule.title for rule in ALL}
    | {name: title for name, (title, _) in INTAKE.items()}
    | dict(LINKS)
    | {
        FAILED: "A rule does not work",
        "caller_locked": "Caller check locked",
        "caller_misses": "A colleague typed in many wrong answers of callers",
        "mass_lookups": "A colleague looks up far more players than others",
    }
)


def title(rule: str) -> str:
    """Say a rule in words; one that another version knew by its name."""
    return TITLES.get(rule, rule.replace("_", " ").capitalize())
