"""How values are written: the one place where amounts, times, countries, periods and what stands get their words."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel import Locale

from core import short_ids
from core.activity.periods import Period
from core.fact_values import Change
from core.money import Money, digits
from core.phrases import Country, Phrase, PlayerRef
from core.players import PlayerStanding, Verification
from core.players.restrictions import SCOPE_WORDS

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SPANS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))
LONG_HOURS = 2 * DAY
"""Up to this age, times are shown in hours."""
COUNTRIES = Locale("en").territories
TYPED_MOST = 80
"""Characters of a name, a device or a tag that fit one line."""
INSTANT = re.compile("(\ue000[^\ue000\ue001]*\ue001)")
BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
"""What would begin a new line, or jump within one."""
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories nobody sees, or that turn the text around them: control, bidirectional, zero width."""


REFERENCE = re.compile(r"\b(?:T-(?=\d{3,}\b)|[0-9A-HJKMNP-TV-Z]{6}-(?=[0-9A-HJKMNP-TV-Z]{4}\b))")
"""The beginning of a ticket's code or of a record's short id, up to its hyphen."""
UNBROKEN = "\N{NON-BREAKING HYPHEN}"


OPENS, CLOSES = "\ue000", "\ue001"
"""Stand around an instant within a sentence: characters for private use, which nothing from outside keeps."""


def unbroken(text: str) -> str:
    """Keep a line break from cutting a reference such as T-4690."""
    return REFERENCE.sub(lambda found: found[0].replace("-", UNBROKEN), text) if "-" in text else text


def typed(text: str, *, most: int | None = TYPED_MOST) -> str:
    """Write what somebody outside wrote: one line, nothing unseen in it, and an ellipsis where it is cut."""
    line = " ".join(visible(text).split())
    return line if most is None or len(line) <= most else f"{line[: most - 1].rstrip()}…"


def visible(text: str, *, lines: bool = False, instants: bool = False) -> str:
    """Drop what cannot be seen and what turns text around; line breaks become blanks, or stay with ``lines``.

    What marks instants goes too, unless the text is one of ours that may hold some.
    """
    if text.isprintable():  # nearly always, and ten times faster
        return text
    if instants and OPENS in text:
        return "".join(visible(part) if number % 2 == 0 else part for number, part in enumerate(INSTANT.split(text)))
    kept = text.replace("\r\n", "\n").replace("\r", "\n") if lines else BREAKS.sub(" ", text)
    return "".join(char for char in kept if char == "\n" or unicodedata.category(char) not in UNSEEN)


def text(value: object) -> str:
    """Write a value as people read it.

    Raises ``TypeError`` for a kind of value that nobody taught it.
    """
    if isinstance(value, Phrase):
        return value.written(text)
    if isinstance(value, str):
        return visible(value, instants=True)
    if isinstance(value, tuple):
        return ", ".join(map(text, value))
    if (write := _WRITERS.get(type(value))) is None:
        raise TypeError(f"{type(value).__name__} is not a value that screens know how to write")
    return write(value)


def money(amount: Money, *, signed: bool = False) -> str:
    """Write an amount with its currency's own decimals: ``EUR 1,234.50``, ``EUR -45.00``; a change ``EUR +45.00``."""
    plus = "+" if signed and amount.amount_minor > 0 else ""
    return f"{amount.currency} {plus}{bare(amount)}"


def bare(amount: Money) -> str:
    """Write an amount where its currency stands already: ``1,234.50``."""
    sign = "-" if amount.amount_minor < 0 else ""
    whole, rest = divmod(abs(amount.amount_minor), 10 ** (places := digits(amount.currency)))
    return f"{sign}{whole:,}" + (f".{rest:0{places}}" if places else "")


def whole(amount: Money) -> str:
    """Write an amount that no line break cuts, for lines with several of them."""
    return money(amount).replace(" ", "\N{NO-BREAK SPACE}")


def number(value: float) -> str:
    """Write a number whole, whatever its size: ``1,242,540.99``."""
    exact = Decimal(str(value))
    return f"{exact.to_integral_value() if exact == exact.to_integral_value() else exact:,f}"


def point(amount: Money) -> float:
    """Give an amount as a chart or a table that sorts by numbers takes it, with all decimals of its currency."""
    return float(Decimal(amount.amount_minor).scaleb(-digits(amount.currency)))


def moment(at: datetime) -> str:
    """Write an instant so that every screen shows it in its reader's zone."""
    return f"{OPENS}{at.isoformat()}{CLOSES}"


def day(on: date) -> str:
    """Write a day of the calendar: ``3 May 2026``."""
    return f"{on.day} {on:%B %Y}"


def period(days: Period) -> str:
    """Write days of the calendar, from the first to the last."""
    return day(days.first) if days.first == days.last else f"{day(days.first)} to {day(days.last)}"


def span(length: timedelta) -> str:
    """Write how long something lasts: ``2 hours 21 minutes``, ``24 hours``, ``90 days``."""
    if length > DAY and not length % DAY:
        return counted(length // DAY, "day")
    hours, minutes = length // HOUR, length % HOUR // MINUTE
    if length <= HOUR:
        return counted(length // MINUTE, "minute")
    return f"{counted(hours, 'hour')} {counted(minutes, 'minute')}" if minutes else counted(hours, "hour")


def ago(at: datetime, now: datetime) -> str:
    """Write how long ago something was, as roughly as a person would."""
    since = max(now - at, timedelta())
    if since < HOUR:
        return f"{since // MINUTE} min ago"
    return f"{since // HOUR} h ago" if since < LONG_HOURS else f"{since // DAY} days ago"


def counted(number: int, thing: str) -> str:
    """Write how many: ``1 session``, ``2 sessions``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def country(code: str) -> str:
    """Name a country; a code that is none stays as it is."""
    return str(COUNTRIES.get(code.upper(), code))


def player(player_id: int) -> str:
    """Name a player where names must not stand."""
    return f"player {player_id}"


def standing(now: PlayerStanding) -> str:
    """Write what a player can and cannot do: ``Can: log in. Cannot: bet (until …).``."""
    if not now.blocked:
        return "Not restricted."
    can = ", ".join(SCOPE_WORDS[scope] for scope in now.can)
    return f"Can: {can or 'nothing'}. {prohibition(now)}"


def prohibition(now: PlayerStanding) -> str:
    """Write only what is blocked: ``Cannot: deposit, bet (until …).``; empty when nothing is."""
    parts = "; ".join(_prohibited(now))
    return f"Cannot: {parts}." if parts else ""


def verification(found: Verification) -> str:
    """Write how far it is proved who a player is: ``verified, level 2, until 3 May 2027``."""
    until = f", until {day(found.expires_on)}" if found.expires_on else ""
    return f"{found.status}, level {found.level}{until}" if found.status != "none" else "not verified"


def _prohibited(now: PlayerStanding) -> Iterator[str]:
    for until in dict.fromkeys(now.blocked[scope] for scope in now.cannot):
        words = ", ".join(SCOPE_WORDS[scope] for scope in now.cannot if now.blocked[scope] == until)
        yield words + (f" (until {moment(until)})" if until else "")


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    bool: lambda yes: "yes" if yes else "no",
    int: lambda number: f"{number:,}",
    Money: money,
    datetime: moment,
    date: day,
    time: lambda hour: f"{hour:%H:%M}",
    timedelta: span,
    Country: lambda of: country(of.code),
    PlayerRef: lambda of: player(of.player_id),
    Period: period,
    PlayerStanding: standing,
    Verification: verification,
    UUID: short_ids.of,
    Change: lambda of: f"{money(of.before)} → {money(of.after)}",
}
