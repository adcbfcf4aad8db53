"""What somebody may have meant by days that cannot be read."""

import re

from bot.slack import command_help
from bot.slack.command_help import Mistyped
from core.activity.periods import LONGEST_DAYS
from core.errors import Invalid

COUNTED = re.compile(r"-?(\d{1,5})\s*([a-z]{1,7})", re.IGNORECASE)
"""A number of some unit: ``7x``, ``2w``, ``3 months``."""
DAYS = {"w": 7, "m": 30, "q": 90, "y": 365}
"""Days of a unit, by its first letter; any other unit is taken for days."""
NAMED = {"today": "today", "yesterday": "yesterday", "week": "7d", "month": "30d", "quarter": "90d", "year": "365d"}
USUAL = ("7d", "30d")


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
        days = int(found[1]) * DAYS.get(found[2][0].casefold(), 1)
        return (f"{days}d",) if 0 < days <= LONGEST_DAYS else USUAL
    word = command_help.nearest(typed.strip(), NAMED)
    return (NAMED[word],) if word else USUAL
