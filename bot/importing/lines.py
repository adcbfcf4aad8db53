"""The lines of a file, whatever their ends and their encoding; a file that is no text is named for what it is."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from core.errors import Refused

LONGEST_LINE = 4_000_000
"""Bytes: beyond any row that a person or a system means."""
LOOKED_AT = 65_536
"""Bytes at the beginning from which the kind of a file is told."""
BYTES = "latin-1"
"""An encoding in which each byte is a character, so that lines are parted before they are decoded one by one."""
MARK = codecs.BOM_UTF8.decode(BYTES)
END_OF_FILE = "\x1a"
"""Ctrl-Z, with which some programs end a text."""
WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNPACK = "Unpack it and import the file inside."
AS_CSV = "Export it as CSV (UTF-8) or JSON lines, and import that."
NOT_TEXT = (
    (b"PK\x03\x04", "a ZIP archive", UNPACK),
    (b"PK\x05\x06", "an empty ZIP archive", UNPACK),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind or another Office document", AS_CSV),
    (b"\x1f\x8b", "compressed with gzip", UNPACK),
    (b"BZh", "compressed with bzip2", UNPACK),
    (b"\xfd7zXZ", "compressed with xz", UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard", UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"%PDF", "a PDF document", AS_CSV),
    (b"PAR1", "a Parquet file", AS_CSV),
    (b"Obj\x01", "an Avro file", AS_CSV),
    (b"SQLite format 3", "an SQLite database", AS_CSV),
    (b"{\\rtf", "a formatted text (RTF)", AS_CSV),
)
INSIDE_ZIP = ((b"xl/", "an Excel workbook"), (b"opendocument.spreadsheet", "an OpenDocument spreadsheet"))


class UnusableFile(Refused):
    """The file as a whole cannot be read; the sentence says what it is and what to do."""

    code = "unusable_file"


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that is no text, and why."""

    sentence: str


class TextLines:
    """The lines of one reading of a file, counted from 1; ``read_bytes`` is about how far it has been read."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        self.number = 0
        self.read_bytes = 0

    def texts(self) -> Iterator[str | UnreadableLine]:
        """Read the lines; those that are too long or in another encoding are reported.

        Raises :class:`UnusableFile` when it is no text at all, and ``OSError``.
        """
        with self._path.open("rb") as file:
            head = file.read(LOOKED_AT)
        refuse_other_kinds(self._path, head)
        wide = _wide(head, self._encoding)
        with self._path.open(encoding=wide or BYTES, newline=_line_end(head, wide)) as text:
            try:
                for raw in self._raw(text):
                    yield raw if isinstance(raw, UnreadableLine) else self._decoded(raw, wide)
            except UnicodeError:
                self.number += 1
                yield UnreadableLine(f"From here on the file is not {(wide or '').upper()}; the rest was not read.")

    def _raw(self, text: TextIO) -> Iterator[str | UnreadableLine]:
        while raw := text.readline(LONGEST_LINE + 1):
            self.number += 1
            self.read_bytes += len(raw)
            if len(raw) <= LONGEST_LINE:
                yield raw.removeprefix(MARK) if self.number == 1 else raw
                continue
            while (rest := text.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                pass
            yield UnreadableLine(f"It is longer than {LONGEST_LINE:,} bytes.")

    def _decoded(self, raw: str, wide: str | None) -> str | UnreadableLine:
        try:
            text = raw if wide else raw.encode(BYTES).decode(self._encoding)
        except UnicodeError:
            named = self._encoding.upper()
            return UnreadableLine(f"It is not {named}; the mapping may name another encoding.")
        if "\0" in text:
            return UnreadableLine("It holds a zero byte.")
        return text if END_OF_FILE not in text else text.rstrip().rstrip(END_OF_FILE)


def refuse_other_kinds(path: Path, head: bytes) -> None:
    """Refuse a file that is no text, and say what it is.

    Raises :class:`UnusableFile`.
    """
    for begins, kind, advice in NOT_TEXT:
        if head.startswith(begins):
            inside = next((name for mark, name in INSIDE_ZIP if mark in head and begins.startswith(b"PK")), None)
            raise UnusableFile(f"{path.name} is {inside or kind}. {AS_CSV if inside else advice}")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UnusableFile(f"{path.name} is an HTML or XML document. {AS_CSV}")


def _wide(head: bytes, encoding: str) -> str | None:
    """Name an encoding of two or four bytes a character: by its mark, by its many zero bytes, or by the mapping."""
    for mark, name in WIDE:
        if head.startswith(mark):
            return name
    named = codecs.lookup(encoding).name
    if not named.startswith(("utf-16", "utf-32")) and head.count(0) * 3 < len(head):
        return None
    if named not in {"utf-8", "utf-16", "utf-32"}:
        return named
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


def _line_end(head: bytes, wide: str | None) -> str:
    """Tell what ends a line: a carriage return alone where there is no line feed, as on old Macs."""
    text = head.decode(wide, errors="ignore") if wide else head.decode(BYTES)
    return "\r" if "\r" in text and "\n" not in text else "\n"
