"""Periods: whole days of the office, as people type them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import Invalid
from core.phrases import Phrase

LONGEST_DAYS = 3_660
"""Ten years: what anybody keeps."""
EARLIEST = date(2000, 1, 1)
"""Nothing that anybody looks at happened before."""
DAY = timedelta(days=1)
EXAMPLES = "Write 7d, 30d, 180d, or from..to such as 2026-04-01..2026-04-30."
LAST_DAYS = re.compile(r"(-?\d+)\s*(?:d|days?)?", re.IGNORECASE)
"""Days up to today; a number alone is one of days."""
WORDS = ("today", "yesterday", "tomorrow", "week", "month", "quarter", "year")
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")
BETWEEN = re.compile(
    r"\s*(?:\.{2,}|…|–|—)\s*"  # noqa: RUF001 - what phones make of two dots and a dash
    r"|\s+(?:to|until|-)\s+|(?<=\d{4}-\d\d-\d\d)-(?=\d)|(?<=\.\d{4})-(?=\d)",
    re.IGNORECASE,
)
"""What stands between two days; a plain hyphen does behind a whole date."""
ALMOST_A_DATE = r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{0,4})?"
TYPED = re.compile(
    rf"(?:^|\s)(-?\d+[dwmy]|-?\d+\s*(?:d|days?|weeks|months|years)|{'|'.join(WORDS)}"
    rf"|(?:{ALMOST_A_DATE}|{'|'.join(WORDS)})?(?:{BETWEEN.pattern})(?:{ALMOST_A_DATE}|{'|'.join(WORDS)})?"
    rf"|{ALMOST_A_DATE})\s*$",
    re.IGNORECASE,
)
"""A period, or what was meant for one, at the end of what somebody typed."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the office's calendar, the first and the last included."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, *, days: int) -> "Period":
        """Give so many days up to this one."""
        return cls(last - (days - 1) * DAY, last)

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days, just before."""
        return Period.ending(self.first - DAY, days=self.days)

    def __str__(self) -> str:
        """Write it as it can be typed."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def same_hour(before: Period, now: datetime, *, zone: str) -> datetime:
    """Give the end of what a period still going on is compared with: this hour of the wall's clock on its last day."""
    local = now.astimezone(ZoneInfo(zone))
    begin, then, end = (
        datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
        for day, at in ((before.last, time()), (before.last, local.time()), (before.last + DAY, time()))
    )
    return min(max(then, begin), end)


def parted(text: str) -> tuple[str, str]:
    """Part what somebody typed into whatever comes first and the period at its end, if there is one."""
    plain = " ".join(text.split())
    found = TYPED.search(plain)
    return (plain[: found.start()].strip(), found[1].strip()) if found else (plain, "")


def read_period(text: str, *, today: date) -> Period:
    """Read ``30d``, ``2026-04-01..2026-04-30``, ``2026-04-01..``, one day, ``today`` or ``yesterday``.

    Raises :class:`~core.errors.Invalid` with what to write instead.
    """
    typed = " ".join(text.split())
    if found := LAST_DAYS.fullmatch(typed):
        return _last(found[1], today)
    if typed.casefold() in WORDS:
        return _named(typed.casefold(), today)
    first, *rest = BETWEEN.split(typed, maxsplit=1)
    begin = _date(first, today)
    end = begin if not rest else _date(rest[0], today) if rest[0] else today
    return _sensible(Period(begin, end), today)


def _too_long() -> Phrase:
    words = "That is more than the {most} days that can be looked at together. {examples}"
    return Phrase(words, most=LONGEST_DAYS, examples=EXAMPLES)


def _last(digits: str, today: date) -> Period:
    days = int(digits) if len(digits) <= len(str(LONGEST_DAYS)) else LONGEST_DAYS + 1
    if digits.startswith("-") or days == 0:
        raise Invalid(f"“{digits}d” has no day in it. The least is 1d, today. {EXAMPLES}")
    if days > LONGEST_DAYS:
        raise Invalid(_too_long())
    return Period.ending(today, days=days)


def _named(word: str, today: date) -> Period:
    match word:
        case "today":
            return Period(today, today)
        case "yesterday":
            return Period(today - DAY, today - DAY)
        case "tomorrow":
            raise Invalid(f"Nothing has happened tomorrow yet. {EXAMPLES}")
        case _:
            raise Invalid(f"Say which {word}, in days. {EXAMPLES}")


def _date(typed: str, today: date) -> date:
    if typed.casefold() in {"today", "yesterday"}:
        return _named(typed.casefold(), today).first
    shown = "".join(sign for sign in typed if sign.isprintable())[:40]
    found = DATE.fullmatch(typed.strip())
    if not found:
        missing = re.fullmatch(r"\d{1,2}\.\d{1,2}\.(\d\d)?|\d\d-\d{1,2}-\d{1,2}", typed.strip())
        what = "has no year, or only two digits of it" if missing else "is not a date I can read"
        raise Invalid(f"“{shown}” {what}. Write a day as 2026-04-30 or 30.04.2026. {EXAMPLES}")
    year, month, day = (int(part) for part in (found.groups()[:3] if found[1] else found.groups()[:2:-1]))
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid(f"There is no day “{shown}” in the calendar. {EXAMPLES}") from None


def _sensible(period: Period, today: date) -> Period:
    if period.last < period.first:
        turned = Period(period.last, period.first)
        raise Invalid(f"That range ends before it begins. Write {turned}.")
    if period.first < EARLIEST:
        raise Invalid(f"Nothing is known from before {EARLIEST.year}. {EXAMPLES}")
    if period.first > today:
        raise Invalid(Phrase("That has not happened yet: today is {today}. {examples}", today=today, examples=EXAMPLES))
    if period.last > today:
        raise Invalid(f"That range ends after today. Write {Period(period.first, today)}.")
    if period.days > LONGEST_DAYS:
        raise Invalid(_too_long())
    return period
