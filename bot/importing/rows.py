"""Turning rows into players and events; an invalid row is refused with every column at fault."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.importing import convert, spreadsheets
from bot.importing.convert import UnreadableValue, ValueReader
from bot.importing.mapping import Mapping as MappingFile
from bot.importing.mapping import ValueRule
from bot.importing.read import FileLine, Refusal
from bot.process import transactions
from core.activity import Event
from core.players import NewPlayer
from core.players.fields import LINE_BREAKS, kind

PLAYER = TypeAdapter(NewPlayer)
BODY = "body."
KEYS_OF_EVENTS = ("source", "event_id", "type", "brand", "player", "request_id")
NOT_TEXT = (
    "vip",
    "watched",
    "staff_owned",
    "verification_level",
    "registered_at",
    "born_on",
    "verification_expires_on",
)
"""Fields of a player that are not text."""
IDS = frozenset({"external_id", "phone", "event_id", "player"})
"""Fields that a program may have taken for numbers."""
AHEAD = timedelta(hours=1)
"""How far another system's clock may be ahead of ours."""
EXPECTED = {
    "string": "text",
    "bool": "true or false",
    "int": "a whole number",
    "date": "a date such as 1984-03-17",
    "datetime": "a time such as 2026-05-03T14:00:00Z",
    "timezone": "a time with its zone, such as 2026-05-03T14:00:00Z",
    "uuid": "an id such as 01890a5d-ac96-774b-bcce-b302099a8057",
    "dict": "an object in braces",
}
"""What would be right, by the first word of pydantic's type of error."""
SENTENCES = {
    "missing": "is empty",
    "missing_argument": "is empty",
    "missing_keyword_only_argument": "is empty",
    "string_too_short": "is empty",
    "string_too_long": "is longer than an id may be",
    "string_pattern_mismatch": "has characters that are not allowed here",
    "extra_forbidden": "is not a field of an event",
}
"""What is wrong, by pydantic's type of error."""
log = logging.getLogger(__name__)

T = TypeVar("T")
Problem = tuple[str, str]
"""A field and what is wrong with its value."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What to know of a line that was taken."""

    number: int
    column: str
    sentence: str


