"""Adjustments as actions: goodwill given, and money taken back."""

from typing import Any

from core.actions.adjust_balance import AdjustBalance
from tests.support.books import eur

NOTE = "The round of Sunday evening was never paid out."


def adjusting(player_id: int = 42, **changes: Any) -> AdjustBalance:
    plain = {"wallet": "cash", "direction": "give", "amount": eur(2_000), "reason": "goodwill", "note": NOTE}
    return AdjustBalance(**plain | {"player_id": player_id} | changes)


def taking(player_id: int, minor: int, **changes: Any) -> AdjustBalance:
    given = {"direction": "take", "reason": "payment_error", "source_ref": "payment 9", "amount": eur(minor)}
    return adjusting(player_id, **given | changes)
