"""Turning rows into players and events; an invalid row is refused with the column at fault."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.importing.convert import UnreadableValue, ValueReader
from bot.importing.mapping import Mapping as MappingFile
from bot.importing.read import FileLine, Refusal
from bot.process import transactions
from core import money
from core.activity import Event
from core.players import NewPlayer

log = logging.getLogger(__name__)

PLAYER = TypeAdapter(NewPlayer)
BODY = "body."

T = TypeVar("T")


class Rows:
    """Reads rows by a mapping, in order: cut times depend on the row before."""

    def __init__(self, mapping: MappingFile, now: datetime) -> None:
        self._now = now
        self._fields = {name: ValueReader(rule, mapping.nothing) for name, rule in mapping.fields.items()}
        self._create = {name: ValueReader(rule, mapping.nothing) for name, rule in mapping.create.items()}
        self._columns = {name: next(iter(rule.columns), "") for name, rule in mapping.fields.items()}

    def player(self, line: FileLine) -> NewPlayer | Refusal:
        """Turn a row into a player; without a registration time the time of the import is used."""
        return self._made(line, lambda: self._player({"registered_at": self._now} | _read(self._fields, line)))

    def event(self, line: FileLine) -> Event | Refusal:
        """Turn a row into an event; without a mapping the row is already one."""
        if not self._fields:
            return self._made(line, lambda: Event.model_validate(line.cells))
        return self._made(line, lambda: self._event(_read(self._fields, line)))

    def player_of(self, line: FileLine, event: Event) -> NewPlayer | Refusal:
        """Make the player an event names, as old as the event."""
        about = {"brand": event.brand, "external_id": event.player, "registered_at": event.at}
        return self._made(line, lambda: self._player(_read(self._create, line) | about))

    def _player(self, values: Mapping[str, Any]) -> NewPlayer:
        told = {name: value for name, value in values.items() if value is not None}
        player: NewPlayer = PLAYER.validate_python(told)
        if not money.known(player.currency):
            raise UnreadableValue(
                f"The currency {player.currency!r} is not an ISO 4217 code in use.", self._columns.get("currency", "")
            )
        return player

    def _event(self, values: Mapping[str, Any]) -> Event:
        told = {name: value for name, value in values.items() if value is not None}
        body = {name.removeprefix(BODY): told.pop(name) for name in list(told) if name.startswith(BODY)}
        return Event.model_validate(told | {"body": body})

    def _made(self, line: FileLine, make: Callable[[], T]) -> T | Refusal:
        try:
            return make()
        except UnreadableValue as wrong:
            return Refusal(line.number, wrong.sentence, wrong.column)
        except ValidationError as wrong:
            first = wrong.errors(include_url=False, include_context=False, include_input=False)[0]
            field = str(first["loc"][0]) if first["loc"] else ""
            said = "is empty" if first["type"].startswith("missing") else first["msg"].removeprefix("Value error, ")
            return Refusal(line.number, f"{field}: {said}.", self._columns.get(field, ""))
        except Exception:
            reference = transactions.reference()
            log.exception("Line %s was refused: %s", line.number, reference)
            return Refusal(line.number, f"It could not be read because of a fault here; the log names {reference}.")


def _read(readers: Mapping[str, ValueReader], line: FileLine) -> dict[str, Any]:
    """Read every value, even after an error, so that the clock of cut times stays in step."""
    values, wrong = {}, None
    for name, reader in readers.items():
        try:
            values[name] = reader.read(line.cells)
        except UnreadableValue as unreadable:
            wrong = wrong or unreadable
    if wrong:
        raise wrong
    return values
