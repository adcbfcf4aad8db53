"""Core holds no layout: no markup, and no amount, time or number written out; bot alone writes typed values."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

CORE = Path(__file__).parents[2] / "core"
MACHINE = {
    "activity/findings.py": "the day is part of an alert's key",
    "activity/periods.py": "a period as it can be typed again, in links and on the command line",
    "approvals/locks.py": "the day of a running total is a key",
    "approvals/policy.py": "the day of a running total is a key",
    "approvals/submission.py": "the day of a running total is a key",
    "audit/entries.py": "the canonical bytes of a record",
    "digests/schedules.py": "the hour of a subscription, as its column keeps it",
    "office/digests.py": "an hour as the office file writes it",
    "platform/order_changes.py": "the order to the gaming platform is JSON",
    "platform/messages.py": "the order to the gaming platform is JSON",
    "players/oddities.py": "the day of birth is part of an alert's key",
    "players/reveals.py": "a date of birth is revealed as it is kept",
    "security/intake_findings.py": "evidence is JSON",
    "security/rule_sweep.py": "the day is part of an alert's key",
    "security/rules/done_elsewhere.py": "the day is part of an alert's key",
    "security/rules/failed_logins.py": "the hour is part of an alert's key",
    "security/rules/impossible_travel.py": "the sentence of an alert is a row, in the words of its rule",
    "security/snoozes.py": "facts of a record are JSON",
    "security/staff_monitoring.py": "evidence is JSON, and the day is part of an alert's key",
    "tickets/priority_deadlines.py": "the deadlines of a clock are JSON",
    "actions/convert_bonus.py": "the day under which a request counts is a column",
    "interactions/new_interactions.py": "a record holds the day as JSON",
    "links/person_match.py": "dates are compared digit by digit",
    "players/caller_answers.py": "answers are compared as text",
    "security/caller_check.py": "the window of an alert is a column",
    "tickets/store.py": "the body of a message is JSON",
}
"""Where times are written for machines or columns, with the reason; nobody reads them as they stand there."""
TABLES = {"countries.py", "money/amounts.py"}
"""Where babel is asked for countries and currencies, and for nothing else."""
FIGURES = re.compile(r"%[A-Za-z]|,|\.\d+f")
"""Format specifications that lay out a number or a time."""
WRITERS = {"strftime", "isoformat"}
MARKUP = re.compile(r"<(?:t:|!date)")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(CORE.rglob("*.py")):
        name = str(path.relative_to(CORE))
        if not name.startswith("database/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def docstrings(tree: ast.Module) -> set[ast.expr]:
    """Find the strings that stand alone: they document."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def lays_out(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="show"), args=[], keywords=[]):
            return True
        case ast.Attribute(attr=name):
            return name in WRITERS
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value=str(spec))])):
            return bool(FIGURES.search(spec))
    return False


def laying_out() -> dict[str, list[int]]:
    places = {name: [node.lineno for node in ast.walk(tree) if lays_out(node)] for name, tree in modules()}
    return {name: lines for name, lines in places.items() if lines}


def test_core_writes_out_no_amount_and_no_time_for_people() -> None:
    assert {name: lines for name, lines in laying_out().items() if name not in MACHINE} == {}


def test_every_exception_is_still_needed() -> None:
    assert set(MACHINE) - set(laying_out()) == set()


def test_core_holds_no_markup_of_a_screen() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and MARKUP.search(node.value)
        if node not in docstrings(tree)
    ]

    assert found == []


def test_core_asks_babel_for_facts_of_countries_and_currencies_alone() -> None:
    found = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("babel"))
        or (isinstance(node, ast.Import) and any(one.name.startswith("babel") for one in node.names))
    }

    assert found == TABLES
