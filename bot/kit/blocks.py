"""The pieces screens are made of; each knows Slack's limits and takes plain words, which it makes safe."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import slackblocks
from slackblocks import Block

from bot.kit import values
from bot.kit.safe_text import Marked, bold, marked, plain

SECTION_MOST = 3_000
FIELD_MOST = 2_000
FIELDS_MOST = 10
HEADER_MOST = 150
BUTTON_MOST = 75
CONTEXT_MOST = 10
BUTTONS_MOST = 25
QUOTE_MOST = 3_000
OPTION_MOST = 75
HINT_MOST = 2_000
TABLE_ROWS_MOST = 101
"""Rows of a data table, its header included: what Slack's own limit is, whatever the library lets pass."""
TABLE_TEXT_MOST = 19_000
"""Characters in the cells of a data table, with some room below Slack's 20,000."""
EMPTY = "—"
"""Stands where there is nothing to say, since Slack refuses empty text."""

Style = Literal["primary", "danger"]


class Line(Protocol):
    """Something with a label and a value: a fact, a receipt's line."""

    @property
    def label(self) -> str:
        """What it is."""

    @property
    def value(self) -> object:
        """How it stands: words, or a value that is written as people read it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One label and its value, where no fact is at hand."""

    label: str
    value: object


class Drawn(Block):
    """Words as Slack's JSON at once: they were cleaned and cut here, so that the library need not go over them."""

    def __init__(self, type_: str, **content: Any) -> None:
        self._json = {"type": type_, **content}

    def _resolve(self) -> dict[str, Any]:
        return self._json


def headline(text: str) -> Block:
    """Head a screen in large letters."""
    return Drawn("header", text={"type": "plain_text", "text": plain(text, most=HEADER_MOST) or EMPTY})


def say(
    *parts: str, beside: slackblocks.Button | slackblocks.StaticSelectMenu | None = None, block_id: str | None = None
) -> Block:
    """Say something; a button or a menu may stand beside it."""
    more: dict[str, Any] = {"block_id": block_id} if block_id else {}
    if beside:
        more["accessory"] = beside._resolve()  # noqa: SLF001 - the library's own way, public only on its messages
    return Drawn("section", text=_text(marked(*parts, most=SECTION_MOST)), **more)


def small(*texts: str) -> Block:
    """Say things of less weight in small grey letters, one after the other."""
    return Drawn("context", elements=[_text(marked(text, most=FIELD_MOST)) for text in texts[:CONTEXT_MOST]])


def line() -> Block:
    """Draw a line between what does not belong together."""
    return Drawn("divider")


def facts(lines: Iterable[Line]) -> list[Block]:
    """Set labels and values in two columns, as many sections as it takes."""
    fields = [_field(one) for one in lines]
    starts = range(0, len(fields), FIELDS_MOST)
    return [Drawn("section", fields=fields[start : start + FIELDS_MOST]) for start in starts]


def quote(text: str) -> Block:
    """Show what somebody wrote, word for word, formatting nothing in it."""
    words = slackblocks.RichText(plain(text, most=QUOTE_MOST) or EMPTY)
    return slackblocks.RichTextBlock(slackblocks.RichTextQuote([words]))


def bullets(texts: Iterable[str]) -> Block:
    """List things, formatting nothing in them."""
    items = [slackblocks.RichTextSection(slackblocks.RichText(plain(text, most=HINT_MOST) or EMPTY)) for text in texts]
    return slackblocks.RichTextBlock(slackblocks.RichTextList("bullet", items))


def button(label: str, action_id: str, *, value: str = "", style: Style | None = None) -> slackblocks.Button:
    """Offer something to press; ``value`` says about what, by ids."""
    words = plain(label, most=BUTTON_MOST)
    return slackblocks.Button(slackblocks.PlainText(words), action_id=action_id, value=value or None, style=style)


def buttons(*several: slackblocks.Button, block_id: str | None = None) -> Block:
    """Set buttons side by side."""
    return slackblocks.ActionsBlock(list(several[:BUTTONS_MOST]), block_id=block_id)


def option(label: str, value: str, *, about: str | None = None) -> slackblocks.Option:
    """Make something to choose."""
    described = slackblocks.PlainText(plain(about, most=OPTION_MOST)) if about else None
    return slackblocks.Option(slackblocks.PlainText(plain(label, most=OPTION_MOST) or EMPTY), value, described)


def menu(action_id: str, options: list[slackblocks.Option], *, words: str = "Choose") -> slackblocks.StaticSelectMenu:
    """Offer one of several things to choose."""
    return slackblocks.StaticSelectMenu(action_id, options, placeholder=slackblocks.PlainText(words))


def table(heads: list[str], rows: list[list[str]], *, caption: str) -> tuple[Block, int]:
    """Set rows in a sortable table, for messages only; give how many rows did not fit."""
    fitting = list(_fitting(heads, rows))
    cells = [[slackblocks.RawText(plain(cell) or EMPTY) for cell in row] for row in [heads, *fitting]]
    return slackblocks.DataTableBlock([list(row) for row in cells], caption=plain(caption)), len(rows) - len(fitting)


def _fitting(heads: list[str], rows: list[list[str]]) -> Iterator[list[str]]:
    room = TABLE_TEXT_MOST - sum(map(len, heads))
    for row in rows[: TABLE_ROWS_MOST - 1]:
        room -= sum(len(cell) or 1 for cell in row)
        if room < 0:
            return
        yield row


def _field(one: Line) -> dict[str, Any]:
    return _text(marked(bold(one.label), Marked("\n"), _value(one.value) or EMPTY, most=FIELD_MOST))


def _value(value: object) -> str:
    return value if isinstance(value, Marked) else values.text(value)


def _text(words: Marked) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": words.strip() or EMPTY, "verbatim": True}
