"""Money as integer minor units of an ISO 4217 currency: currencies and their decimals, arithmetic, conversion."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal, localcontext
from enum import StrEnum
from functools import cache, lru_cache, total_ordering
from typing import Annotated

from babel.core import get_global
from pydantic import Strict

ENDED = {"BGN": date(2026, 1, 31)}
"""The last day of currencies whose end Babel's table does not have yet: Bulgaria took the euro in January 2026."""

DIGITS = dict.fromkeys(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0
) | (dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3))
"""Decimals of currencies that do not have two (ISO 4217, list one).

Babel's table gives the usual notation (RSD without decimals), not the smallest unit.
"""
STORABLE_MINOR = 2**63 - 1
"""Minor units; the limit of a signed 64-bit column."""


DIGITS |= dict.fromkeys(["ADP", "BYR", "ESP", "ITL", "LUF", "MGF", "TRL"], 0)
"""The same of currencies that have ended (CLDR)."""

CODE_LENGTH = 3


@lru_cache(maxsize=512)
def is_code(text: str) -> bool:
    """Tell whether text has the form of an ISO 4217 code: what is stored may be of a currency no table knows."""
    return len(text) == CODE_LENGTH and text.isascii() and text.isalpha() and text.isupper()


def known(currency: str) -> bool:
    """Tell whether the code is an ISO 4217 currency in use."""
    return currency in _ends() and _ends()[currency] is None


def existed(currency: str) -> bool:
    """Tell whether the code is an ISO 4217 currency that is in use or was."""
    return currency in _ends()


def ended_on(currency: str) -> date | None:
    """Give the last day of a currency; None where it is in use, or not known."""
    return _ends().get(currency)


@lru_cache(maxsize=512)
def digits(currency: str) -> int:
    """Give the number of decimals of the currency."""
    return DIGITS.get(currency, 2)


@cache
def _ends() -> dict[str, date | None]:
    """List the currencies that are or were legal tender somewhere, each with its last day."""
    ends: dict[str, date | None] = {}
    for uses in get_global("territory_currencies").values():
        for code, _begin, end, tender in uses:
            if tender:
                last = date(*end) if end else None
                known_last = ends.get(code, last)
                ends[code] = None if last is None or known_last is None else max(last, known_last)
    return ends | ENDED


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
