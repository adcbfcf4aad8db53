"""Values of a record in words: amounts as money, facts by their labels, times in the reader's zone."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import kit
from bot.kit import values
from core.fact_values import CODEC
from core.money import Money
from core.phrases import Phrase

NAME = re.compile(r"[a-z]+(?:_[a-z]+)+")
"""How code names actions and facts."""
SHORT_MOST = 80
"""Characters of a value in a list."""


def short(value: Any) -> str:
    """Say a value in a few words, for a list."""
    return kit.typed(text(value), most=SHORT_MOST)


def text(value: Any, *, zone: str = "UTC") -> str:
    """Say a value in words: an amount as money, a list by its parts, a time by the clock of the reader's zone."""
    match value:
        case str():
            return worded(value)
        case dict():
            return _mapping(value, zone)
        case list():
            return "; ".join(text(each, zone=zone) for each in value) if _nested(value) else _listed(value, zone)
        case _:
            return {"true": "yes", "false": "no", "null": "none"}.get(plain := json.dumps(value, default=str), plain)


def worded(name: str) -> str:
    """Say a name as words: ``block_player`` is ``block player``; anything else stays as it is."""
    return name.replace("_", " ") if NAME.fullmatch(name) else name


def _nested(several: Sequence[Any]) -> bool:
    return any(isinstance(one, dict) for one in several)


def _listed(several: Sequence[Any], zone: str) -> str:
    return ", ".join(text(each, zone=zone) for each in several) or "none"


def _mapping(value: Mapping[str, Any], zone: str) -> str:
    match value:
        case {"label": str(label), "value": content}:
            return f"{label}: {text(content, zone=zone)}"
        case {"amount_minor": int(minor), "currency": str(currency), **rest} if not rest:
            return values.money(Money(minor, currency))
        case {"visibility": str(level), **rest} if not rest:
            return level
    return _kept(value, zone) or ", ".join(
        f"{worded(name)}: {text(part, zone=zone)}" for name, part in value.items() if part not in (None, [], {})
    )


def _kept(value: Mapping[str, Any], zone: str) -> str:
    """Say a value of a fact as it is kept, ``{"money": …}``; empty for anything else."""

    def write(each: object) -> str:
        if isinstance(each, datetime):
            return kit.short(each, zone=zone)
        return each.written(write) if isinstance(each, Phrase) else values.text(each)

    try:
        return kit.spelled(write(CODEC.read(value)), zone=zone)
    except (TypeError, ValueError):
        return ""
