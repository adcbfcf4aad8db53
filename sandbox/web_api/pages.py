"""Cursor pages: what does not fit into one answer."""

import base64
from collections.abc import Sequence
from typing import Any, TypeVar

from sandbox.errors import SlackError
from sandbox.web_api.arguments import Args

T = TypeVar("T")

USUAL = 100
MOST = 1000


def page(things: Sequence[T], args: Args) -> tuple[list[T], dict[str, Any]]:
    """Cut out one page; return it with the field that names the next."""
    start, limit = _start(args.text("cursor")), args.number("limit", USUAL) or USUAL
    if not 0 < limit <= MOST:
        raise SlackError("invalid_limit")
    end = start + limit
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(things) else ""
    return list(things[start:end]), {"response_metadata": {"next_cursor": cursor}}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise SlackError("invalid_cursor") from None
