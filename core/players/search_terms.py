"""The numbers a player is found by: what is kept and what is typed are brought to one form here."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

FEWEST_DIGITS = 7
"""Digits of the shortest telephone numbers that somebody could mean as a whole."""
WRITTEN = re.compile(r"[\s(]*(?:\+[\s(]*)?\d[\d\s()./-]*")
"""How people write a telephone number: ``(+356) 9955-4417``, ``+356 (0)9955 4417``, ``00356/99554417``."""
FROM_HOME = "(0)"
"""The zero that is dialled at home alone."""


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
    if not WRITTEN.fullmatch(text) or len(number := digits(text)) < FEWEST_DIGITS:
        return
    yield number
    yield _abroad(text)


def international(text: str) -> str | None:
    """Read a typed telephone number that begins with its country, as ``+356`` or ``00356``; None where it is none."""
    written = text.lstrip(" (")
    if not written.startswith(("+", "00")) or not WRITTEN.fullmatch(text):
        return None
    return e164(_abroad(text), country=None)


def _abroad(text: str) -> str:
    return f"+{digits(text.replace(FROM_HOME, '', 1)).removeprefix('00')}"


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
