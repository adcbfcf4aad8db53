"""Whether two sets of facts told under one id are of one person."""

from collections.abc import Iterable
from typing import Any

from core import foldings

TELLING_APART = ("username", "first_name", "last_name", "born_on", "email")
"""What differs between two people; a second phone number or address is the same person's."""
MOST_CHANGED = 2
"""Of these, what may change of one person at once: a name on marriage, with the e-mail address."""


def several(people: Iterable[Any]) -> bool:
    """Tell whether facts told side by side contradict each other, so that they are of different people."""
    told = list(people)
    return any(len({value for one in told if (value := _folded(one, name))}) > 1 for name in TELLING_APART)


def somebody_else(known: Any, told: Any) -> bool:
    """Tell whether nothing of the person known under an id is left in the new values."""
    pairs = [(_folded(known, name), _folded(told, name)) for name in TELLING_APART]
    both = [(before, now) for before, now in pairs if before and now]
    return len(both) > MOST_CHANGED and all(before != now for before, now in both)


def _folded(person: Any, name: str) -> str:
    value = getattr(person, name)
    return "" if value is None else foldings.fold(str(value))
