"""Sortable tables, for messages only: as many rows as Slack takes, numbers as numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import slackblocks
from slackblocks import Block

from bot.kit.safe_text import EMPTY, plain

TABLE_BODY_MOST = 100
"""Rows of a data table below its header: what Slack's own limit is, whatever the library lets pass."""
TABLE_PAGE_ROWS = 20
"""Rows that a data table shows before one turns its page; Slack's own five hide nearly all of them."""
TABLE_TEXT_MOST = 19_000
"""Characters in the cells of a data table, with some room below Slack's 20,000."""


@dataclass(frozen=True, slots=True)
class Number:
    """A cell of a table that sorts by its value."""

    value: float
    text: str


Cell: TypeAlias = str | Number


def table(heads: Sequence[str], rows: Sequence[Sequence[Cell]], *, caption: str) -> tuple[Block, int]:
    """Set rows in a sortable table, for messages only; give how many rows did not fit."""
    fitting = list(_fitting(heads, rows))
    cells = [[_cell(cell) for cell in row] for row in [heads, *fitting]]
    size = min(max(len(fitting), 1), TABLE_PAGE_ROWS)
    block = slackblocks.DataTableBlock(cells, caption=plain(caption), page_size=size)
    return block, len(rows) - len(fitting)


def _cell(cell: Cell) -> slackblocks.RawText | slackblocks.RawNumber | slackblocks.RichTextBlock:
    if isinstance(cell, Number):
        return slackblocks.RawNumber(cell.value, plain(cell.text) or EMPTY)
    return slackblocks.RawText(plain(cell) or EMPTY)


def _fitting(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    room = TABLE_TEXT_MOST - sum(map(len, heads))
    for row in rows[:TABLE_BODY_MOST]:
        room -= sum(len(cell.text if isinstance(cell, Number) else cell) or 1 for cell in row)
        if room < 0:
            return
        yield row
