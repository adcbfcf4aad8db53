"""How people write a currency beside an amount: its code, its sign, or its name."""

from collections.abc import Mapping

from core.money.amounts import known

DOLLARS = ("USD", "CAD", "AUD", "NZD", "MXN", "ARS", "CLP", "COP", "SGD", "HKD")
CROWNS = ("SEK", "NOK", "DKK", "ISK")
MARKS: Mapping[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "₹": ("INR",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₩": ("KRW",),
    "₦": ("NGN",),
    "₽": ("RUB",),
    "₸": ("KZT",),
    "₱": ("PHP",),
    "₫": ("VND",),
    "₪": ("ILS",),
    "₾": ("GEL",),
    "₼": ("AZN",),
    "₵": ("GHS",),
    "฿": ("THB",),
    "¥": ("JPY", "CNY"),
    "$": DOLLARS,
    "us$": ("USD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "nz$": ("NZD",),
    "mx$": ("MXN",),
    "s$": ("SGD",),
    "hk$": ("HKD",),
    "r$": ("BRL",),
    "zł": ("PLN",),
    "zl": ("PLN",),
    "kč": ("CZK",),
    "kc": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON",),
    "kr": CROWNS,
    "euro": ("EUR",),
    "euros": ("EUR",),
    "dollar": DOLLARS,
    "dollars": DOLLARS,
    "pound": ("GBP",),
    "pounds": ("GBP",),
    "kronor": ("SEK",),
    "kroner": ("NOK", "DKK"),
}
"""Signs and names, lower case; several codes mean that the mark alone is ambiguous."""


def currencies(mark: str) -> tuple[str, ...]:
    """Give the currencies in use that a mark can mean; none for a mark that is unknown or of a currency that ended."""
    written = mark.rstrip(".")
    return tuple(code for code in MARKS.get(written.casefold(), (written.upper(),)) if known(code))


def is_mark(word: str) -> bool:
    """Tell whether a word is a sign or a name of a currency, and no code."""
    return word.rstrip(".").casefold() in MARKS
