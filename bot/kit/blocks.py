"""Blocks, and the messages, modals and Home made of them; all keep Slack's limits and make text safe."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import slackblocks
from slackblocks import Block

from bot.kit import values
from bot.kit.safe_text import EMOJI, EMPTY, NEW_LINE, Marked, bold, marked, passage, plain

SECTION_MOST = 3_000
FIELD_MOST = 2_000
LABEL_MOST = 120
"""Characters of a label, so that its value is never the part that is cut off."""
FIELDS_MOST = 10
HEADER_MOST = 150
BUTTON_MOST = 75
CONTEXT_MOST = 10
BUTTONS_MOST = 25
ROW_MOST = 5
"""Buttons that stand side by side; what else can be done is in a menu, or in a row below."""
MENU_MOST = 5
"""Choices of one overflow menu."""
MORE = "more"
BUTTON_MENU = "more:menu"
"""The id of a menu whose choices stand for buttons: see :class:`ButtonMenu`."""
"""The action of an overflow menu; each of its choices holds the action and the value of a button."""
QUOTE_MOST = 3_000
OPTION_MOST = 75
HINT_MOST = 2_000
MESSAGE_BLOCKS_MOST = 50
VIEW_BLOCKS_MOST = 100
MESSAGE_TEXT_MOST = 12_000
"""Characters in all blocks of a message; more is refused as ``msg_blocks_too_long``, which nobody documents."""
TITLE_MOST = 24
NOTIFICATION_MOST = 4_000
"""Characters of a message's text: what ``chat.update`` still takes."""
MADE_UP = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""A block id that the library made up; Slack makes up its own, so that drawing twice gives the same."""
TABLES = frozenset({"table", "data_table"})
IN_VIEWS = frozenset({"section", "header", "context", "divider", "actions", "image", "input", "rich_text"})
"""Blocks that Slack takes in modals and on Home."""

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
    words = values.unbroken(plain(text, most=HEADER_MOST))
    return Drawn("header", text={"type": "plain_text", "text": words or EMPTY})


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


def quote(text: str, *, most: int = QUOTE_MOST) -> Block:
    """Show what somebody wrote, word for word and line by line, formatting nothing in it."""
    words = slackblocks.RichText(passage(text, most=most) or EMPTY)
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


@dataclass(frozen=True, slots=True)
class ButtonMenu:
    """Buttons that stand in one menu behind a row, in groups, by their titles."""

    words: str
    groups: Mapping[str, Sequence[slackblocks.Button]]


def row(
    several: Iterable[slackblocks.Button], *, block_id: str | None = None, menu: ButtonMenu | None = None
) -> list[Block]:
    """Offer what can be done with one thing: five buttons side by side, the first stands out, the others in a menu.

    What one menu does not hold stands in a second row, and ``menu`` behind the first. What is chosen in a menu reaches
    its handler as if its own button had been pressed.
    """
    offered = list(several)
    if offered and offered[0].style is None and all(one.style != "primary" for one in offered):
        offered[0].style = "primary"
    return _rows(offered, block_id, menu)


def _groups(menu: ButtonMenu) -> list[slackblocks.OptionGroup]:
    return [
        slackblocks.OptionGroup(slackblocks.PlainText(title), [_choice(one) for one in buttons])
        for title, buttons in menu.groups.items()
        if buttons
    ]


def _rows(offered: list[slackblocks.Button], block_id: str | None, menu: ButtonMenu | None = None) -> list[Block]:
    if len(offered) > ROW_MOST + MENU_MOST:
        below = f"{block_id}:below" if block_id else None
        first = slackblocks.ActionsBlock([*offered[:ROW_MOST]], block_id=block_id)
        return [first, *_rows(offered[ROW_MOST:], below, menu)]
    visible = ROW_MOST if len(offered) != ROW_MOST + 1 else ROW_MOST - 1  # one choice alone would be hidden for nothing
    rest = [_choice(one) for one in offered[visible:]]
    menus: list[slackblocks.Element] = [slackblocks.OverflowMenu(f"{MORE}:0", rest)] if rest else []
    if menu and (grouped := _groups(menu)):
        words = slackblocks.PlainText(menu.words)
        menus.append(slackblocks.StaticSelectMenu(BUTTON_MENU, option_groups=grouped, placeholder=words))
    return [slackblocks.ActionsBlock([*offered[:visible], *menus], block_id=block_id)] if offered else []


def _choice(one: slackblocks.Button) -> slackblocks.Option:
    return slackblocks.Option(one.text, f"{one.action_id} {one.value or ''}")


def option(label: str, value: str, *, about: str | None = None) -> slackblocks.Option:
    """Make something to choose."""
    described = slackblocks.PlainText(plain(about, most=OPTION_MOST)) if about else None
    return slackblocks.Option(slackblocks.PlainText(plain(label, most=OPTION_MOST) or EMPTY), value, described)


def menu(action_id: str, options: list[slackblocks.Option], *, words: str = "Choose") -> slackblocks.StaticSelectMenu:
    """Offer one of several things to choose."""
    return slackblocks.StaticSelectMenu(action_id, options, placeholder=slackblocks.PlainText(words))


def render(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Give blocks as Slack's JSON, the same each time."""
    found = [block._resolve() for block in blocks]  # noqa: SLF001 - the library's own way, public only on its messages
    _spell_out(found)
    for block in found:
        if MADE_UP.fullmatch(block.get("block_id", "")):
            del block["block_id"]
    return found


