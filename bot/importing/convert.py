"""Reading one value by its rule: words, numbers, times whole or cut, money."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.importing.mapping import CUT, PLACE, ValueRule
from core import money

HOUR = timedelta(hours=1)
WRAPPED = timedelta(minutes=30)
"""A cut stamp that falls back by more than this has gone round; by less, the file is a little out of order."""
YES, NO = frozenset({"true", "yes", "1", "y", "t"}), frozenset({"false", "no", "0", "n", "f"})
NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?")
"""Digits of ours only, one point, no thousands: what else there is means different things in different places."""
Cells = Mapping[str, Any]


class UnreadableValue(ValueError):  # noqa: N818 - an answer about a line, not a mishap
    """A value does not say what its rule expects; names the column."""

    def __init__(self, sentence: str, column: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.column = column


class ValueReader:
    """Reads the value of one rule, line after line: cut stamps remember the line before."""

    def __init__(self, rule: ValueRule, nothing: frozenset[str]) -> None:
        self._rule = rule
        self._nothing = nothing | rule.nothing
        self._before = rule.start
        self._kinds: Mapping[str, Callable[[Any, Cells], Any]] = {
            "text": lambda value, _: str(value).strip(),
            "integer": lambda value, _: _integer(value),
            "number": lambda value, _: float(_number(value)),
            "boolean": lambda value, _: _boolean(value),
            "time": lambda value, _: self._time(value),
            "date": lambda value, _: _date(value, rule.format),
            "money": self._money,
        }

    def read(self, cells: Cells) -> Any:
        """Give the value; None when it is not told.

        Raises :class:`Unreadable`.
        """
        rule = self._rule
        if rule.column is None and rule.template is None:
            return rule.constant
        raw = filled(rule.template, cells) if rule.template is not None else _cell(cells, rule.column or "")
        if raw is None or (isinstance(raw, str) and raw.strip() in self._nothing):
            return None
        try:
            return self._meant(raw, cells)
        except (ValueError, OverflowError) as wrong:
            raise UnreadableValue(f"{_short(raw)} {wrong}", rule.columns[0] if rule.columns else "") from None

    def _meant(self, raw: Any, cells: Cells) -> Any:
        rule = self._rule
        if rule.values is not None:
            if (word := str(raw).strip()) not in rule.values:
                raise ValueError(f"is not among the values mapped: {', '.join(rule.values)}.")
            return rule.values[word]
        if rule.read_as is None:
            return raw.strip() if isinstance(raw, str) else raw
        return self._kinds[rule.read_as](raw, cells)

    def _time(self, raw: Any) -> datetime:
        if self._rule.format == CUT:
            return self._uncut(str(raw).strip())
        if isinstance(raw, int | float):
            return datetime.fromtimestamp(raw, UTC)
        try:
            at = datetime.strptime(raw, self._rule.format) if self._rule.format else datetime.fromisoformat(raw)  # noqa: DTZ007 - the zone follows
        except ValueError:
            raise ValueError(f"is not a time like {self._rule.format or '2026-05-03T14:00:00Z'}.") from None
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self._rule.zone))

    def _uncut(self, raw: str) -> datetime:
        """Give a stamp its day and hour back, from the stamp before it."""
        minutes, _, seconds = raw.partition(":")
        try:
            into = timedelta(minutes=int(minutes), seconds=float(seconds))
        except ValueError:
            raise ValueError(f"is not a time like {CUT}.") from None
        if not timedelta(0) <= into < HOUR or self._before is None:
            raise ValueError(f"is not a time like {CUT}.")
        at = self._before.replace(minute=0, second=0, microsecond=0) + into
        if self._before - at > WRAPPED:
            at += HOUR
        elif at - self._before > WRAPPED and at - HOUR >= (self._rule.start or at):
            at -= HOUR
        self._before = at
        return at

    def _money(self, raw: Any, cells: Cells) -> dict[str, Any]:
        currency = str(filled(self._rule.currency or "", cells) or "").strip()
        if not money.known(currency):
            raise ValueError(f"has the currency {_short(currency)}, which is not an ISO 4217 code in use.")
        minor = _number(raw).scaleb(money.digits(currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"has more decimals than {currency}.")
        return {"amount_minor": int(minor), "currency": currency}


def filled(template: str, cells: Cells) -> str | None:
    """Put columns into a template; None when one of them is empty."""
    empty = False

    def value(match: Any) -> str:
        nonlocal empty
        cell = str(_cell(cells, match[1]) or "").strip()
        empty = empty or not cell
        return cell

    text = PLACE.sub(value, template)
    return None if empty else text


def _cell(cells: Cells, name: str) -> Any:
    """Look a column up; of JSON lines a path with dots leads inside."""
    if name in cells:
        return cells[name]
    found: Any = cells
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _integer(raw: Any) -> int:
    number = _number(raw)
    if number != number.to_integral_value() or number.adjusted() > 30:  # noqa: PLR2004 - no count is that long
        raise ValueError("is not a whole number.")
    return int(number)


def _number(raw: Any) -> Decimal:
    if not NUMBER.fullmatch(text := str(raw).strip()):
        raise ValueError("is not a number; write e.g. 1234.50.")
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > 30:  # noqa: PLR2004 - neither is any amount
        raise ValueError("is too large a number.")
    return number


def _boolean(raw: Any) -> bool:
    word = str(raw).strip().casefold()
    if word not in YES | NO:
        raise ValueError("is neither true nor false.")
    return word in YES


def _date(raw: Any, layout: str | None) -> date:
    try:
        return datetime.strptime(raw, layout).date() if layout else date.fromisoformat(str(raw).strip())  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ValueError(f"is not a date like {layout or '1984-03-17'}.") from None


def _short(raw: Any) -> str:
    text = " ".join(str(raw).split())
    return repr(text if len(text) <= 40 else f"{text[:40]}…")  # noqa: PLR2004 - enough to find it again
