"""The rows of a digest as files: each list that a message cannot show whole, as a spreadsheet reads it."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot import kit
from bot.cards import csv_cells, digest_text
from core.digests import Digest, Section


@dataclass(frozen=True, slots=True)
class RowsFile:
    """One list as CSV, and a sentence about it."""

    name: str
    text: str
    sentence: str


def files(digest: Digest) -> list[RowsFile]:
    """Write each list of a digest that has more rows than a message holds."""
    return [_file(digest, section) for section in digest.sections if long(section)]


def long(section: Section) -> bool:
    """Tell whether a list has more rows than a table of a message takes."""
    return section.table is not None and len(section.table.rows) > kit.TABLE_BODY_MOST


def _file(digest: Digest, section: Section) -> RowsFile:
    table = section.table
    if table is None:
        raise ValueError("a section without a list has no file")
    written = io.StringIO()
    csv.writer(written).writerows([table.heads, *_rows(digest, section)])
    name = f"{digest.name}-{digest.period}-{re.sub('[^a-z]+', '-', section.title.lower())}.csv"
    some = f"the first {kit.number(len(table.rows))} of " if table.left_out else ""
    sentence = f"{digest_text.title(digest)}. {section.title}: {some}{kit.counted(table.total, 'row')}."
    return RowsFile(name.replace("..", "-to-"), written.getvalue(), sentence)


def _rows(digest: Digest, section: Section) -> Iterator[list[str]]:
    for row in section.table.rows if section.table else ():
        yield [csv_cells.safe(digest_text.exported(cell, digest)) for cell in row.cells]