def render_options(options: Iterable[slackblocks.Option]) -> list[dict[str, Any]]:
    """Give what a menu offers as Slack's JSON."""
    found = [option._resolve() for option in options]  # noqa: SLF001 - same
    _spell_out(found)
    return found


def limited(blocks: Sequence[Block], *, more: str = "There is more than fits here.") -> list[dict[str, Any]]:
    """Give a message's blocks, as many as it holds; where some are left out, ``more`` says so and where they are."""
    whole = render(blocks)
    if len(whole) <= MESSAGE_BLOCKS_MOST and sum(map(_length, whole)) <= MESSAGE_TEXT_MOST:
        return whole
    kept, room = [], MESSAGE_TEXT_MOST - len(more)
    for block in whole[: MESSAGE_BLOCKS_MOST - 1]:
        room -= _length(block)
        if room < 0:
            break
        kept.append(block)
    return [*kept, *render([small(more)])]


def modal(
    title: str, blocks: Sequence[Block], *, callback_id: str, metadata: str = "", submit: str | None = None
) -> dict[str, Any]:
    """Make a modal; without ``submit`` it is only read."""
    frame = slackblocks.ModalView(
        title=plain(title, most=TITLE_MOST),
        blocks=[slackblocks.DividerBlock()],
        submit=plain(submit, most=TITLE_MOST) if submit else None,
        close="Cancel" if submit else "Close",
        callback_id=callback_id,
        private_metadata=metadata or None,
    )
    return {**frame.to_dict(), "blocks": _in_view(blocks[:VIEW_BLOCKS_MOST])}


def home(blocks: Sequence[Block]) -> dict[str, Any]:
    """Make somebody's Home."""
    shown = [*blocks[: VIEW_BLOCKS_MOST - 1], small("There is more than fits here.")]
    frame = slackblocks.HomeTabView(blocks=[slackblocks.DividerBlock()])
    return {**frame.to_dict(), "blocks": _in_view(blocks if len(blocks) <= VIEW_BLOCKS_MOST else shown)}


def notification(text: str) -> Marked:
    """Make the text of a message: read aloud, and on lock screens, so it names no player and no amount.

    It holds no markup, also where it is given what this function made.
    """
    words = passage(text, most=NOTIFICATION_MOST)
    return Marked(words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _field(one: Line) -> dict[str, Any]:
    label = bold(plain(one.label, most=LABEL_MOST))
    return _text(marked(label, NEW_LINE, _value(one.value) or EMPTY, most=FIELD_MOST))


def _value(value: object) -> str:
    return value if isinstance(value, Marked) else values.text(value)


def _text(words: Marked) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": words.strip() or EMPTY, "verbatim": True}


def _in_view(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Render blocks once and hold them to what a view takes; the library would render each four times for that."""
    whole = render(blocks)
    if strange := {block["type"] for block in whole} - IN_VIEWS:
        raise ValueError(f"no view of Slack's takes {', '.join(sorted(strange))}")
    return whole


def _spell_out(node: Any) -> None:
    """Keep Slack from drawing pictures in plain text: a player called ``:skull:`` is shown by that name."""
    if isinstance(node, list):
        for each in node:
            _spell_out(each)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text" and EMOJI.search(node["text"]):
            node["emoji"] = False
        for each in node.values():
            if isinstance(each, list | dict):
                _spell_out(each)


def _length(block: Any) -> int:
    """Count every character of every text in a block; tables have a limit of their own."""
    if isinstance(block, list):
        return sum(map(_length, block))
    if not isinstance(block, dict) or block.get("type") in TABLES:
        return 0
    return sum(
        len(value) if key == "text" and isinstance(value, str) else _length(value) for key, value in block.items()
    )
