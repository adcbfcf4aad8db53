"""Currencies: which are in use, which have ended and when, and how many decimals each has."""

from datetime import date
from functools import cache, lru_cache

from babel.core import get_global

ENDED = {"BGN": date(2026, 1, 31)}
"""The last day of currencies whose end Babel's table does not have yet: Bulgaria took the euro in January 2026."""

DIGITS = dict.fromkeys(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0
) | (dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3))
"""Decimals of currencies that do not have two (ISO 4217, list one).

Babel's table gives the usual notation (RSD without decimals), not the smallest unit.
"""
DIGITS |= dict.fromkeys(["ADP", "BYR", "ESP", "ITL", "LUF", "MGF", "TRL"], 0)
"""The same of currencies that have ended (CLDR)."""

CODE_LENGTH = 3


@lru_cache(maxsize=512)
def is_code(text: str) -> bool:
    """Tell whether text has the form of an ISO 4217 code: what is stored may be of a currency no table knows."""
    return len(text) == CODE_LENGTH and text.isascii() and text.isalpha() and text.isupper()


def known(currency: str) -> bool:
    """Tell whether the code is an ISO 4217 currency in use."""
    return currency in _ends() and _ends()[currency] is None


def existed(currency: str) -> bool:
    """Tell whether the code is an ISO 4217 currency that is in use or was."""
    return currency in _ends()


def ended_on(currency: str) -> date | None:
    """Give the last day of a currency; None where it is in use, or not known."""
    return _ends().get(currency)


@lru_cache(maxsize=512)
def digits(currency: str) -> int:
    """Give the number of decimals of the currency."""
    return DIGITS.get(currency, 2)


@cache
def _ends() -> dict[str, date | None]:
    """List the currencies that are or were legal tender somewhere, each with its last day."""
    ends: dict[str, date | None] = {}
    for uses in get_global("territory_currencies").values():
        for code, _begin, end, tender in uses:
            if tender:
                last = date(*end) if end else None
                known_last = ends.get(code, last)
                ends[code] = None if last is None or known_last is None else max(last, known_last)
    return ends | ENDED
