"""Money: whole minor units of an ISO 4217 currency; read strictly from what people type, and shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal, localcontext
from enum import StrEnum
from functools import cache, total_ordering
from typing import Annotated, ClassVar, NoReturn

from babel.core import get_global
from pydantic import Strict

from core.errors import Invalid

STORABLE_MINOR = 2**63 - 1
"""Minor units: what a signed 64-bit column holds."""

TYPED_MAX_MINOR = 10**15
"""Minor units: the most that may be typed; sums of thousands of such amounts still fit ``STORABLE_MINOR``."""

TYPED_MAX_LENGTH = 48
"""Characters: the longest text read as an amount."""

DIGITS = dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0) | (
    dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
)
"""Decimals of the minor unit where they are not two (ISO 4217, list one).

Babel's own table says how amounts are commonly written (RSD without decimals), not what the smallest unit is.
"""

SYMBOLS: Mapping[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "₹": ("INR",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₩": ("KRW",),
    "₦": ("NGN",),
    "R$": ("BRL",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "ARS", "CLP", "COP", "SGD", "HKD"),
}
"""What people type for a currency; several codes mean that the sign alone does not tell which."""


class Wallet(StrEnum):
    """The parts of a player's balance."""

    CASH = "cash"
    BONUS = "bonus"
    LOCKED = "locked"
    """Money of running withdrawals and bets; never moved by hand."""


class Direction(StrEnum):
    """Which way an adjustment moves money, seen from the player."""

    GIVE = "give"
    TAKE = "take"


class Unreadable(Invalid):
    """No amount can be read from the text."""

    code: ClassVar[str] = "amount_unreadable"


class Ambiguous(Unreadable):
    """The text can be read as two amounts, far apart."""

    code: ClassVar[str] = "amount_ambiguous"


class OutOfRange(Unreadable):
    """The amount is zero, negative, too large, or finer than the currency."""

    code: ClassVar[str] = "amount_out_of_range"


class CurrencyUnclear(Unreadable):
    """The currency is missing, unknown, or not the one that is wanted here."""

    code: ClassVar[str] = "amount_currency"


@cache
def _current() -> frozenset[str]:
    """This will list the currencies that are legal tender somewhere today."""
    return frozenset(
        code
        for uses in get_global("territory_currencies").values()
        for code, _begin, end, tender in uses
        if end is None and tender
    )


def known(currency: str) -> bool:
    """This will tell whether the code is an ISO 4217 currency in use."""
    return currency in _current()


def digits(currency: str) -> int:
    """This will tell how many decimals the currency's minor unit has."""
    return DIGITS.get(currency, 2)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (cents) of one currency; may be zero or negative.

    Mixing currencies is a bug, hence ``ValueError`` and no refusal.
    """

    amount_minor: Annotated[int, Strict()]
    currency: str

    def __post_init__(self) -> None:
        if not known(self.currency):
            raise ValueError(f"{self.currency!r} is no ISO 4217 currency in use")
        if abs(self.amount_minor) > STORABLE_MINOR:
            raise ValueError("the amount does not fit a signed 64-bit integer")

    def show(self) -> str:
        """This will write the amount with its currency's own decimals, as ``EUR 1,234.50``."""
        sign = "-" if self.amount_minor < 0 else ""
        whole, rest = divmod(abs(self.amount_minor), 10 ** (places := digits(self.currency)))
        return f"{self.currency} {sign}{whole:,}" + (f".{rest:0{places}}" if places else "")

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
    """This will express money in another currency, rounded away from zero so that the stricter limit wins.

    ``rates`` says what one unit of each currency is worth in one common currency. None where a rate is missing or
    the result cannot be stored: the caller then takes the strictest way.
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


def parse(text: str, *, currency: str | None = None, field: str | None = None) -> Money:
    """This will read a positive amount from what somebody typed, as ``1,000.50``, ``€20`` or ``20 EUR``.

    ``currency`` is the one wanted here; without it the text must name one. ``field`` goes into the refusal.

    Raises:
        Unreadable: with a sentence that says what is wrong and how to type it.

    """
    return _Reading(text, currency, field).money()


GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|0|[1-9]\d*")
"""The whole part: plain, or in threes by comma or by space, never mixed."""

SPACES = re.compile(r"\s+")
"""Any white space, the no-break kinds included."""

PARTS = re.compile(r"(?P<before>[^\d.,+\-]*)(?P<sign>[+-]?) ?(?P<number>\d[\d., ]*|[.,]\d+)?(?P<after>.*)", re.ASCII)
"""Currency, sign and number in the order people type them; what is left over is a currency or a mistake."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One attempt to read an amount."""

    text: str
    wanted: str | None
    field: str | None

    def money(self) -> Money: ...

    def _refuse(self, kind: type[Unreadable], sentence: str) -> NoReturn:
        raise kind(sentence, field=self.field)
