"""Field types of the office file: names, durations, collections, and the problems found in them."""

import re
from collections.abc import Iterable, Mapping, Sized
from datetime import timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WrapSerializer,
)

from core import money

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
"""Seconds per unit of a duration, smallest first."""

Collected = TypeVar("Collected", bound=Sized)

Place = tuple[str | int, ...]
"""A path in the file: keys, and list positions from 0."""


class OfficePart(BaseModel):
    """A part of the office file: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unsound(ValueError):  # noqa: N818 - an answer about the file, worded for its author
    """Several problems at once, each with its path below the part that was checked."""

    def __init__(self, *problems: tuple[Place, str]) -> None:
        super().__init__("; ".join(sentence for _, sentence in problems))
        self.problems = problems


def suggestion(word: str, words: Iterable[str]) -> str:
    """Write "; did you mean …?" where one of the words is similar, else list the known words."""
    words = sorted(words)
    close = get_close_matches(word, words, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are: {', '.join(words)}"


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (found := re.fullmatch(r"(\d{1,5}) ?([smhdw])", value.strip(), re.ASCII)):
        raise ValueError(f"{value!r} is not a valid duration; use e.g. 30m, 4h or 2d")
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def _written(value: timedelta) -> str:
    """Write a duration in the largest unit that divides it, so that it can be parsed again."""
    seconds = int(value.total_seconds())
    unit = next(unit for unit in reversed(UNITS) if seconds % UNITS[unit] == 0)
    return f"{seconds // UNITS[unit]}{unit}"


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("must be greater than zero; use e.g. 4h")
    return value


def _currency(code: str) -> str:
    if not money.known(code):
        raise ValueError(f"{code!r} is not a current ISO 4217 currency; use e.g. EUR")
    return code


def matching(pattern: str, what: str) -> AfterValidator:
    """Make a validator that requires a full match; ``what`` completes "is not a valid …"."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"{text!r} is not a valid {what}")
        return text

    return AfterValidator(check)


def _some(values: Collected) -> Collected:
    if not values:
        raise ValueError("must not be empty; give at least one")
    return values


SOME = AfterValidator(_some)
"""Requires a non-empty collection."""

K = TypeVar("K")
V = TypeVar("V")

Name = Annotated[str, matching("[a-z][a-z0-9_]{0,39}", "name; use lower-case letters, digits and _, e.g. support_lead")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75)]
"""A text shown to people; 75 characters fit everywhere it is shown."""

Currency = Annotated[str, AfterValidator(_currency)]
Duration = Annotated[timedelta, BeforeValidator(_duration), PlainSerializer(_written)]
Span = Annotated[Duration, AfterValidator(_positive)]
"""A duration greater than zero."""

SetOf = Annotated[frozenset[V], PlainSerializer(sorted)]
"""A set, always written in sorted order."""

SomeOf = Annotated[SetOf[V], SOME]
"""A non-empty set."""

TableOf = Annotated[
    Mapping[K, V],
    AfterValidator(MappingProxyType),
    WrapSerializer(lambda table, write: write(dict(table))),
]
"""A read-only mapping."""

Named = TableOf[Name, V]
"""A mapping whose keys the company chooses."""