class Rows:
    """Reads rows by a mapping, in order: cut times depend on the row before. It collects ``remarks``."""

    def __init__(self, mapping: MappingFile, now: datetime, lengths: Mapping[str, int] | None = None) -> None:
        self._now = now
        self._lengths = lengths or {}
        self._fields = _readers(mapping.fields, mapping.nothing)
        self._create = _readers(mapping.create, mapping.nothing)
        self._columns = {name: next(iter(rule.columns), "") for name, rule in (mapping.create | mapping.fields).items()}
        self.remarks: list[Remark] = []

    def player(self, line: FileLine) -> NewPlayer | Refusal:
        """Turn a row into a player; without a registration time the time of the import is used."""
        return self._made(line, self._fields, lambda values: self._player({"registered_at": self._now} | values))

    def event(self, line: FileLine) -> Event | Refusal:
        """Turn a row into an event; without a mapping the row is already one."""
        if not self._fields:
            return self._made(line, {}, lambda _: Event.model_validate(_with_text_keys(line.cells, KEYS_OF_EVENTS)))
        return self._made(line, self._fields, _event)

    def player_of(self, line: FileLine, event: Event) -> NewPlayer | Refusal:
        """Make the player an event names, as old as the event."""
        about = {"brand": event.brand, "external_id": event.player, "registered_at": event.at}
        return self._made(line, self._create, lambda values: self._player(values | about))

    def _player(self, values: Mapping[str, Any]) -> NewPlayer:
        player: NewPlayer = PLAYER.validate_python(
            _with_text_keys(values, [name for name in values if name not in NOT_TEXT])
        )
        if player.registered_at > self._now + AHEAD:
            raise WrongField("registered_at", "is a time in the future; write when the account was opened")
        if spreadsheets.lost_zeros(player.external_id, length=self._lengths.get(player.brand)):
            length = self._lengths[player.brand]
            sentence = f"is {kind(player.external_id)}; others have {length} and begin with 0, which is lost here"
            raise WrongField("external_id", sentence)
        with _about("phone"):
            spreadsheets.refuse_cut_phone(player.phone or "", country=player.country)
        return player

    def _made(
        self, line: FileLine, readers: Mapping[str, ValueReader], make: Callable[[dict[str, Any]], T]
    ) -> T | Refusal:
        """Make something of a line, or refuse the line; whatever happens here, the other lines go on."""
        try:
            values, problems, remarks = self._read(line, readers)
            made = None
            try:
                made = make(values)
            except ValidationError as wrong:
                unread = {name for name, _ in problems}
                problems += [one for one in _of_pydantic(wrong) if one[0] not in unread]
            except WrongField as wrong:
                problems.append((wrong.field, str(wrong)))
        except Exception:
            reference = transactions.reference()
            log.exception("Line %d was refused under %s", line.number, reference)
            return Refusal(
                line.number, f"It could not be read because of an error in Pitboss; the log has {reference}."
            )
        if problems or made is None:
            return self._refusal(line, problems)
        self.remarks += remarks
        return made

    def _read(
        self, line: FileLine, readers: Mapping[str, ValueReader]
    ) -> tuple[dict[str, Any], list[Problem], list[Remark]]:
        """Read every value, even after an error, so that the clock of cut times stays in step."""
        values, problems, remarks = dict[str, Any](), list[Problem](), list[Remark]()
        for name, reader in readers.items():
            try:
                value = reader.read(line.cells)
            except UnreadableValue as wrong:
                problems.append((name, str(wrong)))
                continue
            if value is not None:
                values[name] = value
            if reader.remark:
                remarks.append(Remark(line.number, self._columns.get(name, ""), f"{name} {reader.remark}."))
        return values, problems, remarks

    def _refusal(self, line: FileLine, problems: Sequence[Problem]) -> Refusal:
        columns = dict.fromkeys(self._columns.get(name, "") for name, _ in problems)
        said = " ".join(f"{name or 'It'} {sentence}." for name, sentence in problems)
        if line.last > line.number:
            said += f" The row begins on line {line.number} and ends on line {line.last}; check its quotes."
        return Refusal(line.number, said, ", ".join(filter(None, columns)))


class WrongField(ValueError):  # noqa: N818 - an answer about a line, not a mishap
    """One field of a line is not what it must be."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def _readers(rules: Mapping[str, ValueRule], nothing: frozenset[str]) -> dict[str, ValueReader]:
    return {name: ValueReader(rule, nothing) for name, rule in rules.items()}


def _event(values: dict[str, Any]) -> Event:
    body = {name.removeprefix(BODY): _plain(value) for name, value in values.items() if name.startswith(BODY)}
    about = {name: value for name, value in values.items() if not name.startswith(BODY)}
    for name, value in values.items():
        if isinstance(value, str) and not LINE_BREAKS.isdisjoint(value):
            raise WrongField(name, "has a line break; write it on one line")
    return Event.model_validate(_with_text_keys(about, KEYS_OF_EVENTS) | {"body": body})


def _with_text_keys(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Write the numbers among some values as text; ids are names, also where a file writes them as numbers."""
    read: dict[str, Any] = dict(values)
    for name in names:
        value = values.get(name)
        if isinstance(value, str):
            if name in IDS:
                with _about(name):
                    spreadsheets.refuse_float(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            with _about(name):
                read[name] = convert.text(value)
    return read


@contextmanager
def _about(field: str) -> Iterator[None]:
    """Say of which field a value is wrong."""
    try:
        yield
    except ValueError as wrong:
        raise WrongField(field, str(wrong)) from None


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, float) else value


def _of_pydantic(wrong: ValidationError) -> Iterator[Problem]:
    for one in wrong.errors(include_url=False, include_context=False):
        yield str(one["loc"][0]) if one["loc"] else "", _worded(one)


def _worded(one: ErrorDetails) -> str:
    if one["type"] in SENTENCES:
        return SENTENCES[one["type"]]
    expected = EXPECTED.get(one["type"].partition("_")[0])
    if expected and one["type"].endswith(("_type", "_parsing", "_aware", "_inexact")):
        return f"is {kind(one['input'])}; write {expected}"
    return one["msg"].removeprefix("Value error, ")
