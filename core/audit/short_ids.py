"""Short ids of records: what people read aloud and type in place of a record's UUID."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter in it is taken for another or for a digit."""
LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
BITS = 5
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
SECOND_DIGITS = 6
"""Digits that name the second, until the year 2054; they let a record be found by its time, as it is stored."""
TAIL_DIGITS = 4
"""Digits that tell records of one second apart: a million values, taken from the random end of the id."""


def short(at: datetime, record_id: UUID) -> str:
    """Write the short id of a record: ``6K3Q9D-7XAB``."""
    second = int((at - SINCE).total_seconds())
    return f"{_written(second, SECOND_DIGITS)}-{_written(record_id.int, TAIL_DIGITS)}"


def second(typed: str) -> datetime | None:
    """Read the second at which a record with this short id was written; None for what is no short id."""
    digits = _digits(typed)
    if len(digits) != SECOND_DIGITS + TAIL_DIGITS or not set(digits) <= set(ALPHABET):
        return None
    number = 0
    for digit in digits[:SECOND_DIGITS]:
        number = (number << BITS) + ALPHABET.index(digit)
    return SINCE + timedelta(seconds=number)


def same(typed: str, at: datetime, record_id: UUID) -> bool:
    """Tell whether this is the short id of a record, however it was typed."""
    return _digits(typed) == _digits(short(at, record_id))


def _digits(typed: str) -> str:
    return typed.strip(" `#*").upper().replace("-", "").replace(" ", "").translate(LOOK_ALIKE)


def _written(number: int, digits: int) -> str:
    return "".join(ALPHABET[(number >> (BITS * place)) & 31] for place in reversed(range(digits)))
