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

THOUSANDS = 3
"""Digits between two marks of thousands."""

TYPED_MAX_LENGTH = 48
"""Characters: the longest text read as an amount."""

DIGITS = dict.fromkeys(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0
) | (dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3))
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
    """List the currencies that are legal tender somewhere today."""
    return frozenset(
        code
        for uses in get_global("territory_currencies").values()
        for code, _begin, end, tender in uses
        if end is None and tender
    )


def known(currency: str) -> bool:
    """Tell whether the code is an ISO 4217 currency in use."""
    return currency in _current()


def digits(currency: str) -> int:
    """Tell how many decimals the currency's minor unit has."""
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
        """Write the amount with its currency's own decimals, as ``EUR 1,234.50``."""
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
    """Express money in another currency, rounded away from zero so that the stricter limit wins.

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
    """Read a positive amount from what somebody typed, as ``1,000.50``, ``€20`` or ``20 EUR``.

    ``currency`` is the one wanted here; without it the text must name one. ``field`` goes into the refusal.

    Raises:
        Unreadable: with a sentence that says what is wrong and how to type it.

    """
    return _Reading(text, currency, field).money()


SIGNED = re.compile(
    r"(?P<sign>[+-]?) ?(?P<before>[^\d+.,-]*?) ?(?P<inner>[+-]?) ?"
    r"(?P<number>\d(?:[\d., ]*[\d.,])?) ?(?P<after>[^\d]*)",
    re.ASCII,
)
"""Sign, currency and number in the orders in which people type them; white space is single spaces by then."""

NUMBER = re.compile(
    r"(?P<whole>0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:\.(?P<fraction>\d+))?", re.ASCII
)
"""Plain, or in threes by comma or by space; decimals after a point."""

DECIMAL_COMMA = re.compile(r"\d+(?:[. ]\d{3})*,\d{1,3}", re.ASCII)
"""The other notation, as in 1.000,50; read for the advice only."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One attempt to read an amount; ``wanted`` is the currency it must be in, if that is settled."""

    text: str
    wanted: str | None
    field: str | None

    def money(self) -> Money:
        said = re.sub(r"\s+", " ", self.text).strip().replace("\N{MINUS SIGN}", "-")
        self._pass_over_nonsense(said)
        found = SIGNED.fullmatch(said)
        if not found or (found["before"] and found["after"]) or (found["sign"] and found["inner"]):
            self._refuse(Unreadable, "is no amount; type for example 20.50 EUR")
        currency = self._currency(found["before"] or found["after"])
        minor = self._minor(found["number"], currency)
        if minor == 0:
            self._refuse(OutOfRange, "is nothing; an amount is more than zero")
        if "-" in (found["sign"], found["inner"]):
            self._refuse(OutOfRange, "is negative; type the amount without a minus sign")
        return Money(minor, currency)

    def _pass_over_nonsense(self, said: str) -> None:
        if not said:
            raise Unreadable("Type an amount, for example 20.50 EUR.", field=self.field)
        if len(said) > TYPED_MAX_LENGTH:
            self._refuse(Unreadable, "is too long for an amount; type for example 20.50 EUR")
        if any(sign.isnumeric() and not sign.isascii() for sign in said):
            self._refuse(Unreadable, "has other digits than 0-9; type the amount with the digits 0-9")
        if re.search(r"\d[eE][+-]?\d", said):
            self._refuse(Unreadable, "is shorthand for a number; type all its digits")

    def _currency(self, mark: str) -> str:
        if not mark:
            return self.wanted or self._refuse(CurrencyUnclear, "has no currency; add it, as in 20.50 EUR")
        codes = SYMBOLS.get(mark) or (mark.upper(),)
        if not any(known(code) for code in codes):
            self._refuse(CurrencyUnclear, f'names no currency known here: "{mark}"; type its code, as in 20.50 EUR')
        if self.wanted in codes:
            return self.wanted
        if self.wanted:
            self._refuse(CurrencyUnclear, f"is in {' or '.join(codes)}; type the amount in {self.wanted}")
        if len(codes) > 1:
            self._refuse(CurrencyUnclear, f"may be in {', '.join(codes)}; type the code, as in 20.50 {codes[0]}")
        return codes[0]

    def _minor(self, number: str, currency: str) -> int:
        places = digits(currency)
        if not (found := NUMBER.fullmatch(number)):
            self._refuse_notation(number)
        whole, fraction = re.sub("[ ,]", "", found["whole"]), found["fraction"] or ""
        if places and not fraction and found["whole"].count(",") == 1:
            one = found["whole"].replace(",", ".").rstrip("0").rstrip(".")
            self._refuse(Ambiguous, f"could be {whole} or {one}; type {whole} or {one}")
        if len(fraction) > places:
            self._refuse_fraction(found["whole"], fraction, currency)
        minor = int(whole + fraction.ljust(places, "0"))
        if minor > TYPED_MAX_MINOR:
            self._refuse(OutOfRange, f"is more than can be typed here; the most is {_most(currency)}")
        return minor

    def _refuse_notation(self, number: str) -> NoReturn:
        if DECIMAL_COMMA.fullmatch(number):
            plain = re.sub("[. ]", "", number).replace(",", ".")
            self._refuse(Ambiguous, f"has a comma where decimals begin; type {plain}, with a point")
        if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", number):
            self._refuse(Ambiguous, f"has points between thousands; type {number.replace('.', '')}")
        self._refuse(Unreadable, "has its commas, points or spaces where no amount has them; type for example 1000.50")

    def _refuse_fraction(self, whole: str, fraction: str, currency: str) -> NoReturn:
        has = f"has {len(fraction)} decimals and {currency} has {digits(currency) or 'none'}"
        if len(fraction) == THOUSANDS and re.fullmatch(r"[1-9]\d{0,2}", whole):
            kept = f"{whole}.{fraction}".rstrip("0").rstrip(".")
            self._refuse(Ambiguous, f"{has}; type {whole}{fraction} if the point divides thousands, else {kept}")
        self._refuse(OutOfRange, f"{has}; type at most that many")

    def _refuse(self, kind: type[Unreadable], what: str) -> NoReturn:
        said = self.text.strip()
        shown = said if len(said) <= TYPED_MAX_LENGTH else f"{said[:TYPED_MAX_LENGTH]}…"
        raise kind(f'"{shown}" {what}.', field=self.field)


def _most(currency: str) -> str:
    return Money(TYPED_MAX_MINOR, currency).show()
