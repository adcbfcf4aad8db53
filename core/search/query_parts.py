"""Reading what somebody typed: whole keys, and parts that narrow a search together."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.errors import Invalid, Refused
from core.phrases import Phrase
from core.players import search_terms

SEARCHED = "player.searched"
"""How a search stands in the record, and by what it counts against the limit of an hour."""
LONGEST = 200
"""Characters: more than any name or key has."""
FEWEST_LETTERS = 3
"""Letters with which a name may begin a search: fewer fit too many players to be of use."""
FEWEST_END = 3
"""Digits of the end of a number, likewise."""
FORMS_MOST = 3
"""As it was typed and, of a phone number, its digits alone and with the country."""
OLDEST_BIRTH = 1900
YEAR_DIGITS = 4
LARGEST_ID = 2**63 - 1
"""What a signed 64-bit column holds."""


class Unsearchable(Invalid):
    """Nothing can be looked for in what was typed."""

    recorded_as: ClassVar[str | None] = SEARCHED


class TooLittle(Refused):
    """What was typed fits too many players, or more than this person may go through."""

    code: ClassVar[str] = "search_too_little"
    recorded_as: ClassVar[str | None] = SEARCHED


@dataclass(frozen=True, slots=True)
class Parts:
    """What the words of a search may be: the beginning of a name, the ends of numbers, a year of birth."""

    name: str
    ends: tuple[str, ...]
    """The longest, which the fewest players have, first."""
    years: tuple[int, ...]
    """Words of four digits that can be a year of birth, or else the end of a number."""

    @property
    def count(self) -> int:
        """How many kinds of parts stand together."""
        return bool(self.name) + len(self.ends) + len(self.years)

    def told(self) -> Iterator[str]:
        """Say what they were taken for."""
        if self.name:
            yield f"a name or username that begins with “{self.name}”"
        for end in self.ends:
            yield f"a phone or card number that ends in {end}"
        for year in self.years:
            yield f"a birth in {year}, or a number that ends so"


def readable(text: str) -> str:
    """Bring typed text to the form in which players are found.

    Raises :class:`Unsearchable` for text in which nothing can be looked for.
    """
    if len(text) > LONGEST:
        words = "That is {length} characters long; type at most {most} of what you look for."
        raise Unsearchable(Phrase(words, length=len(text), most=LONGEST))
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co"} and not sign.isspace() for sign in text):
        raise Unsearchable("There are control characters in what you typed; type it by hand instead of pasting it.")
    folded = search_terms.fold(text)
    if not folded:
        raise Unsearchable(
            "Type what you know of the player: an id, a username, an e-mail address, a phone number, a name."
        )
    if not any(sign.isalnum() for sign in folded):
        raise Unsearchable(f"“{folded[:20]}” has no letter and no digit; players are found by what has some.")
    return folded


def player_id(folded: str) -> int | None:
    """Read a player id, with or without a number sign."""
    number = folded.removeprefix("#")
    if not (number.isascii() and number.isdigit()) or int(number) > LARGEST_ID:
        return None
    return int(number)


def whole(folded: str) -> tuple[str, ...]:
    """Give the forms in which a whole key may be kept, ``FORMS_MOST`` at most."""
    return tuple(dict.fromkeys((folded, *search_terms.of_typed_phone(folded))))


def parts(folded: str, today: date) -> Parts:
    """Take the words apart by what each can be."""
    words = folded.split()
    numbers = [word for word in words if word.isascii() and word.isdigit()]
    years = tuple(int(word) for word in numbers if _is_year(word, today))
    ends = tuple(sorted((word for word in numbers if not _is_year(word, today)), key=len, reverse=True))
    return Parts(name=" ".join(word for word in words if word not in numbers), ends=ends, years=years)


def refuse_too_little(given: Parts, *, wide: bool) -> None:
    """Refuse parts that would leaf through the players instead of finding one.

    Raises :class:`TooLittle` with what to add.
    """
    if not given.name and not given.years and len("".join(given.ends[:1])) < FEWEST_END:
        raise TooLittle(f"Type at least {FEWEST_END} digits of a number, or {FEWEST_LETTERS} letters of a name.")
    if given.name and len(given.name) < FEWEST_LETTERS:
        raise TooLittle(f"“{given.name}” is too short; type at least {FEWEST_LETTERS} letters of the name.")
    if given.count > 1 or wide:
        return
    if given.name:
        raise TooLittle(
            f"Nobody has exactly the name, username, e-mail address or id “{given.name}”, and the beginning of a name "
            "alone is too little. Add the end of the phone or card number, or the year of birth: muel 4471 1984."
        )
    raise TooLittle(
        f"No player has exactly the id or number {(*given.ends, *given.years)[0]}, and the end of a number or a year "
        "alone is too little. Add the beginning of the name: muel 4471 1984."
    )


def _is_year(word: str, today: date) -> bool:
    return len(word) == YEAR_DIGITS and OLDEST_BIRTH <= int(word) <= today.year
