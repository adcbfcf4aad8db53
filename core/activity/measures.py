"""Measures: what a figure of that name counts and adds up, the same on a player's page and in every digest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.activity.catalogue import Type
from core.activity.rollup_columns import FAILED


@dataclass(frozen=True, slots=True)
class Measure:
    """A name, and the kinds of events that are added up under it or taken off."""

    label: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Everything it is made of."""
        return (*self.plus, *self.minus)

    def of(self, sums: Mapping[str, int]) -> int:
        """Add up what is known of each kind."""
        return sum(sums.get(kind, 0) for kind in self.plus) - sum(sums.get(kind, 0) for kind in self.minus)


REGISTRATIONS = "Registrations"
"""Players by when they registered, however they came here: told by an event, imported, or known before."""
LOGINS = Measure("Logins", (Type.LOGIN,))
FAILED_LOGINS = Measure("Failed logins", (FAILED,))
DEPOSITS = Measure("Deposits", (Type.DEPOSIT,))
FAILED_DEPOSITS = Measure("Failed deposits", (Type.DEPOSIT_FAILED,))
WITHDRAWALS_PAID = Measure("Withdrawals paid", (Type.WITHDRAWAL_PAID,))
CHARGEBACKS = Measure("Chargebacks", (Type.CHARGEBACK,))
NET = Measure("Net, after chargebacks", DEPOSITS.plus, (*WITHDRAWALS_PAID.plus, *CHARGEBACKS.plus))
BETS = Measure("Bets", (Type.BET,))
BETS_VOIDED = Measure("Bets voided", (Type.BET_VOIDED,))
WINS = Measure("Wins", (Type.WIN,))
BONUSES_GRANTED = Measure("Bonuses granted", (Type.BONUS_GRANTED,))

MONEY = (DEPOSITS, WITHDRAWALS_PAID, CHARGEBACKS, NET, BETS, BETS_VOIDED, WINS, BONUSES_GRANTED)
"""What moves money, in the order in which it is told."""

GIVEN, TAKEN = "Given by hand", "Taken by hand"
"""Adjustments of the period, those that were reversed since included."""
TAKEN_BACK, GIVEN_BACK = "Taken back by reversals", "Given back by reversals"
"""Reversals of the period, whenever the adjustment was that they undo."""


def by_hand(kind: str, *, gave: bool) -> str:
    """Name what a movement by hand counts as: an adjustment, or the reversal of one."""
    if kind == "reversal":
        return GIVEN_BACK if gave else TAKEN_BACK
    return GIVEN if gave else TAKEN


def kinds(measures: Iterable[Measure]) -> frozenset[str]:
    """Name the kinds that some measures are made of."""
    return frozenset(kind for one in measures for kind in one.kinds)
