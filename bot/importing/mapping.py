"""The mapping file: which column of a file becomes what, with constants, templates and times that were cut."""

import codecs
import dataclasses
import difflib
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from core.errors import Refused
from core.moment import zone_names
from core.office.loader import worded
from core.office.strict_yaml import NotYaml, Reading
from core.players import NewPlayer

PLACE = re.compile(r"\{([^{}]+)\}")
"""A column's place in a template."""
OF_PLAYERS = [field.name for field in dataclasses.fields(NewPlayer) if field.name != "instruments"]
NEEDED_BY_PLAYERS = ("brand", "licence", "external_id", "username", "currency")
OF_EVENTS = ("source", "event_id", "type", "version", "at", "brand", "player", "request_id")
NEEDED_BY_EVENTS = ("source", "event_id", "type", "at", "brand")
MADE_FROM_EVENTS = frozenset({"brand", "external_id", "registered_at"})
"""What a player made from an event takes from the event, so that ``create`` does not say it."""


class MappingRefused(Refused):
    """The mapping cannot be used; the sentences say all that is wrong with it."""

    code = "mapping_refused"


class What(StrEnum):
    """What a file holds."""

    PLAYERS = "players"
    EVENTS = "events"


def _zone(name: str) -> str:
    if name not in zone_names():
        raise ValueError(f"{name!r} is not a time zone; write an IANA name such as Europe/Malta")
    return name


def _encoding(name: str) -> str:
    try:
        known = codecs.lookup(name)
        "".encode(known.name)
    except LookupError:
        raise ValueError(f"{name!r} is not an encoding of text; most files are utf-8, Excel's often cp1252") from None
    return name


def _texts(values: object) -> object:
    return ["" if value is None else value for value in values] if isinstance(values, list) else values


