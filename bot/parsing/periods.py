"""What somebody may have meant by days that cannot be read."""

import re

from bot.slack import command_help
from bot.slack.command_help import Mistyped
from core import activity
from core.activity.periods import LONGEST_DAYS
from core.errors import Invalid

COUNTED = re.compile(r"-?(\d{1,5})\s*([a-z]{1,7})|-?(\d{1,3})", re.IGNORECASE)
"""A number of some unit, or of none: ``7x``, ``2w``, ``3 months``, ``7``."""
BEFORE = frozenset({"last", "this", "past", "the", "previous"})
"""Words that stand before a week or a month."""
DAYS = {"w": 7, "m": 30, "q": 90, "y": 365}
"""Days of a unit, by its first letter; any other unit is taken for days."""
NAMED = {"today": "today", "yesterday": "yesterday", "week": "7d", "month": "30d", "quarter": "90d", "year": "365d"}
USUAL = ("7d", "30d")
NUMBER_AT_END = re.compile(r"(.*\S)\s+([1-9]\d{0,2})", re.DOTALL)
"""A number behind other words that can be one of days; longer ones are a year, or the end of a phone or card."""


def split(text: str) -> tuple[str, str]:
    """Split days off the end of a sentence, with the words that belong to them."""
    head, typed = activity.parted(text)
    words = head.split()
    while typed and words and words[-1].casefold() in BEFORE:
        typed = f"{words.pop()} {typed}"
    return " ".join(words), typed


def number_at_end(text: str) -> tuple[str, str]:
    """Part the words before a number that may be one of days from that number; both empty where there is none."""
    found = NUMBER_AT_END.fullmatch(text)
    return (found[1], f"{found[2]}d") if found else ("", "")


def mistyped_end(text: str) -> str | None:
    """Give the last word where it can have been meant for days; None where it stands alone or looks like a name."""
    head, _, last = text.rpartition(" ")
    meant = COUNTED.fullmatch(last) or command_help.nearest(last, NAMED)
    return last if head and meant else None


def unread(typed: str, why: Invalid) -> Mistyped:
    """Refuse days with what may have been meant."""
    return Mistyped(why.message, word=typed, meant=nearest(typed))


def nearest(typed: str) -> tuple[str, ...]:
    """Give the days that somebody may have meant."""
    if found := COUNTED.fullmatch(typed.strip()):
        days = int(found[1] or found[3]) * DAYS.get((found[2] or "d")[0].casefold(), 1)
        return (f"{days}d",) if 0 < days <= LONGEST_DAYS else USUAL
    words = [word for word in typed.split() if word.casefold() not in BEFORE]
    word = command_help.nearest(" ".join(words).removeprefix("last"), NAMED)
    return (NAMED[word],) if word else USUAL
