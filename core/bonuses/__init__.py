"""Bonuses as rows: granted here or reported by the platform, then converted, taken back or lapsed."""

from core.bonuses.changes import BonusEnd, GrantedBonus, end, follow_reversal, grant, reversed_bonus
from core.bonuses.lapses import due, lapse, settled
from core.bonuses.queries import Bonus, BonusGone, BonusState, find, open_of, posted_by
from core.players.open_bonuses import OpenBonus

__all__ = [
    "Bonus",
    "BonusEnd",
    "BonusGone",
    "BonusState",
    "GrantedBonus",
    "OpenBonus",
    "due",
    "end",
    "find",
    "follow_reversal",
    "grant",
    "lapse",
    "open_of",
    "posted_by",
    "reversed_bonus",
    "settled",
]
