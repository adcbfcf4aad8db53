"""What a summary says: sums of a period beside those of the one before, where logins came from, what stands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.activity.biggest_moves import Big
from core.activity.measures import Measure
from core.activity.periods import Period
from core.money import Money


@dataclass(frozen=True, slots=True)
class CountAndSum:
    """How often, and how much together, in one currency or in none."""

    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Adjustments:
    """What was given and taken by hand, and what reversals took and gave back, each on its own day."""

    count: int = 0
    """Adjustments; reversals stand apart."""
    given: tuple[Money, ...] = ()
    taken: tuple[Money, ...] = ()
    taken_back: tuple[Money, ...] = ()
    given_back: tuple[Money, ...] = ()

    @property
    def none(self) -> bool:
        """Whether nothing was moved by hand, or back."""
        return self == Adjustments()


@dataclass(frozen=True, slots=True)
class Side:
    """What happened in a period."""

    period: Period
    sums: Mapping[str, Mapping[str, CountAndSum]] = field(default_factory=dict)
    """By kind, then by currency; a kind is a type of event, or ``login:failed``."""
    adjustments: Adjustments = field(default_factory=Adjustments)
    currencies: tuple[str, ...] = ()
    """The one first in which most moved."""

    def count(self, kind: str) -> int:
        """How often."""
        return sum(one.count for one in self.sums.get(kind, {}).values())

    def measured(self, measure: Measure) -> tuple[Money, ...]:
        """How much, by currency, the currency first in which most moved."""
        found = {kind: self.sums.get(kind, {}) for kind in measure.kinds}
        currencies = {currency for by_currency in found.values() for currency in by_currency}
        nothing = CountAndSum(0, 0)
        return amounts(
            {
                currency: measure.of({kind: one.get(currency, nothing).amount_minor for kind, one in found.items()})
                for currency in currencies
            },
            order=self.currencies,
        )

    @property
    def quiet(self) -> bool:
        """Whether nothing happened at all."""
        return not self.sums and self.adjustments.none


@dataclass(frozen=True, slots=True)
class LoginOrigin:
    """A device or a country, and how often somebody came in from it in the period, or tried in vain."""

    value: str
    succeeded: int
    failed: int
    new: bool
    """Whether nobody came in from it ever before, to an account that had logins before."""


@dataclass(frozen=True, slots=True)
class Origins:
    """The devices or the countries of a period: those from which somebody came in first, most used first."""

    first: tuple[LoginOrigin, ...] = ()
    in_all: int = 0
    succeeded: int = 0
    """Of all, those from which somebody came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One player's period, the one before it, and what stands out."""

    player_id: int
    now: Side
    before: Side
    steps: tuple[Side, ...]
    """The period cut evenly, for a chart."""
    compared_until: datetime | None
    """Where the period before ends for the comparison, when the period is not over; else it is whole."""
    countries: Origins
    devices: Origins
    biggest: tuple[Big, ...]
    """Single moves, biggest first."""


def amounts(minor: Mapping[str, int], *, order: tuple[str, ...] = ()) -> tuple[Money, ...]:
    """Make amounts of what was added up by currency; what came to nothing is left out."""
    ordered = [*order, *sorted(minor.keys() - set(order))]
    return tuple(Money(minor[currency], currency) for currency in ordered if currency and minor.get(currency))
