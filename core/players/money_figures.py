"""How much a player brought and was given: net deposits, and adjustments of a year by reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.money import Money
from core.players.profile_parts import Values


@dataclass(frozen=True, slots=True)
class NetDeposits:
    """Deposits less withdrawals paid and chargebacks, in one currency."""

    ever: Money
    of_year: Money


@dataclass(frozen=True, slots=True)
class MoneyFigures:
    """What a card tells of a player's money beside the balance."""

    net: tuple[NetDeposits, ...] = ()
    given: Mapping[str, tuple[Money, ...]] | None = None
    """What adjustments of the last twelve months came to, by reason and currency."""

    def goodwill(self, reasons: Iterable[str]) -> tuple[Money, ...]:
        """Add up what was given for these reasons, by currency."""
        sums: dict[str, int] = {}
        for reason in reasons:
            for amount in (self.given or {}).get(reason, ()):
                sums[amount.currency] = sums.get(amount.currency, 0) + amount.amount_minor
        return tuple(Money(minor, code) for code, minor in sorted(sums.items()))


def read(found: Mapping[str, Sequence[Values]]) -> MoneyFigures:
    """Read the figures from their sections."""
    given: dict[str, list[Money]] = {}
    for row in found["given"]:
        given.setdefault(row["reason"] or "", []).append(Money(int(row["minor"]), row["currency"]))
    net = tuple(
        NetDeposits(Money(int(row["minor"]), row["currency"]), Money(int(row["year_minor"]), row["currency"]))
        for row in found["net"]
        if row["currency"]
    )
    return MoneyFigures(net, {reason: tuple(several) for reason, several in given.items()})
