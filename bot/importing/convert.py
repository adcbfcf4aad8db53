"""Reading one value by its rule: words, numbers, times whole or cut, money."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.importing import spreadsheets
from bot.importing.mapping import CUT, PLACE, ValueRule
from core import money
from core.players.fields import NO_VALUE, kind

HOUR = timedelta(hours=1)
WRAPPED = timedelta(minutes=30)
"""A cut stamp that falls back by more than this has gone round; by less, the file is a little out of order."""
YES, NO = frozenset({"true", "yes", "1", "y", "t"}), frozenset({"false", "no", "0", "n", "f"})
NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?")
"""Digits of ours only, one point, no thousands: what else there is means different things in different places."""
GROUP = 3
"""Digits of a group of thousands."""
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
"""What is a thousand where points separate thousands, and one elsewhere."""
SERIAL = re.compile(r"[0-9]{1,5}(\.[0-9]+)?")
MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
"""What databases and spreadsheets add to a day."""
Cells = Mapping[str, Any]


MOST_EXACT = 2**53
"""Whole numbers beyond this have lost their last digits where a file keeps numbers as floats."""
TRUTH = {"true": True, "false": False}


class UnreadableValue(ValueError):  # noqa: N818 - an answer about a line, not a mishap
    """A value does not say what its rule expects; the message says what it is and what would be right."""


class ValueReader:
    """Reads the value of one rule, line after line: cut stamps remember the line before."""

    def __init__(self, rule: ValueRule, nothing: frozenset[str]) -> None:
        self._rule = rule
        self._nothing = nothing | rule.nothing | NO_VALUE - set(rule.values or ())
        self._before = rule.start
        self.remark: str | None = None
        """What to know of the value read last, though it was taken."""
        self._kinds: Mapping[str, Callable[[Any, Cells], Any]] = {
            "text": lambda value, _: text(value),
            "integer": lambda value, _: _integer(value),
            "number": lambda value, _: float(_number(value)),
            "boolean": lambda value, _: _boolean(value),
            "time": lambda value, _: self._time(value),
            "date": lambda value, _: _date(value, rule.format),
            "money": self._money,
        }

    def read(self, cells: Cells) -> Any:
        """Give the value; None when it is not told.

        Raises :class:`UnreadableValue`.
        """
        rule, self.remark = self._rule, None
        try:
            if rule.column is None and rule.template is None:
                return self._constant(rule.constant, cells)
            raw = self._filled(cells) if rule.template is not None else _cell(cells, rule.column or "")
            if raw is None or (isinstance(raw, str) and raw.strip() in self._nothing):
                return None
            return self._meant(raw, cells)
        except (ValueError, OverflowError) as wrong:
            raise UnreadableValue(str(wrong)) from None

    def _constant(self, word: str | None, cells: Cells) -> Any:
        if word is None:
            return None
        if self._rule.read_as is not None:
            return self._kinds[self._rule.read_as](word, cells)
        return TRUTH.get(word.casefold(), word)

    def _filled(self, cells: Cells) -> str | None:
        for name in PLACE.findall(self._rule.template or ""):
            self._refuse_damaged(_cell(cells, name))
        return filled(self._rule.template or "", cells)

    def _meant(self, raw: Any, cells: Cells) -> Any:
        rule = self._rule
        if rule.values is not None:
            if (word := text(raw)) not in rule.values:
                allowed = ", ".join(list(rule.values)[:20])
                raise ValueError(f"is {kind(raw)}, which is not among the values mapped: {allowed}")
            return self._constant(rule.values[word], cells)
        if rule.read_as in {None, "text"}:
            self._refuse_damaged(raw)
        if rule.read_as is None:
            return raw.strip() if isinstance(raw, str) else raw
        return self._kinds[rule.read_as](raw, cells)

    def _refuse_damaged(self, raw: Any) -> None:
        if not self._rule.rounded:
            spreadsheets.refuse_damaged(str(getattr(raw, "text", raw)))

    def _time(self, raw: Any) -> datetime:
        if self._rule.format == CUT:
            return self._uncut(str(raw).strip())
        try:
            if isinstance(raw, int | float):
                return datetime.fromtimestamp(raw, UTC)
            written = raw.strip()
            at = datetime.strptime(written, self._rule.format) if self._rule.format else datetime.fromisoformat(written)  # noqa: DTZ007 - the zone follows
        except (ValueError, OverflowError, OSError, AttributeError):
            expected = _expected(self._rule.format, "a time", "2026-05-03T14:00:00Z")
            raise ValueError(f"is {kind(raw)}; {expected}") from None
        return at if at.tzinfo else self._local(at)

    def _local(self, at: datetime) -> datetime:
        """Give a time the zone of the mapping; of an hour that came twice the first is taken, and this is told."""
        if self._rule.zone is None:
            raise ValueError("is a time without a zone; add one to the mapping, e.g. zone: Europe/Malta or UTC")
        zone = ZoneInfo(self._rule.zone)
        first, second = at.replace(tzinfo=zone), at.replace(tzinfo=zone, fold=1)
        if first.utcoffset() == second.utcoffset():
            return first
        if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at:
            raise ValueError(
                f"is a time that never was in {self._rule.zone}: the clocks were put forward over it. "
                "Correct it, or export times with their offset"
            )
        self.remark = (
            f"is a time that came twice in {self._rule.zone}, because the clocks were put back; the first was taken. "
            "Export times with their offset to be sure"
        )
        return first

    def _uncut(self, raw: str) -> datetime:
        """Give a stamp its day and hour back, from the stamp before it."""
        minutes, _, seconds = raw.partition(":")
        try:
            into = timedelta(minutes=int(minutes), seconds=float(seconds))
        except ValueError:
            raise ValueError(f"is {kind(raw)}; {_expected(CUT, 'a time', '')}") from None
        if not timedelta(0) <= into < HOUR or self._before is None:
            raise ValueError(f"is {kind(raw)}; {_expected(CUT, 'a time', '')}")
        at = self._before.replace(minute=0, second=0, microsecond=0) + into
        if self._before - at > WRAPPED:
            at += HOUR
        elif at - self._before > WRAPPED and at - HOUR >= (self._rule.start or at):
            at -= HOUR
        self._before = at
        return at

    def _money(self, raw: Any, cells: Cells) -> dict[str, Any]:
        currency = str(filled(self._rule.currency or "", cells) or "").strip()
        if not money.existed(currency):
            raise ValueError(f"has {kind(currency)} as its currency, which is not an ISO 4217 code")
        _refuse_exponent(raw)
        minor = _number(raw).scaleb(money.digits(currency))
        if money.digits(currency) < GROUP and isinstance(raw, str) and THOUSANDS.fullmatch(raw.strip()):
            raise ValueError(f"has three decimals, which may be thousands; write those of {currency}, e.g. 1234.50")
        if minor != minor.to_integral_value():
            raise ValueError(f"has more decimals than {currency}")
        return {"amount_minor": int(minor), "currency": currency}


def filled(template: str, cells: Cells) -> str | None:
    """Put columns into a template; None when one of them is empty."""
    empty = False

    def value(match: Any) -> str:
        nonlocal empty
        found = _cell(cells, match[1])
        cell = "" if found is None else text(found)
        empty = empty or not cell or cell in NO_VALUE
        return cell

    words = PLACE.sub(value, template)
    return None if empty else words


def text(value: Any) -> str:
    """Write a value as text: a number of a JSON line without the decimals that it never had.

    Raises ``ValueError`` for a number that has lost digits.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        spreadsheets.refuse_damaged(getattr(value, "text", ""))
        if value.is_integer() and abs(value) >= MOST_EXACT:
            raise ValueError(f"is a number with decimals: {spreadsheets.SHORTENED}")
        return str(int(value)) if value.is_integer() else getattr(value, "text", repr(value))
    if isinstance(value, dict | list):
        raise ValueError(f"is {kind(value)}; write one value")  # noqa: TRY004 - an answer about a line
    return str(value).strip()


