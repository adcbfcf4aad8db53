"""How two office files differ, key by key, as people read it before they agree."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.money import Money

QUIET = frozenset({"name", "digests", "tickets", "keep"})
"""Sections whose change moves nobody's rights, money or records; every other is looked at by a second person."""
NOTHING = "nothing"


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """List each key that differs with what it said and what it says now; both files as JSON."""
    then, now = dict(_flat(before)), dict(_flat(after))
    return tuple(
        f"{key}: {then.get(key, NOTHING)} → {now.get(key, NOTHING)}"
        for key in sorted(then | now)
        if then.get(key, NOTHING) != now.get(key, NOTHING)
    )


def guarded(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether what differs takes a second person."""
    return any(before.get(name) != after.get(name) for name in {*before, *after} - QUIET)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value.keys() == {"amount_minor", "currency"}:
        yield path, str(Money(**value))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
        for place, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{path}.{inner.get('name', place)}")
    elif value is not None:
        yield path, _written(value)


def _written(value: Any) -> str:
    if isinstance(value, list):
        slots = [" or ".join(map(str, each)) if isinstance(each, list) else str(each) for each in value]
        return (" and ".join if any(isinstance(each, list) for each in value) else ", ".join)(slots) or NOTHING
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
