"""The words a player is found by: what is kept and what is typed are brought to one form here."""

import re
import unicodedata
from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
"""How names are spelled out where a keyboard lacks the letter."""
FEWEST_DIGITS = 7
"""Digits of the shortest telephone numbers that somebody could mean as a whole."""


def fold(text: str) -> str:
    """Bring text to the form in which it is compared: NFKC, case folded, invisible marks gone, single spaces."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKC", visible).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def of_name(first: str | None, last: str | None) -> set[str]:
    """Give the ways in which a name is typed: either order, with its marks, without them, and spelled out."""
    parts = [fold(part) for part in (first, last) if part and fold(part)]
    orders = {" ".join(parts), " ".join(reversed(parts))} if parts else set()
    return orders | {plain(name) for name in orders} | {name.translate(UMLAUTS) for name in orders}


def plain(folded: str) -> str:
    """Take the marks off letters: ``müller`` becomes ``muller``."""
    apart = unicodedata.normalize("NFD", folded)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def e164(number: str, *, country: str | None) -> str | None:
    """Read a telephone number as it was written in a country; None where it is none."""
    try:
        parsed = phonenumbers.parse(number, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def of_phone(number: str) -> set[str]:
    """Give the ways in which an E.164 number is typed: with its country, and as it is dialled at home."""
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return {digits(number)} - {""}
    at_home = digits(phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL))
    return {number, at_home}


def of_typed_phone(text: str) -> Iterator[str]:
    """Give what a typed number, in any notation, may be kept as."""
    if not re.fullmatch(r"[+(\d][\d\s()./-]*", text) or len(number := digits(text)) < FEWEST_DIGITS:
        return
    yield number
    abroad = digits(text.replace("(0)", "", 1))
    yield f"+{abroad.removeprefix('00')}"


def digits(text: str) -> str:
    """Keep the digits 0-9."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def backwards(number: str) -> str:
    """Turn a number round, so that its end is a prefix."""
    return digits(number)[::-1]


def following(prefix: str) -> str:
    """Give the first text after all that begin with ``prefix``, by code points."""
    front, code = prefix[:-1], ord(prefix[-1]) + 1
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the surrogates, which no text may hold
        code = 0xE000
    return front + chr(code) if code <= 0x10FFFF else following(front)  # noqa: PLR2004 - the last
