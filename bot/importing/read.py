"""Reading a file row by row with bounded memory; a row that cannot be read is reported, never skipped silently."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Self

from bot.importing import spreadsheets
from bot.importing.lines import LONGEST_LINE, TextLines, UnreadableLine, UnusableFile
from bot.importing.mapping import Mapping as MappingFile
from bot.importing.mapping import MappingRefused, nearest

LONGEST_FIELD = 10_000
"""Characters: beyond any value that a desk could show."""
SEPARATOR = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
"""The first line with which Excel says what parts its columns."""
DELIMITERS = ",;\t|"
JSON_ENDINGS = frozenset({"jsonl", "ndjson", "json"})

csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One row of the file, by its columns; ``last`` is the line on which it ends."""

    number: int
    cells: Mapping[str, Any]
    last: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused line, and why."""

    number: int
    sentence: str
    column: str = ""


class WrittenNumber(float):
    """A number of a JSON line with decimals or an exponent, and how it was written."""

    def __new__(cls, text: str) -> Self:
        """Read it."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str


class File:
    """A file of rows, which can be read more than once."""

    def __init__(self, path: Path, mapping: MappingFile) -> None:
        self._path = path
        self._mapping = mapping
        self._lines = TextLines(path, mapping.encoding)

    @property
    def read_bytes(self) -> int:
        """How far it has been read."""
        return self._lines.read_bytes

    def rows(self) -> Iterator[FileLine | Refusal]:
        """Read the file from its beginning.

        Raises :class:`~bot.importing.mapping.MappingRefused` when the file and the mapping do not belong together,
        and :class:`~bot.importing.lines.UnusableFile` when it is no text.
        """
        self._lines = TextLines(self._path, self._mapping.encoding)
        as_json = (self._mapping.format or self._path.suffix.lstrip(".").casefold()) in JSON_ENDINGS
        try:
            yield from self._objects() if as_json else self._table()
        except FileNotFoundError:
            raise UnusableFile(f"There is no file {self._path}.") from None
        except OSError as wrong:
            raise UnusableFile(f"{self._path.name} cannot be read: {wrong.strerror}.") from None

    def _objects(self) -> Iterator[FileLine | Refusal]:
        begun = False
        for text in self._lines.texts():
            if isinstance(text, UnreadableLine):
                yield Refusal(self._lines.number, text.sentence)
            elif text.strip():
                begun = begun or self._refuse_spread_json(text.strip())
                yield self._object(text)

    def _refuse_spread_json(self, first: str) -> bool:
        """Refuse a document that is one list, or one object over many lines: its lines are no objects."""
        if first == "{" or (first.startswith("[") and (not first.endswith("]") or _is_list_of_objects(first))):
            raise UnusableFile(
                f"{self._path.name} is one JSON document, not JSON lines. Write each object on a line of its own, "
                "for example with jq -c '.[]', and import that."
            )
        return True

    def _object(self, text: str) -> FileLine | Refusal:
        number = self._lines.number
        try:
            found = json.loads(text, parse_float=WrittenNumber)
        except (ValueError, RecursionError):
            return Refusal(number, "It is not JSON; each line holds one object in braces.")
        if not isinstance(found, dict):
            return Refusal(number, "It is JSON, but not an object with named values.")
        return FileLine(number, found, number)

    def _table(self) -> Iterator[FileLine | Refusal]:
        unread: list[Refusal] = []
        delimiter, texts = self._delimiter(self._readable(unread))
        rows = csv.reader(texts, delimiter=delimiter)
        header = self._header(rows, unread)
        while True:
            begun = self._lines.number + 1
            try:
                row = next(rows)
            except StopIteration:
                yield from unread
                return
            except csv.Error as wrong:
                yield from self._unparted(begun, str(wrong))
                continue
            yield from unread
            unread.clear()
            if any(cell.strip() for cell in row):
                yield from self._row(begun, header, row, delimiter)

    def _delimiter(self, texts: Iterator[str]) -> tuple[str, Iterable[str]]:
        """Read what parts the columns where the first line says so."""
        first = next(texts, None)
        said = SEPARATOR.fullmatch(first) if first else None
        if said is None:
            return self._mapping.delimiter, texts if first is None else chain([first], texts)
        if "delimiter" in self._mapping.model_fields_set and self._mapping.delimiter != said[1]:
            raise MappingRefused(
                f"{self._path.name} says sep={said[1]}, the mapping says delimiter: {self._mapping.delimiter!r}. "
                "Correct one of them."
            )
        return said[1], texts

    def _header(self, rows: Iterator[list[str]], unread: list[Refusal]) -> list[str]:
        """Read the header and compare it with the mapping; columns without a name at its end are none."""
        try:
            header = next([name.strip() for name in row] for row in rows if any(cell.strip() for cell in row))
        except (StopIteration, csv.Error):
            said = unread[0].sentence if unread else "It is empty."
            raise MappingRefused(f"{self._path.name} has no header. {said}") from None
        while not header[-1]:
            header.pop()
        if problems := list(dict.fromkeys(self._problems(header))):
            raise MappingRefused("\n".join(problems))
        return header

    def _problems(self, header: list[str]) -> Iterator[str]:
        name = self._path.name
        missing = sorted(self._mapping.columns - set(header))
        if missing and header[0].startswith("{"):
            yield f"{name} seems to hold JSON lines. Write format: jsonl in the mapping."
            return
        other = next((sign for sign in DELIMITERS if len(header) == 1 and sign in header[0]), None)
        if missing and other:
            yield f"{name} has one column; is it parted by {other!r}? Then write delimiter: {other!r} in the mapping."
            return
        yield from (
            f"{name} has the column {column!r} twice." for column in header if column and header.count(column) > 1
        )
        yield from (
            f"{name} has no column {column!r}, which the mapping names{nearest(column, filter(None, header))}"
            for column in missing
        )

    def _row(self, first: int, header: list[str], row: list[str], delimiter: str) -> Iterator[FileLine | Refusal]:
        last, width = self._lines.number, len(header)
        over = row[width:]
        if over and not any(cell.strip() for cell in over):
            row = row[:width]
        fits = len(row) == width
        for name, cell in zip(header, row, strict=False):
            if last > first and (not fits or cell.count(delimiter) >= width - 1) and ("\n" in cell or "\r" in cell):
                yield from _swallowed(first, last, name)
                return
            if len(cell) > LONGEST_FIELD:
                yield Refusal(first, f"It is {len(cell):,} characters long; the limit is {LONGEST_FIELD:,}.", name)
                return
        if not fits:
            columns = "1 column" if len(row) == 1 else f"{len(row)} columns"
            yield Refusal(first, f"It has {columns}, the header has {width}.")
        else:
            cells = {name: spreadsheets.plain(cell) for name, cell in zip(header, row, strict=True) if name}
            yield FileLine(first, cells, last)

    def _unparted(self, first: int, wrong: str) -> Iterator[Refusal]:
        if "new-line" in wrong:
            yield Refusal(first, "It has a carriage return inside a value; line ends of two kinds are mixed.")
        else:
            yield from _swallowed(first, self._lines.number, "")

    def _readable(self, unread: list[Refusal]) -> Iterator[str]:
        for text in self._lines.texts():
            if isinstance(text, UnreadableLine):
                unread.append(Refusal(self._lines.number, text.sentence))
            else:
                yield text


def _swallowed(first: int, last: int, column: str) -> Iterator[Refusal]:
    """Tell of each line that a quote too many or too few has made part of one value."""
    sentence = (
        f"A quote opens on line {first} and does not close before line {last}, so that these lines are read as one "
        "value. Correct the quotes on both lines and import the file again."
    )
    for number in range(first, last + 1):
        yield Refusal(number, sentence, column)


def _is_list_of_objects(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) and any(isinstance(one, dict) for one in found)
