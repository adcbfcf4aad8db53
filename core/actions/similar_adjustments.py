"""Adjustments that are nearly the same: of the same source, or of nearly the same amount."""

import re
from contextlib import suppress
from dataclasses import dataclass

from core import ledger, money
from core.money import Direction, Money
from core.office import Office

NUMBER = re.compile(r"\d[\d.,]*")
LEAST, MOST = (4, 5), (5, 4)
"""From 80 % to 125 % of an amount another one counts as the same wish: fractions, so that nothing is rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentWish:
    """What two wishes are compared by."""

    player_id: int
    direction: Direction
    amount: Money
    source: str | None

    def repeats(self, declined: "AdjustmentWish", *, reason: str, office: Office) -> bool:
        """Tell whether it is the wish that was declined: the same source, or about the same amount.

        A lower amount that the decliner named is what they would agree to, and no repetition.
        """
        if (self.player_id, self.direction) != (declined.player_id, declined.direction):
            return False
        if _lower(self.amount, declined.amount) and _named(self.amount, reason):
            return False
        return self._same_source(declined) or _about(self.amount, declined.amount, office)

    def _same_source(self, other: "AdjustmentWish") -> bool:
        if not self.source or not other.source:
            return False
        return ledger.source_key(self.source) == ledger.source_key(other.source)


def _about(one: Money, other: Money, office: Office) -> bool:
    """Compare in the base currency; where a rate is unknown, nobody can say that they differ."""
    if one.currency == other.currency:
        now, then = one.amount_minor, other.amount_minor
    else:
        bases = office.in_base(one), office.in_base(other)
        if bases[0] is None or bases[1] is None:
            return True
        now, then = bases[0].amount_minor, bases[1].amount_minor
    return now * LEAST[1] >= then * LEAST[0] and now * MOST[1] <= then * MOST[0]


def _lower(one: Money, other: Money) -> bool:
    return one.currency == other.currency and one.amount_minor < other.amount_minor


def _named(amount: Money, reason: str) -> bool:
    for found in NUMBER.finditer(reason):
        with suppress(money.Unreadable):
            if money.parse(found[0].rstrip(".,"), currency=amount.currency) == amount:
                return True
    return False
