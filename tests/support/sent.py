"""Everything that the app sent, held to what people may read."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

OURS = re.compile(r"[\ue000\ue001]|\{[a-z_]+\}|\d\d:\d\d(?::[\d.]+)?\+00:00|datetime\.|UUID\(")
"""What only code reads: an instant's marker, a place of a phrase nobody filled, a value as Python writes it."""
BUTTONS_MOST = 5
WHOLE_ID = re.compile(r"(?!^[a-z ]+ [0-9a-f-]{36}$).*[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-", re.DOTALL)
"""An id of ours in its whole length: only the last line of an opened record holds those."""
DATE = re.compile(r"<!date\^[^<>]*>")
"""An instant as Slack writes it, each for their zone."""
MARKUP = re.compile(r"<[!@#]|<https?:|(?<!\w)\*[^\s*][^*]*\*(?!\w)")
"""What Slack formats; the text of a message stands on lock screens and is read aloud, so it holds none."""

TYPED = re.compile(r"“[^”]*”")
"""What somebody typed, repeated as it was."""


def wrong(calls: Iterable[Mapping[str, Any]]) -> list[str]:
    """List the texts with markup in them, each with the call that sent it."""
    return [f"{call['method']}: {text}" for call in calls for text in _wrong(call["args"])]


def _wrong(body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        return
    text = body.get("text")
    if isinstance(text, str) and (MARKUP.search(TYPED.sub("", text)) or OURS.search(text)):
        yield text
    yield from _crowded(body)
    carried = (_read(body.get("view")) or {}).get("private_metadata") or "{}"
    if not isinstance(_read(carried), dict):
        yield f"a form carries something else than named values, which is dropped: {carried}"
    for part in ("blocks", "view"):
        yield from (each for each in _texts(body.get(part)) if OURS.search(DATE.sub("", each)) or WHOLE_ID.match(each))


def _crowded(body: Mapping[str, Any]) -> Iterator[str]:
    """Say where too much is offered at once: over five buttons side by side, or two that stand out."""
    blocks = _read(body.get("blocks")) or (_read(body.get("view")) or {}).get("blocks") or []
    offered = [block["elements"] for block in blocks if block["type"] == "actions"]
    rows = [[one["text"]["text"] for one in row if one["type"] == "button"] for row in offered]
    yield from (f"too many buttons side by side: {', '.join(row)}" for row in rows if len(row) > BUTTONS_MOST)
    primary = [one["text"]["text"] for row in offered for one in row if one.get("style") == "primary"]
    if len(primary) > 1:
        yield f"several buttons stand out: {', '.join(primary)}"


def _read(part: Any) -> Any:
    return json.loads(part) if isinstance(part, str) else part


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str) and node.startswith(("[", "{")):
        node = json.loads(node)
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict):
        if isinstance(text := node.get("text"), str):
            yield text
        for key, each in node.items():
            if key != "text" or isinstance(each, dict):
                yield from _texts(each) if isinstance(each, list | dict) else ()
