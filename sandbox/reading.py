"""What a reader sees in blocks, and whom they mention."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

MENTION = re.compile(r"<(!(?:channel|here|everyone)|@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+)(?:\|[^<>]*)?>")
LINKED_NAME = re.compile(r"(?<!\w)@(channel|here|everyone)\b")
UNBROKEN = "\N{NON-BREAKING HYPHEN}"
"""Looks like any hyphen, but no line ends behind it."""
HIDDEN = frozenset({"value", "action_id", "block_id", "type", "url", "image_url", "style", "name", "confirm"})
"""Keys whose strings nobody sees; a confirmation is seen only after pressing."""


def text_of(node: Any) -> str:
    """Return every string a reader sees in blocks, one a line."""
    return "\n".join(line for line in _visible(node) if line).replace(UNBROKEN, "-")


def text_of_attachment(attachment: dict[str, Any]) -> str:
    """Return what a reader sees of a secondary attachment."""
    parts = [attachment.get(key, "") for key in ("pretext", "title", "text", "footer")]
    parts += [f"{each.get('title', '')} {each.get('value', '')}" for each in attachment.get("fields", [])]
    parts.append(text_of(attachment.get("blocks", [])))
    return "\n".join(part for part in parts if part) or attachment.get("fallback", "")


def _visible(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _visible(each)
    elif isinstance(node, dict):
        if str(node.get("type", "")) in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}:
            yield "".join(_inline(each) for each in node.get("elements", []))
            return
        if node.get("type") == "raw_number" and node.get("text"):
            yield str(node["text"])
            return
        for key, each in node.items():
            if isinstance(each, str) and key not in HIDDEN:
                yield each
            elif isinstance(each, int | float) and not isinstance(each, bool) and key == "value":
                yield format(Decimal(str(each)), "f")
            elif isinstance(each, list | dict) and key not in HIDDEN:
                yield from _visible(each)


def _inline(element: dict[str, Any]) -> str:
    match element.get("type"):
        case "user":
            return f"<@{element['user_id']}>"
        case "usergroup":
            return f"<!subteam^{element['usergroup_id']}>"
        case "broadcast":
            return f"@{element['range']}"
        case "emoji":
            return f":{element['name']}:"
        case "date":
            return str(element.get("fallback") or element["timestamp"])
        case _:
            return str(element.get("text") or element.get("url") or element.get("channel_id") or "")


def mentions_in(mrkdwn: str, *, link_names: bool = False) -> list[str]:
    """Return whom a mrkdwn text mentions, in order."""
    found = [each.removeprefix("@").removeprefix("!subteam^") for each in MENTION.findall(mrkdwn)]
    if link_names:
        found += [f"!{each}" for each in LINKED_NAME.findall(mrkdwn)]
    return found


def mentions_of(node: Any) -> list[str]:
    """Return whom blocks mention: by mrkdwn text and by rich-text elements, never by plain text."""
    return list(_mentions(node))


def _mentions(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _mentions(each)
        return
    if not isinstance(node, dict):
        return
    match node:
        case {"type": "mrkdwn" | "markdown", "text": str(text)}:
            yield from mentions_in(text)
        case {"type": "broadcast", "range": str(range_)}:
            yield f"!{range_}"
        case {"type": "user", "user_id": str(user_id)}:
            yield user_id
        case {"type": "usergroup", "usergroup_id": str(group)}:
            yield group
        case {"fallback": str(), "text": str(text)} | {"pretext": str(text)}:
            yield from mentions_in(text)
    for each in node.values():
        yield from _mentions(each)
