"""What is shown of personal data before anybody reveals it."""

from datetime import date
from enum import StrEnum

DOTS = "•••"
"""The same length whatever is behind it."""
YOUNGEST, OLDEST, BAND = 18, 75, 10
"""Years: who is below the first is called so, above the last likewise, between them in bands."""


class MaskedField(StrEnum):
    """What is masked; the record names a reveal by these words and never by the value."""

    EMAIL = "email"
    PHONE = "phone"
    BORN_ON = "born_on"
    ADDRESS = "address"
    IP = "ip"


def email(address: str) -> str:
    """Keep the first letter of both sides and the ending: ``j•••@g•••.com``."""
    local, _, domain = address.rpartition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{local[:1]}{DOTS}@{host[:1]}{DOTS}{dot}{ending if dot else ''}"


def phone(number: str) -> str:
    """Keep the last two digits."""
    return f"{DOTS} {number[-2:]}"


def age_band(born_on: date | None, today: date) -> str:
    """Give a band of ten years instead of a birth date, or a mark where it is not known."""
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
    """Count whole years of life."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def address(_text: str) -> str:
    """Keep nothing: a street is the person."""
    return DOTS


def ip(number: str) -> str:
    """Keep the first half of an IPv4 address, the first group of an IPv6 one."""
    if ":" in number:
        return f"{number.partition(':')[0]}:{DOTS}"
    first, second, *_ = [*number.split("."), "", ""]
    return f"{first}.{second}.{DOTS}"


def name(first: str | None, last: str | None) -> str:
    """Shorten a name for lists: ``Anna M.``."""
    initial = f"{last[:1]}." if last else ""
    return " ".join(part for part in (first, initial) if part) or DOTS
