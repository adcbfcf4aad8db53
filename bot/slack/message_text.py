"""The words of a Slack message, also of one that has only blocks or attachments, as other bots' messages do."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack import typed_text

Json = Mapping[str, Any]
TEXT_MOST = 40_000
"""Characters of one text that are read; Slack has no longer ones."""
DEPTH_MOST = 12
"""Levels of blocks within blocks that are read; Slack's own nest fewer."""
PARAGRAPHS = frozenset({"rich_text_section", "rich_text_quote", "rich_text_preformatted"})
"""Parts of rich text whose elements stand on one line."""
SPOKEN = ("title", "pretext", "text")
"""The parts of an attachment that its sender wrote."""


def read(message: Json) -> str:
    """Give what a message says: its text, else its blocks, and its attachments; nothing of previews of links."""
    text = typed_text.read(_string(message, "text"))
    said = text if text.strip() else "\n".join(_of_blocks(message.get("blocks"), DEPTH_MOST))
    parts = (said, *(_attached(each) for each in _objects(message.get("attachments")) if not _is_preview(each)))
    return "\n".join(part for part in parts if part.strip()).strip()


def said(message: object) -> str:
    """Give what a message says; nothing where it is none."""
    return read(message) if isinstance(message, Mapping) else ""


def _is_preview(attachment: Json) -> bool:
    """Tell whether Slack added it for a link; a message that somebody passes on is no preview."""
    return "from_url" in attachment and not attachment.get("is_share")


def _attached(attachment: Json) -> str:
    spoken = [typed_text.read(_string(attachment, name)) for name in SPOKEN]
    spoken += [
        typed_text.read(f"{_string(each, 'title')}: {_string(each, 'value')}")
        for each in _objects(attachment.get("fields"))
    ]
    spoken += _of_blocks(attachment.get("blocks"), DEPTH_MOST)
    said = "\n".join(line for line in spoken if line.strip())
    return said or typed_text.read(_string(attachment, "fallback"))


def _of_blocks(node: Any, depth: int) -> Iterator[str]:
    """Go through blocks for what a reader sees, one line each."""
    if depth == 0:
        return
    for each in _objects(node):
        kind = each.get("type")
        if kind in PARAGRAPHS:
            yield "".join(_inline(one) for one in _objects(each.get("elements")))
        elif kind in {"mrkdwn", "markdown"}:
            yield typed_text.read(_string(each, "text"))
        elif kind in {"plain_text", "raw_text"}:
            yield _string(each, "text")
        else:
            for inner in ("text", "fields", "elements", "rows"):
                yield from _of_blocks(each.get(inner), depth - 1)


def _inline(element: Json) -> str:
    match element.get("type"):
        case "user":
            return f"<@{element.get('user_id')}>"
        case "link":
            return _string(element, "text") or _string(element, "url").removeprefix("mailto:").removeprefix("tel:")
        case "emoji":
            return f":{element.get('name')}:"
        case "date":
            return _string(element, "fallback")
        case _:
            return _string(element, "text")


def _objects(node: Any) -> Iterator[Json]:
    """Give every object of a list, also of lists in it, or the one object there is."""
    for each in node if isinstance(node, list) else [node]:
        if isinstance(each, list):
            yield from (one for one in each if isinstance(one, Mapping))
        elif isinstance(each, Mapping):
            yield each


def _string(node: Json, key: str) -> str:
    value = node.get(key)
    return value[:TEXT_MOST] if isinstance(value, str) else ""