def _cell(cells: Cells, name: str) -> Any:
    """Look a column up; of JSON lines a path with dots leads inside."""
    if name in cells:
        return cells[name]
    found: Any = cells
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _refuse_exponent(raw: Any) -> None:
    """Refuse a whole number or an amount in scientific notation, however short it is."""
    written = str(getattr(raw, "text", raw)).strip()
    spreadsheets.refuse_damaged(written)
    if NUMBER.fullmatch(written) and not written.isdecimal() and "e" in written.casefold():
        raise ValueError("is a number in scientific notation; write all its digits, e.g. 500.00")


def _integer(raw: Any) -> int:
    _refuse_exponent(raw)
    number = _number(raw)
    if number != number.to_integral_value() or number.adjusted() > 30:  # noqa: PLR2004 - no count is that long
        raise ValueError(f"is {kind(raw)}, not a whole number")
    return int(number)


def _number(raw: Any) -> Decimal:
    if not NUMBER.fullmatch(written := str(getattr(raw, "text", raw)).strip()):
        raise ValueError(f"is {kind(raw)}, not a number; write e.g. 1234.50")
    number = Decimal(written)
    if not number.is_finite() or abs(number.adjusted()) > 30:  # noqa: PLR2004 - neither is any amount
        raise ValueError("is too large a number")
    return number


def _boolean(raw: Any) -> bool:
    word = text(raw).casefold()
    if word not in YES | NO:
        raise ValueError(f"is {kind(raw)}, which is neither true nor false")
    return word in YES


def _date(raw: Any, layout: str | None) -> date:
    written = str(raw).strip()
    try:
        if layout:
            return datetime.strptime(written, layout).date()  # noqa: DTZ007 - a day has no zone
        return date.fromisoformat(MIDNIGHT.sub("", written))
    except ValueError:
        serial = ", as spreadsheets number days" if SERIAL.fullmatch(written) else ""
        raise ValueError(f"is {kind(raw)}{serial}; {_expected(layout, 'a date', '1984-03-17')}") from None


def _expected(layout: str | None, noun: str, example: str) -> str:
    """Say how a date or time would be read."""
    if layout:
        return f"the mapping expects {noun} like {layout}"
    return f"write {noun} like {example}, or name its format in the mapping"
