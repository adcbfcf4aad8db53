"""What a reader sees of Slack's mrkdwn: words, and how each is set; written from Slack's rules, not from ours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
STYLES = {"*": "bold", "_": "slanted", "~": "struck"}
INLINE = re.compile(r"`([^`\n]+)`|<([^<>\n]+)>|(?<![^\W_])([*_~])(?=\S)(.+?)(?<=\S)\3(?![^\W_])")
EMOJI = re.compile(r":[\w+'-]*[^\W\d_][\w+'-]*:|:[+-]1:")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words, and how they are set: ``code``, ``bold``, ``quote``, ``emoji``, ``reference`` …, or plainly."""

    words: str
    style: str = ""


def texts(node: Any) -> list[str]:
    """Give every text of some blocks in which Slack formats."""
    if isinstance(node, list):
        return [text for each in node for text in texts(each)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if node.get("type") == "mrkdwn" else []
    return own + [text for each in node.values() for text in texts(each)]


def read(source: str) -> list[list[Run]]:
    """Give the lines of a text, each with its runs."""
    return [_line(line) for line in source.split("\n")]


def shown(source: str) -> str:
    """Give the words alone."""
    return "\n".join("".join(run.words for run in line) for line in read(source))


def styles(source: str) -> set[str]:
    """Name every way in which some of it is set."""
    return {run.style for line in read(source) for run in line} - {""}


def _line(line: str) -> list[Run]:
    quoted = re.match(r"(?:&gt;|>)\s?(.*)$", line)
    return [Run(_unescaped(quoted[1]), "quote")] if quoted else list(_inline(line, ""))


def _inline(source: str, style: str) -> Iterator[Run]:
    start = 0
    for found in INLINE.finditer(source):
        yield from _words(source[start : found.start()], style)
        start = found.end()
        if found[1] is not None:
            yield Run(_unescaped(found[1]), "code")
        elif found[2] is not None:
            yield Run(found[2], "reference")
        else:
            yield from _inline(found[4], STYLES[found[3]])
    yield from _words(source[start:], style)


def _words(source: str, style: str) -> Iterator[Run]:
    text, start = _unescaped(source), 0
    for found in EMOJI.finditer(text):
        if text[start : found.start()]:
            yield Run(text[start : found.start()], style)
        yield Run(found[0], "emoji")
        start = found.end()
    if text[start:]:
        yield Run(text[start:], style)


def _unescaped(text: str) -> str:
    return re.sub(r"&(?:amp|lt|gt);", lambda found: ENTITIES[found[0]], text)
