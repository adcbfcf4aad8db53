"""Amounts as people type them: read strictly, or refused in their own words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NoReturn

from core.errors import Invalid
from core.money.amounts import Money, digits, known

TYPED_MAX_MINOR = 10**15
"""Minor units: the most that may be typed; sums of thousands of such amounts still fit ``STORABLE_MINOR``."""

THOUSANDS = 3
"""Digits between two marks of thousands."""

TYPED_MAX_LENGTH = 48
"""Characters: the longest text read as an amount."""

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


def parse(text: str, *, currency: str | None = None, field: str | None = None) -> Money:
    """Read a positive amount from what somebody typed, as ``1,000.50``, ``€20`` or ``20 EUR``.

    ``currency`` is the one wanted here; without it the text must name one. ``field`` goes into the refusal.

    Raises:
        Unreadable: with a sentence that says what is wrong and how to type it.

    """
    return _Reading(text, currency, field).money()


SPACES = re.compile("[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}]+")
"""What people and their keyboards put between thousands."""

SIGNED = re.compile(
    r"(?P<sign>[+-]?) ?(?P<before>[^\d+.,-]*?) ?(?P<inner>[+-]?) ?"
    r"(?P<number>\d(?:[\d., ]*[\d.,])?) ?(?P<after>[^\d+.,-]*)",
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
        said = SPACES.sub(" ", self.text.strip()).replace("\N{MINUS SIGN}", "-")
        self._refuse_nonsense(said)
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

    def _refuse_nonsense(self, said: str) -> None:
        if not said:
            raise Unreadable("Type an amount, for example 20.50 EUR.", field=self.field)
        if not said.isprintable():
            raise Unreadable("The amount has characters that cannot be seen; type it by hand.", field=self.field)
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
            self._refuse(CurrencyUnclear, f'has no currency known here, but "{mark}"; type its code, as in 20.50 EUR')
        if self.wanted in codes:
            return self.wanted
        if self.wanted:
            self._refuse(CurrencyUnclear, f"is in another currency; type the amount in {self.wanted}")
        if len(codes) > 1:
            listed = ", ".join(codes[:3])
            self._refuse(CurrencyUnclear, f"may be in {listed} or another currency; type the code, as in 20 {codes[0]}")
        return codes[0]

    def _minor(self, number: str, currency: str) -> int:
        places = digits(currency)
        if not (found := NUMBER.fullmatch(number)):
            self._refuse_notation(number)
        whole, fraction = re.sub("[ ,]", "", found["whole"]), found["fraction"] or ""
        if places and not fraction and found["whole"].count(",") == 1:
            sentence = f"has a comma that may mean thousands or decimals; type {whole} if it means thousands"
            self._refuse(Ambiguous, f"{sentence}, else a point for decimals")
        if len(fraction) > places:
            self._refuse_fraction(found["whole"], fraction, currency)
        minor = int(whole + fraction.ljust(places, "0"))
        if minor > TYPED_MAX_MINOR:
            most = Money(TYPED_MAX_MINOR, currency)
            self._refuse(OutOfRange, f"is more than can be typed here; the most is {most}")
        return minor

    def _refuse_notation(self, number: str) -> NoReturn:
        if DECIMAL_COMMA.fullmatch(number):
            plain = re.sub("[. ]", "", number).replace(",", ".")
            self._refuse(Ambiguous, f"has a comma where decimals begin; type {plain}, with a point")
        if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", number):
            self._refuse(Ambiguous, f"has points between thousands; type {number.replace('.', '')}")
        self._refuse(Unreadable, "is not written as amounts are; type for example 1000.50")

    def _refuse_fraction(self, whole: str, fraction: str, currency: str) -> NoReturn:
        has = f"has more decimals than {currency}, which has {digits(currency) or 'none'}"
        if len(fraction) == THOUSANDS and re.fullmatch(r"[1-9]\d{0,2}", whole):
            kept = f"{whole}.{fraction}".rstrip("0").rstrip(".")
            self._refuse(Ambiguous, f"{has}; type {whole}{fraction} if the point divides thousands, else {kept}")
        self._refuse(OutOfRange, f"{has}; leave them out")

    def _refuse(self, kind: type[Unreadable], what: str) -> NoReturn:
        said = self.text.strip()
        shown = said if len(said) <= TYPED_MAX_LENGTH else f"{said[:TYPED_MAX_LENGTH]}…"
        raise kind(f'"{shown}" {what}.', field=self.field)
