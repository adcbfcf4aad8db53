"""Countries as people and systems write them, read as the two letters of ISO 3166-1."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""What Babel's table holds beside countries: islands without a code of their own, unions, test regions."""
THREE_LETTERS = re.compile("[A-Z]{3}")
ALSO_WRITTEN = {"uk": "GB"}


def code(text: str) -> str | None:
    """Give the two-letter code of a country written as its code of two or three letters or its English name."""
    return _written().get(text.strip().casefold())


@cache
def _written() -> Mapping[str, str]:
    names = {
        short: name for short, name in Locale("en").territories.items() if short.isalpha() and short not in NO_COUNTRIES
    }
    three_letters = {
        long.casefold(): short[0]
        for long, short in get_global("territory_aliases").items()
        if THREE_LETTERS.fullmatch(long) and len(short) == 1 and short[0] in names
    }
    return (
        {name.casefold(): short for short, name in names.items()}
        | three_letters
        | {short.casefold(): short for short in names}
        | ALSO_WRITTEN
    )
