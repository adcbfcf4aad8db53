"""Phrases: sentences whose amounts, times and ids stay typed, so that bot can format them for each reader."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from core.money import Money

PLACE = re.compile(r"\{(\w+)\}")
"""A placeholder in the words of a phrase."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country, by its two-letter ISO 3166-1 code."""

    code: str

    def __str__(self) -> str:
        """Write the code."""
        return self.code


@dataclass(frozen=True, slots=True)
class PlayerRef:
    """A player in a place where the name must not appear."""

    player_id: int

    def __str__(self) -> str:
        """Write it as ``player 42``."""
        return f"player {self.player_id}"


class Phrase(str):
    """A sentence with named values: ``Phrase("The wallet holds {held}.", held=balance)``.

    It is a ``str``, for logs and text columns; for people, bot formats each value for the reader. Text that somebody
    typed must be a value, never part of the words.
    """

    __slots__ = ("values", "words")

    words: str
    values: Mapping[str, object]

    def __new__(cls, words: str, /, **values: object) -> Self:
        """Make a phrase; a placeholder without a value stays as it is."""
        phrase = super().__new__(cls, _filled(words, values, _plain))
        phrase.words, phrase.values = words, values
        return phrase

    def written(self, write: Callable[[object], str]) -> str:
        """Give the sentence with each value formatted by ``write``."""
        return _filled(self.words, self.values, write)


class Codec:
    """Converts typed values to JSON and back: other values than text, numbers and lists become ``{kind: value}``."""

    def __init__(self, kinds: Mapping[str, Any]) -> None:
        """Take the supported types by their kind in JSON."""
        self._names = {type_: kind for kind, type_ in kinds.items()}
        self._adapters = {kind: TypeAdapter(type_) for kind, type_ in kinds.items()}

    def write(self, value: Any) -> Any:
        """Convert a value to JSON.

        Raises ``TypeError`` for an unsupported type.
        """
        if isinstance(value, Phrase):
            values = {name: self.write(each) for name, each in value.values.items()}
            return {"phrase": {"words": value.words, "values": values}}
        if isinstance(value, str | int):
            return value if isinstance(value, bool) else int(value) if isinstance(value, int) else str(value)
        if isinstance(value, tuple):
            return [self.write(each) for each in value]
        if kind := self._names.get(type(value)):
            return {kind: self._adapters[kind].dump_python(value, mode="json")}
        raise TypeError(f"{type(value).__name__} is not a type that facts and phrases support")

    def read(self, stored: Any) -> Any:
        """Convert JSON back to a value; text and numbers stay as they are.

        Raises ``ValueError`` for an unknown kind.
        """
        if isinstance(stored, list):
            return tuple(self.read(each) for each in stored)
        if not isinstance(stored, dict):
            return stored
        ((kind, content),) = stored.items()
        if kind == "phrase":
            return Phrase(content["words"], **{name: self.read(each) for name, each in content["values"].items()})
        if kind not in self._adapters:
            raise ValueError(f"{kind!r} is not a kind of value that this version of Pitboss knows")
        return self._adapters[kind].validate_python(content)


KINDS: Mapping[str, Any] = {
    "money": Money,
    "at": datetime,
    "day": date,
    "hour": time,
    "span": timedelta,
    "country": Country,
    "player": PlayerRef,
    "id": UUID,
}
"""The types phrases support, by their kind in JSON."""
PHRASES = Codec(KINDS)


def _sentence(content: Any) -> str:
    if isinstance(read := PHRASES.read(content), str):
        return read
    raise ValueError("this is not a sentence")


Words = Annotated[str, PlainValidator(_sentence), PlainSerializer(PHRASES.write, when_used="json")]
"""A field type: a sentence that may be a phrase."""
STORED = '{"phrase": '
"""The prefix of a phrase stored in a text column."""


def alternatives(words: Iterable[str]) -> str:
    """Join words of which one is enough: ``a, b or c``."""
    *first, last = [*words] or [""]
    return " or ".join(filter(None, [", ".join(first), last]))


def stored(text: str) -> str:
    """Encode text for a text column: a phrase becomes JSON, so that its values stay typed."""
    return json.dumps(PHRASES.write(text), ensure_ascii=False) if isinstance(text, Phrase) else text


def restored(text: str) -> str:
    """Decode a text column written with :func:`stored`; never use it for text that people typed."""
    if not text.startswith(STORED):
        return text
    phrase: str = PHRASES.read(json.loads(text))
    return phrase


def _filled(words: str, values: Mapping[str, object], write: Callable[[object], str]) -> str:
    return PLACE.sub(lambda place: write(values[place[1]]) if place[1] in values else place[0], words)


def _plain(value: object) -> str:
    return ", ".join(map(_plain, value)) if isinstance(value, tuple) else str(value)
