"""Money as integer minor units of an ISO 4217 currency: arithmetic, comparison and conversion."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal, localcontext
from enum import StrEnum
from functools import total_ordering
from typing import Annotated

from pydantic import Strict

from core.money.iso_4217 import digits, is_code

STORABLE_MINOR = 2**63 - 1
"""Minor units; the limit of a signed 64-bit column."""


class Wallet(StrEnum):
    """The parts of a player's balance."""

    CASH = "cash"
    BONUS = "bonus"
    LOCKED = "locked"
    """Money tied up in open withdrawals and bets; never adjusted manually."""


class Direction(StrEnum):
    """Which way an adjustment moves money, seen from the player."""

    GIVE = "give"
    TAKE = "take"


Held = Mapping[tuple[Wallet, str], int]
"""What wallets hold: minor units by wallet and currency."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of one currency, in use or not; may be zero or negative.

    Mixing currencies is a bug, hence ``ValueError`` rather than a refusal.
    """

    amount_minor: Annotated[int, Strict()]
    currency: str

    def __post_init__(self) -> None:
        if not is_code(self.currency):
            raise ValueError(f"{self.currency[:3]!r} is not the code of a currency")
        if abs(self.amount_minor) > STORABLE_MINOR:
            raise ValueError("the amount does not fit a signed 64-bit integer")

    def __str__(self) -> str:
        """Write the amount for logs and files, as it can be typed: ``EUR 1234.50``. Screens format it themselves."""
        sign = "-" if self.amount_minor < 0 else ""
        whole, rest = divmod(abs(self.amount_minor), 10 ** (places := digits(self.currency)))
        return f"{self.currency} {sign}{whole}" + (f".{rest:0{places}}" if places else "")

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.amount_minor), self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_minor - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount_minor < self._same(other)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.amount_minor


def convert(money: Money, *, to: str, rates: Mapping[str, Decimal]) -> Money | None:
    """Convert to another currency, rounding away from zero so that the stricter limit applies.

    ``rates`` gives the value of one unit of each currency in a common currency. None where a rate is missing or
    the result cannot be stored; the caller must then apply the strictest rule.
    """
    if money.currency == to:
        return money
    if money.currency not in rates or to not in rates:
        return None
    with localcontext(prec=60, rounding=ROUND_UP):
        shift = digits(to) - digits(money.currency)
        exact = (Decimal(money.amount_minor) * rates[money.currency] / rates[to]).scaleb(shift)
        minor = int(exact.to_integral_value())
    return Money(minor, to) if abs(minor) <= STORABLE_MINOR else None


def running_balances(held: Held, moves: Iterable[tuple[Wallet, Money]]) -> Iterator[Money]:
    """Give the balance after each movement, newest first; ``held`` is what the wallets hold after the first of them."""
    left = dict(held)
    for wallet, amount in moves:
        place = (wallet, amount.currency)
        left.setdefault(place, 0)
        yield Money(left[place], amount.currency)
        left[place] -= amount.amount_minor
