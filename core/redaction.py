"""Numbers that must stand nowhere in the chat: of payment cards, bank accounts and identity documents."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from core.errors import Invalid

CARD_RUN = re.compile(r"(?<!\d)\d(?:[\s.\-/_*\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]{0,3}\d){11,}")
"""Digits in a row, however they are grouped; \\d takes the digits of every script."""
GROUP = re.compile(r"\d+")
SCHEMES = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|095|[689]\d)\d{11}"  # Diners
    r"|(?:6011|65\d{2}|64[4-9]\d)\d{12}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|(?:50|5[6-9]|6[0-9])\d{10,17}"  # Maestro
)
"""Beginnings and lengths by scheme (ISO/IEC 7812), so that order numbers are seldom taken for cards."""
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b", re.IGNORECASE)
MACHINE_READABLE = re.compile(r"\b[PIACV][A-Z<][A-Z<]{3}[A-Z0-9<]{10,39}(?<=<)[A-Z0-9<]*")
"""A line from the foot of a passport or an identity card (ICAO 9303)."""
SOCIAL = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
"""A social security number of the United States."""
NAMED = re.compile(
    r"\b(?:passport|identity card|id card|id no|national id|id number|driving licen[cs]e|driver'?s licen[cs]e|residence"
    r" permit|social security|personal number|tax id|ssn|reisepass|personalausweis)\b[^\w\n]{0,3}"
    r"(?:(?:no|nr|number|is|code|num)\b[^\w\n]{0,3}){0,2}((?=[A-Z]*\d)[A-Z0-9](?:[ -]?[A-Z0-9]){4,19})\b",
    re.IGNORECASE,
)
"""A number that somebody says is one of a document."""
PATTERNS = (CARD_RUN, IBAN, MACHINE_READABLE, SOCIAL, NAMED)
"""Every pattern that a text is read with."""
DIGITS_LEAST = 4
DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit doubled, and the digits of that added up."""
CARD_LEAST = 12
CARD_MOST = 19
"""Digits of the longest card number."""
KEPT = 4
"""Digits of a card that may stand: the last four (PCI DSS 3.4.1)."""
AROUND = 40
"""Characters on each side of a number that a suggestion shows."""


class HoldsNumbers(Invalid):
    """What was written holds the number of a card, an account or a document."""

    code: ClassVar[str] = "holds_numbers"
    slip: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, order=True)
class SensitiveNumber:
    """One such number: where it stands and what it is."""

    start: int
    end: int
    what: str
    mask: str


def found(text: str) -> tuple[SensitiveNumber, ...]:
    """Find them all, in the order of the text; none overlap."""
    several = sorted((*_cards(text), *_accounts(text), *_documents(text)))
    apart: list[SensitiveNumber] = []
    for one in several:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return tuple(apart)


def masked(text: str) -> str:
    """Give the text with each of them masked."""
    for one in reversed(found(text)):
        text = text[: one.start] + one.mask + text[one.end :]
    return text


def refuse(text: str, *, field: str | None = None) -> None:
    """Refuse to take such numbers.

    Raises :class:`HoldsNumbers` with the text as it can be written.
    """
    if findings := found(text):
        words = f"This holds {named(findings)}, which must not stand here. Write instead: “{suggestion(text)}”"
        raise HoldsNumbers(words, field=field)


def named(findings: tuple[SensitiveNumber, ...]) -> str:
    """Name what was found: ``a card number``."""
    return " and ".join(dict.fromkeys(f"a{'n' if one.what[0] in 'aeiou' else ''} {one.what}" for one in findings))


def suggestion(text: str) -> str:
    """Show how the place of the first one reads when it is masked."""
    first = found(text)[0]
    before, behind = text[max(first.start - AROUND, 0) : first.start], text[first.end : first.end + AROUND]
    return " ".join(f"{before}{first.mask}{masked(behind)}".split())


def _cards(text: str) -> Iterator[SensitiveNumber]:
    """Try every row of whole groups, the longest first: a card stands beside a date or a security code."""
    for run in CARD_RUN.finditer(text):
        groups = [(each.start(), each.end()) for each in GROUP.finditer(run[0])]
        written = "".join(run[0][begin:end] for begin, end in groups)
        digits = "".join(str(unicodedata.digit(each)) for each in written)
        ends = [0, *accumulate(end - begin for begin, end in groups)]
        for first, (begin, _) in enumerate(groups):
            if row := _card(digits, ends, first):
                end, number = groups[row[0]][1], row[1]
                yield SensitiveNumber(run.start() + begin, run.start() + end, "card number", f"•••• {number[-KEPT:]}")


def _card(digits: str, ends: list[int], first: int) -> tuple[int, str] | None:
    """Find the longest row of whole groups from the first on that is a card: its last group, and its digits."""
    begin, last = ends[first], first
    while last + 1 < len(ends) and ends[last + 1] - begin <= CARD_MOST:
        last += 1
    while last > first and ends[last] - begin >= CARD_LEAST:
        row = digits[begin : ends[last]]
        if SCHEMES.fullmatch(row) and _luhn(row):
            return last - 1, row
        last -= 1
    return None


def _luhn(digits: str) -> bool:
    """Check the last digit (ISO/IEC 7812-1, annex B)."""
    plain, doubled = digits[-1::-2], digits[-2::-2].translate(DOUBLED)
    return (sum(map(int, plain)) + sum(map(int, doubled))) % 10 == 0


def _accounts(text: str) -> Iterator[SensitiveNumber]:
    for one in IBAN.finditer(text):
        if number := _iban(one[0]):
            yield SensitiveNumber(
                one.start(), one.start() + len(number), "bank account number", f"{number[:2].upper()}••••"
            )


def _iban(written: str) -> str | None:
    """Cut what was matched to the account number in it, longest first; None where there is none (ISO 13616)."""
    for end in range(len(written), 14, -1):
        plain = written[:end].replace(" ", "").upper()
        if written[end - 1] != " " and int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1:
            return written[:end]
    return None


def _documents(text: str) -> Iterator[SensitiveNumber]:
    for pattern in (MACHINE_READABLE, SOCIAL):
        for one in pattern.finditer(text):
            yield SensitiveNumber(one.start(), one.end(), "identity document number", "••••")
    for one in NAMED.finditer(text):
        if sum(map(str.isdigit, one[1])) >= DIGITS_LEAST:
            yield SensitiveNumber(one.start(1), one.end(1), "identity document number", "••••")
