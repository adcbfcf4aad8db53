"""Birth dates as people say and type them; a date that can be read in two ways is not guessed at."""

import re
from collections.abc import Iterator
from datetime import date

from core.errors import Invalid
from core.foldings import fold
from core.phrases import Phrase
from core.players.fields import EARLIEST_BIRTH

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SHORTEST_MONTH = 3
"""Letters that tell the months apart."""
PARTS = re.compile(r"(\d+)|([^\W\d_]+)")
ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
UNSAID = frozenset({"of", "the", "born", "on", "and"})
CENTURY = 100
YEAR_DIGITS = 4
COMPACT = {8: ((4, 2, 2), (2, 2, 4)), 6: ((2, 2, 2),)}
"""Lengths of the parts of a date that is written without anything between them."""


def birth_date(text: str, *, today: date) -> date:
    """Read a birth date: ``17 March 1984``, ``1984-03-17``, ``17.3.84``, ``March 17th, 1984``, ``17031984``.

    Raises :class:`~core.errors.Invalid` for what is no date, lies in the future, or can be read in two ways.
    """
    dotted = "." in text and "/" not in text
    readings = {day for day in _readings(text, today, dotted=dotted) if EARLIEST_BIRTH <= day <= today}
    if len(readings) == 1:
        return readings.pop()
    if readings:
        first, *_, last = sorted(readings)
        raise Invalid(Phrase("This may be {first} or {last}. Write the month as a word.", first=first, last=last))
    raise Invalid("This is not a birth date. Write it like 17 March 1984 or 1984-03-17.")


def _readings(text: str, today: date, *, dotted: bool) -> Iterator[date]:
    """Give every day that the text may mean; with dots the day stands first."""
    said = [found[0] for found in PARTS.finditer(ORDINAL.sub("", _plain_digits(fold(text)))) if found[0] not in UNSAID]
    words = [each for each in said if not each.isdigit()]
    numbers = [each for each in said if each.isdigit()]
    if len(words) == 1 and len(numbers) == 2 and (month := _month(words[0])):  # noqa: PLR2004 - day and year
        orders = [(numbers[1], month, numbers[0])]
        orders += [(numbers[0], month, numbers[1])] if len(numbers[0]) == YEAR_DIGITS else []
        yield from _days(orders, today)
    elif not words and len(numbers) == 1:
        for lengths in COMPACT.get(len(numbers[0]), ()):
            yield from _days(_orders(_cut(numbers[0], lengths), dotted=dotted), today)
    elif not words and len(numbers) == 3:  # noqa: PLR2004 - day, month and year
        yield from _days(_orders(numbers, dotted=dotted), today)


def _orders(numbers: list[str], *, dotted: bool) -> list[tuple[str, int, str]]:
    """Give year, month and day in the orders in which people write them."""
    first, second, third = numbers
    if len(first) == YEAR_DIGITS:
        return [(first, int(second), third)]
    day_first = (third, int(second), first)
    return [day_first] if dotted else [day_first, (third, int(first), second)]


def _days(orders: list[tuple[str, int, str]], today: date) -> Iterator[date]:
    for year, month, day in orders:
        if len(year) not in (2, YEAR_DIGITS) or len(day) > 2:  # noqa: PLR2004 - digits
            continue
        try:
            yield date(_year(year, today), month, int(day))
        except ValueError:
            continue


def _year(digits: str, today: date) -> int:
    """Read a year; of two digits it is the last one that has come."""
    if len(digits) == YEAR_DIGITS:
        return int(digits)
    year = today.year - today.year % CENTURY + int(digits)
    return year if year <= today.year else year - CENTURY


def _month(word: str) -> int | None:
    found = [place for place, name in enumerate(MONTHS, start=1) if name.startswith(word)]
    if word == "sept":
        return 9
    return found[0] if len(word) >= SHORTEST_MONTH and len(found) == 1 else None


def _cut(digits: str, lengths: tuple[int, ...]) -> list[str]:
    cut, place = [], 0
    for length in lengths:
        cut.append(digits[place : place + length])
        place += length
    return cut


def _plain_digits(text: str) -> str:
    """Write digits of every script as 0-9."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
