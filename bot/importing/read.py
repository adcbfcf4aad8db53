"""Reading a file line by line with bounded memory; a line that cannot be read is reported, never skipped silently."""

import codecs
import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot.importing.mapping import Mapping as MappingFile
from bot.importing.mapping import MappingRefused, nearest

LONGEST_LINE = 4_000_000
"""Bytes: beyond any row that a person or a system means."""
LONGEST_FIELD = 10_000
"""Characters: beyond any value that a desk could show."""
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One row of the file, by its columns."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused line, and why."""

    number: int
    sentence: str
    column: str = ""


class File:
    """A file of rows. ``read_bytes`` is how far it has been read."""

    def __init__(self, path: Path, mapping: MappingFile) -> None:
        self._path = path
        self._mapping = mapping
        self._number = 0
        self.read_bytes = 0

    @property
    def total_bytes(self) -> int:
        """The file's size."""
        return self._path.stat().st_size

    def rows(self) -> Iterator[FileLine | Refusal]:
        """Read the file.

        Raises :class:`~bot.importing.mapping.MappingRefused` when the file and the mapping do not belong together.
        """
        try:
            with self._path.open("rb") as handle:
                as_json = (self._mapping.format or self._path.suffix.lstrip(".")) in {"jsonl", "ndjson", "json"}
                yield from self._objects(handle) if as_json else self._table(handle)
        except FileNotFoundError:
            raise MappingRefused(f"There is no file {self._path}.") from None
        except OSError as wrong:
            raise MappingRefused(f"{self._path.name} cannot be read: {wrong.strerror}.") from None

    def _objects(self, handle: BinaryIO) -> Iterator[FileLine | Refusal]:
        for text in self._texts(handle):
            if isinstance(text, Refusal):
                yield text
            elif text.strip():
                yield self._object(text)

    def _object(self, text: str) -> FileLine | Refusal:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as wrong:
            return Refusal(self._number, f"It is not JSON: {wrong}.")
        if not isinstance(found, dict):
            return Refusal(self._number, "It is JSON, but not an object with named values.")
        return FileLine(self._number, found)

    def _table(self, handle: BinaryIO) -> Iterator[FileLine | Refusal]:
        unread: list[Refusal] = []
        rows = csv.reader(self._readable(handle, unread), delimiter=self._mapping.delimiter)
        header = self._header(rows, unread)
        while True:
            begun = self._number + 1
            try:
                row = next(rows)
            except StopIteration:
                yield from unread
                return
            except csv.Error:
                yield Refusal(begun, f"A quote is opened and not closed until line {self._number}.")
                continue
            yield from unread
            unread.clear()
            if row:
                yield self._row(begun, header, row)

    def _header(self, rows: Iterator[list[str]], unread: list[Refusal]) -> list[str]:
        """Read the header and compare it with the mapping."""
        try:
            header = [name.strip() for name in next(rows)]
        except (StopIteration, csv.Error):
            said = unread[0].sentence if unread else "It is empty."
            raise MappingRefused(f"{self._path.name} has no header. {said}") from None
        missing = sorted(self._mapping.columns - set(header))
        problems = [
            *(f"{self._path.name} has the column {name!r} twice." for name in header if header.count(name) > 1),
            *(
                f"{self._path.name} has no column {name!r}, which the mapping names{nearest(name, header)}"
                for name in missing
            ),
        ]
        if problems:
            raise MappingRefused("\n".join(dict.fromkeys(problems)))
        return header

    def _row(self, number: int, header: list[str], row: list[str]) -> FileLine | Refusal:
        if len(row) != len(header):
            return Refusal(number, f"It has {len(row)} columns, the header has {len(header)}.")
        for name, cell in zip(header, row, strict=True):
            if len(cell) > LONGEST_FIELD:
                return Refusal(number, f"It is {len(cell):,} characters long; the limit is {LONGEST_FIELD:,}.", name)
        return FileLine(number, dict(zip(header, row, strict=True)))

    def _readable(self, handle: BinaryIO, unread: list[Refusal]) -> Iterator[str]:
        for text in self._texts(handle):
            if isinstance(text, Refusal):
                unread.append(text)
            else:
                yield text

    def _texts(self, handle: BinaryIO) -> Iterator[str | Refusal]:
        """Split the file into lines; lines that are too long or in another encoding are refused."""
        while raw := handle.readline(LONGEST_LINE + 1):
            self._number += 1
            self.read_bytes += len(raw)
            if len(raw) > LONGEST_LINE:
                self._skip(handle)
                yield Refusal(self._number, f"It is longer than {LONGEST_LINE:,} bytes.")
                continue
            if self._number == 1:
                raw = self._without_mark(raw)
            yield self._decoded(raw)

    def _decoded(self, raw: bytes) -> str | Refusal:
        try:
            text = raw.decode(self._mapping.encoding)
        except UnicodeDecodeError:
            return Refusal(
                self._number, f"It is not {self._mapping.encoding.upper()}; the mapping may name another encoding."
            )
        except LookupError:
            raise MappingRefused(f"There is no encoding {self._mapping.encoding!r}; most files are utf-8.") from None
        return Refusal(self._number, "It holds a zero byte.") if "\0" in text else text

    def _without_mark(self, raw: bytes) -> bytes:
        if raw.startswith(WIDE):
            raise MappingRefused(f"{self._path.name} is UTF-16. Save it as UTF-8 first.")
        return raw.removeprefix(codecs.BOM_UTF8)

    def _skip(self, handle: BinaryIO) -> None:
        """Skip to the end of a line that is too long."""
        while (rest := handle.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            self.read_bytes += len(rest)
        self.read_bytes += len(rest)
