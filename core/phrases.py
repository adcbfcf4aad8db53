"""Sentences whose amounts, times and ids stay typed: core chooses the words, bot writes the values for its reader."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Self

from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from core.money import Money

PLACE = re.compile(r"\{(\w+)\}")
"""Where a value stands in the words of a phrase."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 code of two letters."""

    code: str

    def __str__(self) -> str:
        """Write the code."""
        return self.code


@dataclass(frozen=True, slots=True)
class PlayerRef:
    """A player where no name may stand."""

    player_id: int

    def __str__(self) -> str:
        """Write the number alone, with what it is."""
        return f"player {self.player_id}"


class Phrase(str):
    """Words with values in named places: ``Phrase("The wallet holds {held}.", held=balance)``.

    It is a string, for logs and for columns of text; what people read is written by bot, value by value. Whatever
    somebody typed is a value too, never part of the words.
    """

    __slots__ = ("values", "words")

    words: str
    values: Mapping[str, object]

    def __new__(cls, words: str, /, **values: object) -> Self:
        """Make it; a place without a value stays as it is."""
        phrase = super().__new__(cls, _filled(words, values, _plain))
        phrase.words, phrase.values = words, values
        return phrase

    def written(self, write: Callable[[object], str]) -> str:
        """Give the sentence with each value written by the reader's own way."""
        return _filled(self.words, self.values, write)


class Codec:
    """Values as JSON and back: text, numbers and lists as they are, all else as one pair of its kind and itself."""

    def __init__(self, kinds: Mapping[str, Any]) -> None:
        """Take the kinds of values by what their JSON calls them."""
        self._names = {type_: kind for kind, type_ in kinds.items()}
        self._adapters = {kind: TypeAdapter(type_) for kind, type_ in kinds.items()}

    def write(self, value: Any) -> Any:
        """Give a value as JSON.

        Raises ``TypeError`` for what is none of the kinds.
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
        raise TypeError(f"{type(value).__name__} is not a value that facts and phrases may hold")

    def read(self, stored: Any) -> Any:
        """Read a value back from JSON; a value is taken as it is.

        Raises ``ValueError`` for a kind that is not known.
        """
        if isinstance(stored, list):
            return tuple(self.read(each) for each in stored)
        if not isinstance(stored, dict):
            return stored
        ((kind, content),) = stored.items()
        if kind == "phrase":
            return Phrase(content["words"], **{name: self.read(each) for name, each in content["values"].items()})
        if kind not in self._adapters:
            raise ValueError(f"{kind!r} is not a kind of value that this Pitboss knows")
        return self._adapters[kind].validate_python(content)


KINDS: Mapping[str, Any] = {
    "money": Money,
    "at": datetime,
    "day": date,
    "hour": time,
    "span": timedelta,
    "country": Country,
    "player": PlayerRef,
}
"""The kinds of values by what their JSON calls them, but for those of the rooms above."""
PHRASES = Codec(KINDS)


def _sentence(kept: Any) -> str:
    if isinstance(read := PHRASES.read(kept), str):
        return read
    raise ValueError("this is no sentence")


Words = Annotated[str, PlainValidator(_sentence), PlainSerializer(PHRASES.write, when_used="json")]
"""A sentence that may be a phrase, as a field."""
STORED = '{"phrase": '
"""What a phrase in a column of text begins with."""


def stored(text: str) -> str:
    """Give text as a column of text keeps it: a phrase as JSON, so that its values stay typed."""
    return json.dumps(PHRASES.write(text), ensure_ascii=False) if isinstance(text, Phrase) else text


def restored(kept: str) -> str:
    """Read what a column of text kept. Only for what the desk itself writes there, never for what people typed."""
    if not kept.startswith(STORED):
        return kept
    phrase: str = PHRASES.read(json.loads(kept))
    return phrase


def _filled(words: str, values: Mapping[str, object], write: Callable[[object], str]) -> str:
    return PLACE.sub(lambda place: write(values[place[1]]) if place[1] in values else place[0], words)


def _plain(value: object) -> str:
    return ", ".join(map(_plain, value)) if isinstance(value, tuple) else str(value)
