"""Small rules that check one value each and say what is wrong as Slack does, with a JSON pointer."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Rule = Callable[[Any, str, list[str]], None]
"""Checks a value found at a pointer and adds to the list of problems."""


def problem(problems: list[str], text: str, at: str) -> None:
    """Add one problem."""
    problems.append(f"{text} [json-pointer:{at}]")


def string(most: int | None = None, least: int = 1) -> Rule:
    """Demand a text of a length."""

    def rule(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            problem(problems, "must provide a string", at)
        elif len(value) < least:
            problem(problems, f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            problem(problems, f"must be less than {most + 1} characters", at)

    return rule


def one_of(*values: Any) -> Rule:
    """Demand one of these values."""

    def rule(value: Any, at: str, problems: list[str]) -> None:
        if value not in values:
            problem(problems, f"must be a valid enum value: {value}", at)

    return rule


def integer(least: int | None = None, most: int | None = None) -> Rule:
    """Demand a whole number within bounds."""

    def rule(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problem(problems, "must be an integer", at)
        elif (least is not None and value < least) or (most is not None and value > most):
            problem(problems, f"must be between {least} and {most}", at)

    return rule


def number(above: float | None = None) -> Rule:
    """Demand a finite number."""

    def rule(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool) or value in (float("inf"), float("-inf")):
            problem(problems, "must be a number", at)
        elif above is not None and value <= above:
            problem(problems, f"must be greater than {above}", at)

    return rule


def boolean(value: Any, at: str, problems: list[str]) -> None:
    """Demand true or false."""
    if not isinstance(value, bool):
        problem(problems, "must be a boolean", at)


def anything(_value: Any, _at: str, _problems: list[str]) -> None:
    """Accept everything: checked elsewhere, or not by Slack."""


def items(rule: Rule, most: int | None = None, least: int = 1) -> Rule:
    """Demand a list whose members each keep a rule."""

    def check(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            problem(problems, "must be an array", at)
            return
        if len(value) < least:
            problem(problems, f"no fewer than {least} items allowed", at)
        if most is not None and len(value) > most:
            problem(problems, f"no more than {most} items allowed", at)
        for index, each in enumerate(value):
            rule(each, f"{at}/{index}", problems)

    return check


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *also: Rule) -> Rule:
    """Demand an object with these fields and no others; then the rules that see it whole."""
    known = {**required, **(optional or {})}

    def rule(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            problem(problems, "must be an object", at)
            return
        for name in required:
            if value.get(name) is None:
                problem(problems, f"missing required field: {name}", at)
        for name, each in value.items():
            if name not in known:
                problem(problems, f"invalid additional property: {name}", at)
            elif each is not None:
                known[name](each, f"{at}/{name}", problems)
        for whole in also:
            whole(value, at, problems)

    return rule


def typed(table: Mapping[str, Rule], allowed: Iterable[str] | None = None) -> Rule:
    """Demand an object whose `type` is in the table, and the rule it has there."""
    names = frozenset(table if allowed is None else allowed)

    def rule(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            problem(problems, "must be an object", at)
            return
        kind = value.get("type")
        if kind is None:
            problem(problems, "missing required field: type", at)
        elif not isinstance(kind, str) or kind not in names or kind not in table:
            problem(problems, f"unsupported type: {kind}", f"{at}/type")
        else:
            table[kind]({key: each for key, each in value.items() if key != "type"}, at, problems)

    return rule
