"""Whole screens: blocks in a message, a modal or Home, cut to what Slack takes; and lists in pages."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import slackblocks
from slackblocks import Block, Button

from bot.kit.blocks import button, buttons, small
from bot.kit.safe_text import plain
from core.database.pages import Page

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


def render(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Give blocks as Slack's JSON, the same each time."""
    found = [block._resolve() for block in blocks]  # noqa: SLF001 - the library's own way, public only on its messages
    for block in found:
        if MADE_UP.fullmatch(block.get("block_id", "")):
            del block["block_id"]
    return found


def render_options(options: Iterable[slackblocks.Option]) -> list[dict[str, Any]]:
    """Give what a menu offers as Slack's JSON."""
    return [option._resolve() for option in options]  # noqa: SLF001 - same


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


def notification(text: str) -> str:
    """Make the text of a message: read aloud, and on lock screens, so it names no player and no amount."""
    return plain(text, most=NOTIFICATION_MOST).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def count(shown: Page[Any], *, besides: int = 0) -> str:
    """Say how many a list holds, or how many besides those shown: ``12``, or ``at least 200``."""
    return f"{'at least ' if shown.cut else ''}{(shown.total or 0) - besides:,}"


def turning(shown: Page[Any], action_id: str, *, about: str = "") -> list[Block]:
    """Say where one is and offer the pages beside it; nothing where everything is shown."""
    if shown.pages == 1:
        return []
    where = f"Page {shown.number} of {shown.pages} · {count(shown)} in all"
    return [small(where), buttons(*turners(shown, action_id, about=about))]


def turners(shown: Page[Any], action_id: str, *, about: str = "") -> list[Button]:
    """Offer the pages beside this one, as far as there are any.

    A button says which page it asks for, behind ``about`` where the list is about something: ``42:3``.
    """
    lead = f"{about}:" if about else ""
    on = "Older" if shown.total is None else f"{count(shown, besides=shown.number * shown.size)} more"
    back = [button("Back", f"{action_id}:back", value=f"{lead}{shown.number - 1}")] if shown.number > 1 else []
    return [*back, *([button(on, action_id, value=f"{lead}{shown.next}")] if shown.next else [])]


def _in_view(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Render blocks once and hold them to what a view takes; the library would render each four times for that."""
    whole = render(blocks)
    if strange := {block["type"] for block in whole} - IN_VIEWS:
        raise ValueError(f"no view of Slack's takes {', '.join(sorted(strange))}")
    return whole


def _length(block: Any) -> int:
    """Count every character of every text in a block; tables have a limit of their own."""
    if isinstance(block, list):
        return sum(map(_length, block))
    if not isinstance(block, dict) or block.get("type") in TABLES:
        return 0
    return sum(
        len(value) if key == "text" and isinstance(value, str) else _length(value) for key, value in block.items()
    )
