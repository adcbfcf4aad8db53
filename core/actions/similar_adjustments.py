"""Adjustments that are nearly the same: of the same source, or of nearly the same amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from core import ledger
from core.action import Fact
from core.actions import money_facts, offers
from core.errors import Conflict
from core.ledger import OwnPostings, Posted
from core.money import Direction, Money
from core.office import Office
from core.phrases import Phrase
from core.work import Work

LOOKS_LIKE = "looks_like"
"""The key of the fact that shows an earlier adjustment."""
LEAST, MOST = (4, 5), (5, 4)
"""From 80 % to 125 % of an amount another one counts as the same wish: fractions, so that nothing is rounded."""


class AlreadySettled(Conflict):
    """The player's balance was adjusted for this source before."""

    code: ClassVar[str] = "already_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentWish:
    """What two wishes are compared by."""

    player_id: int
    direction: Direction
    amount: Money
    source: str | None

    def repeats(self, declined: "AdjustmentWish", *, reason: str, office: Office) -> bool:
        """Tell whether it is the wish that was declined: the same source, or about the same amount.

        A lower amount that the decliner offered is what they would agree to, and no repetition.
        """
        if (self.player_id, self.direction) != (declined.player_id, declined.direction):
            return False
        if _lower(self.amount, declined.amount) and offers.names(reason, self.amount):
            return False
        return self._same_source(declined) or _about(self.amount, declined.amount, office)

    @property
    def signed(self) -> Money:
        """The amount as it changes the wallet."""
        return self.amount if self.direction is Direction.GIVE else -self.amount

    def refuse_settled(self, own: OwnPostings) -> None:
        """Refuse a source for which the player was adjusted in this direction, whatever the reason was.

        Raises :class:`AlreadySettled`. An adjustment that was reversed has freed its source.
        """
        if not self.source or (before := own.settled(self.signed, self.source).same) is None:
            return
        words = "“{source}” was already settled: {before}. If that was wrong, ask to reverse it first."
        told = Phrase(words, source=self.source, before=money_facts.what_and_when(before))
        raise AlreadySettled(told, field="source_ref")

    def earlier(self, own: OwnPostings, work: Work) -> Posted | None:
        """Find the newest adjustment that this one looks like: by its source without what separates, or its amount."""
        similar = own.settled(self.signed, self.source).similar if self.source else None
        return similar or own.near_amount(self.signed, since=work.now - work.office.limits.adjustment_repeat)

    def _same_source(self, other: "AdjustmentWish") -> bool:
        if not self.source or not other.source:
            return False
        return ledger.source_key(self.source) == ledger.source_key(other.source)


def facts(earlier: Posted | None) -> list[Fact]:
    """Show the adjustment that one looks like, which every approver has to look at; nothing where there is none."""
    if earlier is None:
        return []
    source = earlier.transaction.source_ref or "nothing named"
    words = Phrase("{before}; for: {source}", before=money_facts.what_and_when(earlier), source=source)
    return [Fact(key=LOOKS_LIKE, label="Looks like an earlier one", value=words, material=True, to_tick=True)]


def named(shown: Sequence[Fact]) -> Phrase | None:
    """Name the adjustment that :func:`facts` showed among the facts of a request."""
    values = (fact.value for fact in shown if fact.key == LOOKS_LIKE)
    found = next((value.values["before"] for value in values if isinstance(value, Phrase)), None)
    return found if isinstance(found, Phrase) else None


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
