"""What the parts of the office file are made of: names, durations, amounts, and how their problems are told."""

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
"""Seconds in each unit of a duration, from the smallest."""

Collected = TypeVar("Collected", bound=Sized)

Place = tuple[str | int, ...]
"""Where in the file something stands: keys, and positions in lists from 0."""


class OfficePart(BaseModel):
    """A part of the office file: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unsound(ValueError):  # noqa: N818 - an answer about the file, worded for its author
    """Several problems found at once, each with its place below the part that was checked."""

    def __init__(self, *problems: tuple[Place, str]) -> None:
        super().__init__("; ".join(sentence for _, sentence in problems))
        self.problems = problems


def meant(word: str, words: Iterable[str]) -> str:
    """Write "; did you mean …?" where one of the words is close, else list them."""
    words = sorted(words)
    close = get_close_matches(word, words, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are: {', '.join(words)}"


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (found := re.fullmatch(r"(\d{1,5}) ?([smhdw])", value.strip(), re.ASCII)):
        raise ValueError(f"{value!r} is no duration; write a whole number and a unit, as 30m, 4h or 2d")
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def _written(value: timedelta) -> str:
    """Write a duration in the largest unit that it is whole in, so that it can be read back."""
    seconds = int(value.total_seconds())
    unit = next(unit for unit in reversed(UNITS) if seconds % UNITS[unit] == 0)
    return f"{seconds // UNITS[unit]}{unit}"


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("must be longer than nothing; write for example 4h")
    return value


def _currency(code: str) -> str:
    if not money.known(code):
        raise ValueError(f"{code!r} is no ISO 4217 currency in use; write for example EUR")
    return code


def matching(pattern: str, what: str) -> AfterValidator:
    """Demand that a text matches the whole pattern, and name ``what`` it is not where it does not."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"{text!r} is no {what}")
        return text

    return AfterValidator(check)


def _some(values: Collected) -> Collected:
    if not values:
        raise ValueError("must not be empty; name at least one")
    return values


SOME = AfterValidator(_some)
"""Demands that a collection is not empty."""

K = TypeVar("K")
V = TypeVar("V")

Name = Annotated[str, matching("[a-z][a-z0-9_]{0,39}", "name; write small letters, digits and _, as support_lead")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75)]
"""Words people see; 75 characters is what fits everywhere they are shown."""

Currency = Annotated[str, AfterValidator(_currency)]
Duration = Annotated[timedelta, BeforeValidator(_duration), PlainSerializer(_written)]
Span = Annotated[Duration, AfterValidator(_positive)]
"""A duration that is longer than nothing."""

SetOf = Annotated[frozenset[V], PlainSerializer(sorted)]
"""A set that is always written in one order."""

SomeOf = Annotated[SetOf[V], SOME]
"""The same, never empty."""

TableOf = Annotated[
    Mapping[K, V],
    AfterValidator(MappingProxyType),
    WrapSerializer(lambda table, write: write(dict(table))),
]
"""Values by key; read-only once read."""

Named = TableOf[Name, V]
"""Things the company names itself."""
