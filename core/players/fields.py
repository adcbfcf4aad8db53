"""What each field of a player may hold: one definition for files, registration events and the table."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, WithJsonSchema

from core import countries, money
from core.database.tables.players import LEVELS, LIFECYCLES, VERIFICATION_STATUSES

LONGEST_USERNAME = 64
LONGEST_LINE = 200
LONGEST_ADDRESS = 500
EARLIEST_BIRTH = date(1900, 1, 1)
"""Nobody who was born before plays today; a spreadsheet's empty date lies just before."""
EARLIEST_REGISTRATION = datetime(1990, 1, 1, tzinfo=UTC)
LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
JOINERS = "\u200c\u200d"
"""Belong into Persian and Indic words and into emoji; between ASCII letters they only hide."""
BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Count as letters or signs and draw nothing."""
SCIENTIFIC = re.compile(r"[+-]?[0-9]([.,][0-9]+)?[eE][+-][0-9]{1,3}|[+-]?[0-9][.,][0-9]+[eE][0-9]{1,3}")
"""A number as spreadsheets shorten it, ``1.23457E+11``: its last digits are gone."""
NO_VALUE = frozenset(
    {"-", "--", "\N{EN DASH}", "\N{EM DASH}", "NULL", "null", "(null)", "<null>", "\\N", "N/A", "n/a", "#N/A"}
)
"""What databases and spreadsheets write where there is no value."""

NO_LIFECYCLE = " (a block, a suspension or an exclusion is no lifecycle)"
KINDS = (
    (SCIENTIFIC, "a number in scientific notation"),
    (re.compile(r"true|false", re.IGNORECASE), "true or false"),
    (re.compile(r"-[0-9]+([.,][0-9]+)?"), "a number below zero"),
    (re.compile(r"[0-9]+[.,][0-9]+"), "a number with decimals"),
    (re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}"), "a date"),
    (re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[ T].*"), "a time"),
)


def kind(value: object) -> str:
    """Say what sort of value it is without repeating it, since refusals are kept and sent on."""
    text = str(value).strip()
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "an object with values of its own"
    if value is None or not text:
        return "empty"
    if LINE_BREAKS & set(text):
        return "a text with a line break"
    if text.isascii() and text.isdigit():
        return f"a whole number of {len(text)} digit{'s' if len(text) > 1 else ''}"
    known = next((name for pattern, name in KINDS if pattern.fullmatch(text)), None)
    length = f"{len(text)} character{'s' if len(text) > 1 else ''}"
    return known or f"a {'text' if ' ' in text else 'word'} of {length}"


def line(value: str, *, longest: int = LONGEST_LINE) -> str:
    """Take text that is one visible line, as it is told: cards draw it without marks that would turn it round.

    Raises ``ValueError`` saying what is wrong with it.
    """
    text = value.strip()
    if text and text.isascii() and text.isprintable() and len(text) <= longest:
        return text  # nearly every value: looked at no further
    if LINE_BREAKS & set(text):
        raise ValueError("has a line break; write it on one line")
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co"} for sign in text):
        raise ValueError("has a control character; write it without")
    if not any(visible(sign) for sign in text):
        raise ValueError("has no character that can be seen; write it out" if value else "is empty")
    if len(text) > longest:
        raise ValueError(f"is {len(text)} characters long; at most {longest} are allowed")
    return text


def visible(sign: str) -> bool:
    """Tell whether a character draws anything by itself."""
    return unicodedata.category(sign)[0] not in "CZM" and sign not in BLANK_LETTERS


def name(value: str) -> str:
    """Take text that names somebody: a word for a missing value would name all who have none."""
    if value.strip() in NO_VALUE:
        raise ValueError("is a word for a missing value; write it out")
    return line(value)


def _username(value: str) -> str:
    text = line(name(value), longest=LONGEST_USERNAME)
    if text.isascii():
        return text
    for before, sign in zip(f" {text}", text, strict=False):
        hidden = unicodedata.category(sign) == "Cf" and not (sign in JOINERS and not before.isascii())
        if hidden or sign in BLANK_LETTERS:
            raise ValueError("has a character that cannot be seen; write it without")
    return text


def _address(value: str) -> str:
    """Lines of an address are one line here."""
    return line(", ".join(part.strip(" ,") for part in value.splitlines() if part.strip(" ,")), longest=LONGEST_ADDRESS)


def _word_of(words: Iterable[str], hint: str = "") -> Callable[[Any], str]:
    """Read one of some words, in any case."""
    allowed = tuple(words)

    def read(value: Any) -> str:
        word = str(value).strip().casefold().replace(" ", "_").replace("-", "_")
        if word not in allowed:
            raise ValueError(f"is {kind(value)}; write one of: {', '.join(allowed)}{hint}")
        return word

    return read


def _level(value: Any) -> int:
    lowest, highest = LEVELS
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,2}", text) or not lowest <= int(text) <= highest:
        raise ValueError(f"is {kind(value)}; write a whole number from {lowest} to {highest}")
    return int(text)


def _country(value: Any) -> str:
    found = countries.code(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"is {kind(value)} and no country of ISO 3166; write its two letters, such as MT")
    return found


def _currency(value: str) -> str:
    if not money.existed(value):
        raise ValueError("is not an ISO 4217 currency; write its three letters, such as EUR")
    return value


def _day(value: Any) -> Any:
    """Refuse numbers, which are taken for days in more ways than one."""
    if isinstance(value, int | float) or (isinstance(value, str) and value.strip().isdigit()):
        raise ValueError(f"is {kind(value)}; write a date such as 1984-03-17")
    return value


def _birth(value: date) -> date:
    if value < EARLIEST_BIRTH:
        raise ValueError("is a date before 1900; write the day of birth, such as 1984-03-17, or leave it empty")
    return value


def _registration(value: datetime) -> datetime:
    if value < EARLIEST_REGISTRATION:
        raise ValueError("is a time before 1990; write when the account was opened")
    return value


Line = Annotated[str, AfterValidator(line)]
ExternalId = Annotated[str, AfterValidator(name)]
Username = Annotated[str, AfterValidator(_username)]
Address = Annotated[str, AfterValidator(_address)]
Country = Annotated[str, BeforeValidator(_country)]
Currency = Annotated[str, AfterValidator(_currency)]
Day = Annotated[date, BeforeValidator(_day)]
BirthDate = Annotated[Day, AfterValidator(_birth)]
RegistrationTime = Annotated[AwareDatetime, AfterValidator(_registration)]
Lifecycle = Annotated[str, BeforeValidator(_word_of(LIFECYCLES, NO_LIFECYCLE)), WithJsonSchema({"enum": LIFECYCLES})]
VerificationStatus = Annotated[
    str, BeforeValidator(_word_of(VERIFICATION_STATUSES)), WithJsonSchema({"enum": VERIFICATION_STATUSES})
]
VerificationLevel = Annotated[int, BeforeValidator(_level), Field(ge=LEVELS[0], le=LEVELS[1])]