class ValueRule(BaseModel):
    """Where one value comes from, and how it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str | None = None
    """A column's name; of JSON lines also a path with dots."""
    constant: str | None = None
    """``true`` and ``false`` are truth values, all else is text unless ``as`` says what it is."""
    template: str | None = None
    """Words with {columns} between them."""
    values: dict[str, str | None] | None = None
    """What each word of the file means, read as a constant is; another word refuses the line."""
    nothing: Annotated[frozenset[str], BeforeValidator(_texts)] = frozenset()
    """Words that mean "nobody" or "not told" here, beside those of the whole file."""
    read_as: Literal["text", "integer", "number", "boolean", "time", "date", "money"] | None = Field(None, alias="as")
    format: str | None = None
    """Of a time, as Python's strptime writes it, or mm:ss.s for stamps cut to minutes and seconds."""
    start: AwareDatetime | None = None
    """For cut stamps: when the file begins. They go round once an hour."""
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    """Of times that name none; without it they are refused."""
    rounded: bool = False
    """Whether numbers in scientific notation are taken as they stand: shortened ids may name several people at once."""
    currency: str | None = None
    """Of money: a code, or a {column}."""

    @model_validator(mode="before")
    @classmethod
    def _short_for_a_column(cls, given: object) -> object:
        return {"column": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if len({"column", "constant", "template"} & self.model_fields_set) != 1:
            raise ValueError("needs exactly one of column, constant or template")
        if (self.format == CUT) != (self.start is not None):
            raise ValueError(f"cut times need both format: {CUT!r} and start: a time with its zone")
        if (self.read_as == "money") != (self.currency is not None):
            raise ValueError("money needs both as: money and currency")
        if self.read_as == "time" and self.zone is None and self.format not in {None, CUT} and not _has_zone(self):
            raise ValueError("times without a zone need one; write e.g. zone: Europe/Malta, or zone: UTC")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        named = (self.column,) if self.column is not None else ()
        return (*named, *PLACE.findall(self.template or ""), *PLACE.findall(self.currency or ""))


CUT = "mm:ss.s"


def _has_zone(rule: ValueRule) -> bool:
    return any(directive in (rule.format or "") for directive in ("%z", "%Z", "%c"))


class Mapping(BaseModel):
    """A mapping file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: What
    format: Literal["csv", "jsonl"] | None = None
    """By the file's ending where left out."""
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    nothing: Annotated[frozenset[str], BeforeValidator(_texts)] = frozenset({""})
    """Words that mean "not told" in any column."""
    fields: dict[str, ValueRule]
    create: dict[str, ValueRule] = {}
    """How a player is made whom an event names and nobody knows."""

    @property
    def columns(self) -> frozenset[str]:
        """Every column it reads."""
        return frozenset(name for rule in (*self.fields.values(), *self.create.values()) for name in rule.columns)


PLAIN = Mapping(what=What.EVENTS, format="jsonl", fields={})
"""No mapping: each line is an event as the signed door takes it."""


def read_mapping(path: Path, what: What) -> Mapping:
    """Read a mapping file.

    Raises :class:`MappingRefused` telling everything that is wrong with it.
    """
    reading = Reading()
    try:
        raw = reading.read(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise MappingRefused(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError, NotYaml) as wrong:
        raise MappingRefused(f"{path.name} cannot be read as YAML: {' '.join(str(wrong).split())}.") from None
    if not isinstance(raw, dict):
        raise MappingRefused(f"{path.name} is not a mapping: it has no `what:` and no `fields:`.")
    problems = [_located(place, what_is_wrong, reading) for place, what_is_wrong in reading.problems]
    try:
        mapping = Mapping.model_validate(raw)
    except ValidationError as wrong:
        problems += _of_pydantic(wrong, reading)
    else:
        problems += _problems(mapping, what)
    if problems:
        raise MappingRefused(_told(path, problems))
    return mapping


def nearest(word: str, words: Iterable[str]) -> str:
    """Give "; did you mean …?" where something is near, else what there is."""
    words = list(words)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else f". There are: {', '.join(words[:40])}."


def _problems(mapping: Mapping, what: What) -> Iterator[str]:
    if mapping.what is not what:
        yield f"it maps {mapping.what.value}, not {what.value}."
        return
    known, needed = (OF_PLAYERS, NEEDED_BY_PLAYERS) if what is What.PLAYERS else (OF_EVENTS, NEEDED_BY_EVENTS)
    for name in mapping.fields:
        if name not in known and not (what is What.EVENTS and name.startswith("body.")):
            yield f"fields.{name} is not a field of {what.value}{nearest(name, known)}"
    for name in needed:
        if name not in mapping.fields:
            yield f"fields.{name} is missing."
    for name in mapping.create:
        if name not in OF_PLAYERS or name in MADE_FROM_EVENTS:
            yield f"create.{name} cannot be used to create a player{nearest(name, set(OF_PLAYERS) - MADE_FROM_EVENTS)}"


def _of_pydantic(wrong: ValidationError, reading: Reading) -> Iterator[str]:
    for one in wrong.errors(include_url=False):
        place = tuple(step for step in one["loc"] if step != "[key]")
        if one["type"] == "extra_forbidden":
            known = ValueRule if len(place) > 1 else Mapping
            names = [field.alias or name for name, field in known.model_fields.items()]
            yield _located(place, f"is not a key{nearest(str(place[-1]), names)}", reading)
        else:
            yield _located(place, worded(one).removeprefix("Value error, "), reading)


def _located(place: tuple[str | int, ...], sentence: str, reading: Reading) -> str:
    """Write a problem on one line, with its path and its line of the file."""
    named = ".".join(str(step) for step in place) or "it"
    line = next((reading.lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in reading.lines), 1)
    return f"{named} {sentence.rstrip('.')} (line {line})."


def _told(path: Path, problems: Iterable[str]) -> str:
    return "\n".join([f"The mapping {path.name} cannot be used:", *(f"- {problem}" for problem in problems)])
