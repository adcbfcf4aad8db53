"""Reading the words after ``/digest``: which digest, which days, or when to post it."""

import re
from dataclasses import dataclass
from datetime import date, time

from bot import kit
from bot.slack import command_help, typed_text
from core import activity
from core.activity import Period
from core.errors import Invalid, Unknown
from core.office import DigestName, Weekday

COMMAND = "/digest"
READ, NOW, SCHEDULE, SUBSCRIBE, UNSUBSCRIBE = "read", "now", "schedule", "subscribe", "unsubscribe"
VERBS = (NOW, SCHEDULE, SUBSCRIBE, UNSUBSCRIBE)
STOP = frozenset({"off", "stop", "end", "never"})
LONGEST_DAYS = 92
"""A quarter: more is a report, not a digest."""
CLOCK = re.compile(r"(?:at\s+)?([01]?\d|2[0-3])[:.]([0-5]\d)\b", re.IGNORECASE)
WEEK = tuple(Weekday)
LEAST_LETTERS = 2
SHORTHAND = {
    "": frozenset(Weekday),
    "daily": frozenset(Weekday),
    "everyday": frozenset(Weekday),
    "weekdays": frozenset(WEEK[:5]),
    "workdays": frozenset(WEEK[:5]),
    "weekends": frozenset(WEEK[5:]),
}


@dataclass(frozen=True, slots=True)
class DigestQuery:
    """The digest and what to do with it; None means all digests."""

    name: DigestName | None
    verb: str
    rest: str = ""


def understood(text: str) -> DigestQuery:
    """Read what was typed after the command.

    Raises :class:`~core.errors.Unknown` with the closest known word.
    """
    first, rest = typed_text.first_word(text)
    word = first.casefold()
    if word == command_help.HELP:
        return DigestQuery(None, word)
    if word == SCHEDULE:
        return _scheduled(rest)
    if word not in set(DigestName):
        raise command_help.unknown(first, [*DigestName, SCHEDULE, command_help.HELP], COMMAND, rest=rest)
    name = DigestName(word)
    verb, more = typed_text.first_word(rest)
    if verb.casefold() in {*VERBS, command_help.HELP}:
        return _worded(name, verb.casefold(), more)
    if verb.isalpha() and activity.parted(rest)[1] == "":
        known = [*VERBS, "today", "yesterday", command_help.HELP]
        raise command_help.unknown(verb, known, f"{COMMAND} {name}", rest=more)
    return DigestQuery(name, READ, rest.strip())


def _scheduled(rest: str) -> DigestQuery:
    """Read of which digest the schedule is wanted; of all without a name."""
    named, more = typed_text.first_word(rest)
    if named and named.casefold() not in set(DigestName):
        raise command_help.unknown(named, list(DigestName), f"{COMMAND} {SCHEDULE}", rest=more)
    return DigestQuery(DigestName(named.casefold()) if named else None, SCHEDULE)


def called(name: str) -> DigestName:
    """Read the name of a digest.

    Raises :class:`~core.errors.Unknown` with those there are.
    """
    word = name.strip().casefold()
    if word not in set(DigestName):
        raise Unknown(f"There is no digest “{kit.plain(name, most=40)}”. There are {kit.listed([*DigestName])}.")
    return DigestName(word)


def period(typed: str, *, today: date, most: int = LONGEST_DAYS) -> Period:
    """Read the days; without any, the last whole day.

    Raises :class:`~core.errors.Invalid` with what to write instead.
    """
    found = activity.read_period(typed or "yesterday", today=today)
    if found.days > most:
        raise Invalid(f"A digest covers at most {most} days. Ask for a part of it.")
    return found


def coming(typed: str) -> tuple[time, frozenset[Weekday]]:
    """Read when to post it: ``09:00``, ``09:00 weekdays``, ``9.30 monday, thursday``.

    Raises :class:`~core.errors.Invalid` with what to write instead.
    """
    found = CLOCK.match(typed)
    if not found:
        shown = kit.plain(typed, most=40)
        raise Invalid(f"“{shown}” does not begin with a time of day. Write 09:00, or 09:00 monday, thursday.")
    return time(int(found[1]), int(found[2])), _days(typed[found.end() :].strip(" ,").casefold())


def _worded(name: DigestName, verb: str, rest: str) -> DigestQuery:
    if verb == UNSUBSCRIBE or (verb in {SCHEDULE, SUBSCRIBE} and rest.casefold() in STOP):
        return DigestQuery(name, UNSUBSCRIBE)
    if verb == SUBSCRIBE and not rest:
        raise Invalid(f"Say at what time: {COMMAND} {name} subscribe 09:00, or 09:00 monday, thursday.")
    return DigestQuery(name, SUBSCRIBE if verb == SCHEDULE and rest else verb, rest)


def _days(typed: str) -> frozenset[Weekday]:
    typed = re.sub(r"^(on|every)\s+", "", typed)
    if typed.replace(" ", "") in SHORTHAND:
        return SHORTHAND[typed.replace(" ", "")]
    found = {_day(word) for word in re.split(r"[\s,]+(?:and\s+)?", typed) if word}
    return frozenset(found)


def _day(word: str) -> Weekday:
    fitting = [day for day in WEEK if len(word) >= LEAST_LETTERS and day.startswith(word.rstrip("s") or word)]
    if len(fitting) != 1:
        words = f"“{kit.plain(word, most=40)}” is not a day of the week. Write for example monday, thursday."
        near = command_help.nearest(word, WEEK)
        raise command_help.Mistyped(words, word=word, meant=[near] if near else [])
    return fitting[0]
