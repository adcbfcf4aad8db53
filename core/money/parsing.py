"""Parsing of typed amounts: strict, with a refusal that quotes the input and says how to type it."""

import re
from dataclasses import dataclass
from typing import ClassVar, NoReturn

from core.errors import Invalid
from core.money import marks
from core.money.amounts import Money, digits

TYPED_MAX_MINOR = 10**15
"""Minor units; the largest amount accepted. Sums of thousands of such amounts still fit ``STORABLE_MINOR``."""

THOUSANDS = 3
"""Digits in a group of thousands."""

TYPED_MAX_LENGTH = 48
"""Characters; the longest text accepted as an amount."""


class Unreadable(Invalid):
    """The text is not a valid amount."""

    code: ClassVar[str] = "amount_unreadable"


class Ambiguous(Unreadable):
    """The text can be read as two very different amounts."""

    code: ClassVar[str] = "amount_ambiguous"


class OutOfRange(Unreadable):
    """The amount is zero, negative, too large, or has more decimals than the currency."""

    code: ClassVar[str] = "amount_out_of_range"


class CurrencyUnclear(Unreadable):
    """The currency is missing, unknown, or not the required one."""

    code: ClassVar[str] = "amount_currency"


def parse(text: str, *, currency: str | None = None, field: str | None = None) -> Money:
    """Parse a typed positive amount, such as ``1,000.50``, ``€20`` or ``20 EUR``.

    ``currency`` is the required currency; without it the text must name one. ``field`` goes into the refusal.

    Raises:
        Unreadable: the text is not a valid amount; the sentence says why and how to type it.

    """
    return _Reading(text, currency, field).money()


SPACES = re.compile("[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}]+")
"""Characters people and their keyboards put between groups of thousands."""

SIGNED = re.compile(
    r"(?P<sign>[+-]?) ?(?P<before>[^\d+.,-]*?) ?(?P<inner>[+-]?) ?"
    r"(?P<number>\d(?:[\d., ]*[\d.,])?) ?(?P<after>[^\d+.,-]*)",
    re.ASCII,
)
"""Sign, currency and number in the orders people type them; white space has been reduced to single spaces."""

NUMBER = re.compile(
    r"(?P<whole>0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:\.(?P<fraction>\d+))?", re.ASCII
)
"""Digits, optionally grouped by commas or spaces, with decimals after a point."""

DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"))
"""What keyboards make of a minus sign."""

ABBREVIATED = re.compile(r"(?<=[^\W\d_])\.")
"""The point behind ``kr.``, which separates no decimals."""

