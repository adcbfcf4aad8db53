"""Field types of the office file: names, durations, collections, roles, quorums, and the problems found in them."""

import re
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Protocol, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WrapSerializer,
    model_validator,
)

from core import money
from core.people import Permission, Visibility

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


class FileRole(Protocol):
    """What is checked of a role: see :class:`core.office.Role`."""

    @property
    def permissions(self) -> frozenset[Permission]:
        """What people with it may do."""

    @property
    def sees(self) -> frozenset[Visibility]:
        """What they may see."""


@dataclass(frozen=True, slots=True)
class FileContext:
    """What parts of the file are checked against while it is loaded."""

    roles: Mapping[str, FileRole | None]
    """The roles of the file; None for a role that has problems itself."""
    base_currency: str | None


def file_context(info: ValidationInfo) -> FileContext | None:
    """Give the context of the file being loaded; None for a part that is validated alone, as from a snapshot."""
    return info.context if isinstance(info.context, FileContext) else None


def lacking(role: str, permission: Permission, file: FileContext | None) -> str | None:
    """Say why the role cannot be used where the permission is needed; None where it can."""
    found = file.roles.get(role) if file else None
    if found is None or permission in found.permissions:
        return None
    return f"role {role!r} does not hold {permission.value!r}; add it to the role or name another role"


def _named(role: str, info: ValidationInfo) -> str:
    file = file_context(info)
    if file and role not in file.roles:
        raise ValueError(f"unknown role {role!r}{suggestion(role, file.roles)}")
    return role


RoleName = Annotated[str, AfterValidator(_named)]
"""The name of a role in the same file."""


class Quorum(OfficePart):
    """Who must agree, the minimum number of people, and the time limit.

    Each slot is filled by one person with one of its roles; nobody fills two. Where ``people`` exceeds the number of
    slots, the others may be anybody with the action's approving permission.
    """

    slots: Annotated[tuple[SomeOf[RoleName], ...], SOME]
    people: int = Field(ge=1, le=10)
    within: Span

    @model_validator(mode="after")
    def _enough(self) -> "Quorum":
        if self.people < (wanted := len(self.slots)):
            sentence = f"{self.people} cannot fill {wanted} slots, as nobody fills two; use {wanted} or more"
            raise Unsound((("people",), sentence))
        return self
