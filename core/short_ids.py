"""Short ids: how people read and type the ids of records, transactions, alerts and other rows; ``6K3Q9D-7XAB``."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, no letter of which is taken for another or for a digit."""
LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
BITS = 5
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
SECOND_DIGITS = 6
"""Digits that name the second, until the year 2054; they let a record be found by its time, as it is stored."""
TAIL_DIGITS = 4
"""Digits that tell rows of one second apart: a million values, taken from the random end of the id."""
WHOLE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""An id of ours as it is stored (UUID version 7, RFC 9562)."""
AFTER_TIME = 80
"""Bits of an id after the milliseconds since 1970 with which it begins."""


def written(at: datetime, row_id: UUID) -> str:
    """Write the short id of a row that was written at this time."""
    return _named(int((at - SINCE).total_seconds()), row_id)


def of(row_id: UUID) -> str:
    """Write the short id of a row by the time that its own id names."""
    return _named((row_id.int >> AFTER_TIME) // 1000 - int(SINCE.timestamp()), row_id)


def shortened(text: str) -> str:
    """Write an id that a record or a receipt keeps as text short; any other text stays as it is."""
    return of(UUID(text)) if WHOLE.fullmatch(text) else text


def second_of(typed: str) -> datetime | None:
    """Read the second at which a row with this short id was written; None for what is no short id."""
    digits = _digits(typed)
    if len(digits) != SECOND_DIGITS + TAIL_DIGITS or not set(digits) <= set(ALPHABET):
        return None
    number = 0
    for digit in digits[:SECOND_DIGITS]:
        number = (number << BITS) + ALPHABET.index(digit)
    return SINCE + timedelta(seconds=number)


def names(typed: str, at: datetime, row_id: UUID) -> bool:
    """Tell whether this is the short id of a row, however it was typed."""
    return _digits(typed) == _digits(written(at, row_id))


def _named(second: int, row_id: UUID) -> str:
    return f"{_written(second, SECOND_DIGITS)}-{_written(row_id.int, TAIL_DIGITS)}"


def _digits(typed: str) -> str:
    return typed.strip(" `#*").upper().replace("-", "").replace(" ", "").translate(LOOK_ALIKE)


def _written(number: int, digits: int) -> str:
    return "".join(ALPHABET[(number >> (BITS * place)) & 31] for place in reversed(range(digits)))
