"""The rows of a digest as files: lists that a message cannot show whole, and figures that are booked."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot import kit
from bot.cards import csv_cells, digest_text
from core.digests import Digest, Section
from core.money import Money


@dataclass(frozen=True, slots=True)
class RowsFile:
    """One list as CSV, and a sentence about it."""

    name: str
    text: str
    sentence: str


def files(digest: Digest) -> list[RowsFile]:
    """Write each list of a digest that has more rows than a message holds, and the figures that are booked."""
    lists = [_file(digest, section) for section in digest.sections if long(section)]
    return [*lists, *(_figures(digest, section) for section in digest.sections if booked(section))]


def long(section: Section) -> bool:
    """Tell whether a list has more rows than a table of a message takes."""
    return section.table is not None and len(section.table.rows) > kit.TABLE_BODY_MOST


def booked(section: Section) -> bool:
    """Tell whether a section has figures that come as a file, for the books."""
    return section.filed and bool(section.lines)


def _figures(digest: Digest, section: Section) -> RowsFile:
    rows = [
        (csv_cells.safe(line.label), line.unit, _amount(line.now, line.unit), _amount(line.before, line.unit))
        for line in section.lines
    ]
    table = [("What", "Currency", "Amount", "Amount before"), *rows]
    return _written(digest, section, table, told=kit.counted(len(rows), "row"))


def _amount(number: int | None, unit: str) -> str:
    """Write an amount as a number without its currency, which has a column of its own."""
    return "" if number is None else csv_cells.number(Money(number, unit))


def _file(digest: Digest, section: Section) -> RowsFile:
    table = section.table
    if table is None:
        raise ValueError("a section without a list has no file")
    some = f"the first {kit.number(len(table.rows))} of " if table.left_out else ""
    told = f"{some}{kit.counted(table.total, 'row')}"
    return _written(digest, section, [table.heads, *_rows(digest, section)], told=told)


def _written(digest: Digest, section: Section, rows: Iterable[Sequence[str]], *, told: str) -> RowsFile:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    name = f"{digest.name}-{digest.period}-{re.sub('[^a-z]+', '-', section.title.lower())}.csv"
    sentence = f"{digest_text.title(digest)}. {section.title}: {told}."
    return RowsFile(name.replace("..", "-to-"), written.getvalue(), sentence)


def _rows(digest: Digest, section: Section) -> Iterator[list[str]]:
    for row in section.table.rows if section.table else ():
        yield [csv_cells.safe(digest_text.exported(cell, digest)) for cell in row.cells]
