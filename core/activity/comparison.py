"""What a summary says: sums of a period beside those of the one before, where logins came from, what stands out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from core.activity.periods import Period
from core.money import Money


@dataclass(frozen=True, slots=True)
class CountAndSum:
    """How often, and how much together, in one currency or in none."""

    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Adjustments:
    """What was given and taken by hand and not reversed."""

    count: int = 0
    given: tuple[Money, ...] = ()
    taken: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """What happened in a period."""

    period: Period
    sums: Mapping[str, Mapping[str, CountAndSum]] = field(default_factory=dict)
    """By kind, then by currency; a kind is a type of event, or ``login:failed``."""
    adjustments: Adjustments = field(default_factory=Adjustments)

    def count(self, kind: str) -> int:
        """How often."""
        return sum(one.count for one in self.sums.get(kind, {}).values())

    def amounts(self, kind: str) -> tuple[Money, ...]:
        """How much, by currency."""
        return self.net(plus=(kind,))

    def net(self, *, plus: Iterable[str], minus: Iterable[str] = ()) -> tuple[Money, ...]:
        """Add some kinds up and take others off, by currency."""
        minor: defaultdict[str, int] = defaultdict(int)
        for kinds, sign in ((plus, 1), (minus, -1)):
            for currency, one in ((each, one) for kind in kinds for each, one in self.sums.get(kind, {}).items()):
                minor[currency] += sign * one.amount_minor
        return amounts(minor)

    @property
    def quiet(self) -> bool:
        """Whether nothing happened at all."""
        return not self.sums and not self.adjustments.count


@dataclass(frozen=True, slots=True)
class LoginOrigin:
    """A device or a country, and how often logins came from it: now, in the period before, and in vain now."""

    kind: str
    value: str
    now: int
    before: int
    failed: int


@dataclass(frozen=True, slots=True)
class Big:
    """The largest single amount of a day and kind."""

    day: date
    kind: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One player's period, the one before it, and what stands out."""

    player_id: int
    now: Side
    before: Side
    steps: tuple[Side, ...]
    """The period cut evenly, for a chart."""
    origins: tuple[LoginOrigin, ...]
    """Most used first; those of the period before only come last."""
    origins_in_all: int
    biggest: tuple[Big, ...]

    def of(self, kind: str) -> tuple[LoginOrigin, ...]:
        """Give the devices or the countries of this period."""
        return tuple(one for one in self.origins if one.kind == kind and one.now)


def amounts(minor: Mapping[str, int]) -> tuple[Money, ...]:
    """Make amounts of what was added up by currency; what came to nothing is left out."""
    return tuple(Money(minor[currency], currency) for currency in sorted(minor) if currency and minor[currency])