DECIMAL_COMMA = re.compile(r"\d+(?:[. ]\d{3})*,\d{1,3}", re.ASCII)
"""The continental notation, as in 1.000,50; recognised only to give advice."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One attempt to parse an amount; ``required`` is the currency it must have, if any."""

    text: str
    required: str | None
    field: str | None

    def money(self) -> Money:
        text = SPACES.sub(" ", self.text.strip()[: TYPED_MAX_LENGTH + 1]).translate(DASHES)
        self._refuse_nonsense(text)
        found = SIGNED.fullmatch(ABBREVIATED.sub("", text))
        if not found or (found["before"] and found["after"]) or (found["sign"] and found["inner"]):
            self._refuse(Unreadable, "is not a valid amount; use e.g. 20.50 EUR")
        currency = self._currency(found["before"] or found["after"])
        minor = self._minor(found["number"], currency)
        if minor == 0:
            self._refuse(OutOfRange, "is zero; an amount must be greater than zero")
        if "-" in (found["sign"], found["inner"]):
            self._refuse(OutOfRange, "is negative; type the amount without a minus sign")
        return Money(minor, currency)

    def _refuse_nonsense(self, text: str) -> None:
        if not text:
            raise Unreadable("Type an amount, e.g. 20.50 EUR.", field=self.field)
        if not text.isprintable():
            raise Unreadable("The amount contains invisible characters; type it instead of pasting.", field=self.field)
        if len(text) > TYPED_MAX_LENGTH:
            self._refuse(Unreadable, "is too long for an amount; use e.g. 20.50 EUR")
        if any(sign.isnumeric() and not sign.isascii() for sign in text):
            self._refuse(Unreadable, "contains digits other than 0-9; use 0-9 only")
        if re.search(r"\d[eE][+-]?\d", text):
            self._refuse(Unreadable, "uses exponent notation; type all digits")

    def _currency(self, mark: str) -> str:
        if not mark:
            return self.required or self._refuse(CurrencyUnclear, "has no currency; add it, as in 20.50 EUR")
        codes = marks.currencies(mark)
        if not codes:
            self._refuse_mark(mark)
        if self.required in codes:
            return self.required
        if self.required:
            self._refuse(CurrencyUnclear, f"is in another currency; {self._accepted()}")
        if len(codes) > 1:
            listed = ", ".join(codes[:3])
            self._refuse(CurrencyUnclear, f"could be {listed} or another currency; type the code, as in 20 {codes[0]}")
        return codes[0]

    def _refuse_mark(self, mark: str) -> NoReturn:
        """Refuse what stands beside the number and is no currency, or is more than one."""
        beside = [word for word in mark.split() if not marks.currencies(word)]
        if beside and len(mark.split()) > len(beside):
            words = " ".join(beside)
            self._refuse(Unreadable, f'has "{words}" beside the amount; leave only the amount, as in 20.50 EUR')
        self._refuse(CurrencyUnclear, f'has the unknown currency "{mark}"; {self._accepted()}')

    def _accepted(self) -> str:
        if self.required:
            return f"type the amount in {self.required}"
        return "type a currency code, as in 20.50 EUR"

    def _minor(self, number: str, currency: str) -> int:
        places = digits(currency)
        if not (found := NUMBER.fullmatch(number)):
            self._refuse_notation(number)
        whole, fraction = re.sub("[ ,]", "", found["whole"]), found["fraction"] or ""
        if places and not fraction and found["whole"].count(",") == 1:
            sentence = f"has a comma that could separate thousands or decimals; type {whole} for thousands"
            self._refuse(Ambiguous, f"{sentence}, or a point for decimals")
        if len(fraction) > places:
            self._refuse_fraction(found["whole"], fraction, currency)
        minor = int(whole + fraction.ljust(places, "0"))
        if minor > TYPED_MAX_MINOR:
            most = Money(TYPED_MAX_MINOR, currency)
            self._refuse(OutOfRange, f"is too large; the maximum is {most}")
        return minor

    def _refuse_notation(self, number: str) -> NoReturn:
        if DECIMAL_COMMA.fullmatch(number):
            plain = re.sub("[. ]", "", number).replace(",", ".")
            self._refuse(Ambiguous, f"has a decimal comma; type {plain}, with a point")
        if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", number):
            self._refuse(Ambiguous, f"has points as thousands separators; type {number.replace('.', '')}")
        self._refuse(Unreadable, "is not a valid amount; use e.g. 1000.50")

    def _refuse_fraction(self, whole: str, fraction: str, currency: str) -> NoReturn:
        has = f"has too many decimals: {currency} has {digits(currency) or 'none'}"
        if len(fraction) == THOUSANDS and re.fullmatch(r"[1-9]\d{0,2}", whole):
            decimal = f"{whole}.{fraction}".rstrip("0").rstrip(".")
            self._refuse(Ambiguous, f"{has}; type {whole}{fraction} if the point separates thousands, or {decimal}")
        self._refuse(OutOfRange, f"{has}; remove the extra ones")

    def _refuse(self, kind: type[Unreadable], what: str) -> NoReturn:
        text = self.text.strip()
        shown = text if len(text) <= TYPED_MAX_LENGTH else f"{text[:TYPED_MAX_LENGTH]}…"
        raise kind(f'"{shown}" {what}.', field=self.field)
