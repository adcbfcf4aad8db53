"""Masking of personal data that has not been revealed."""

from datetime import date
from enum import StrEnum

DOTS = "•••"
"""Always the same length, so that it does not give away the length of the value."""
YOUNGEST, OLDEST, BAND = 18, 75, 10
"""Years. Ages between the first two are shown in bands of ten."""


class MaskedField(StrEnum):
    """The masked fields; the audit log names the revealed field, never its value."""

    EMAIL = "email"
    PHONE = "phone"
    BORN_ON = "born_on"
    ADDRESS = "address"
    IP = "ip"


def email(address: str) -> str:
    """Show the first letter of user and host, and the top-level domain: ``j•••@g•••.com``."""
    local, _, domain = address.rpartition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{local[:1]}{DOTS}@{host[:1]}{DOTS}{dot}{ending if dot else ''}"


def phone(number: str) -> str:
    """Show the last two digits."""
    return f"{DOTS} {number[-2:]}"


def age_band(born_on: date | None, today: date) -> str:
    """Show a band of ten years instead of the birth date; dots where it is not known."""
    if born_on is None:
        return DOTS
    age = age_on(born_on, today)
    if age < YOUNGEST:
        return f"under {YOUNGEST}"
    if age >= OLDEST:
        return f"{OLDEST} or over"
    low = max(YOUNGEST, (age - 5) // BAND * BAND + 5)
    return f"{low}–{(age - 5) // BAND * BAND + 14}"  # noqa: RUF001 - an en dash between numbers is meant


def age_on(born_on: date, today: date) -> int:
    """Give the age in whole years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def address(_text: str) -> str:
    """Show nothing: a street address identifies a person."""
    return DOTS


def ip(number: str) -> str:
    """Show the first half of an IPv4 address, the first group of an IPv6 address."""
    if ":" in number:
        return f"{number.partition(':')[0]}:{DOTS}"
    first, second, *_ = [*number.split("."), "", ""]
    return f"{first}.{second}.{DOTS}"


def name(first: str | None, last: str | None) -> str:
    """Shorten a name for lists: ``Anna M.``."""
    initial = f"{last[:1]}." if last else ""
    return " ".join(part for part in (first, initial) if part) or DOTS
