"""What is known of somebody, in the forms in which two people are compared, and the keys under which they meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from core import foldings

SOUNDS = {sign: sound for sound, signs in enumerate(("bpfv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for sign in signs}
"""Consonants that are heard or typed for each other, as in Soundex; all other letters say nothing."""
SOUND_LENGTH = 4
LONGEST_PART = 24
"""Characters of a key that one part may have: an index takes no long ones."""
STREET_BEGINNING = 4
"""Letters of a street that are part of a key: what follows is spelled and shortened in many ways."""


@dataclass(frozen=True)
class Particulars:
    """What tells one person from others; None where it is not known."""

    first_name: str | None = None
    last_name: str | None = None
    born_on: date | None = None
    address: str | None = None
    post_code: str | None = None
    city: str | None = None
    phone: str | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Particulars":
        """Pick them out of a player's row."""
        return cls(**{name: values[name] for name in cls.__dataclass_fields__})

    @cached_property
    def first(self) -> str:
        """The first name, by its letters."""
        return foldings.name(self.first_name or "")

    @cached_property
    def last(self) -> str:
        """The last name, by its letters."""
        return foldings.name(self.last_name or "")

    @cached_property
    def street(self) -> str:
        """The letters of the address."""
        return "".join(sign for sign in foldings.name(self.address or "") if not sign.isdigit())

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of the address: house, flat, floor."""
        return frozenset("".join(sign if sign.isdigit() else " " for sign in self.address or "").split())

    @cached_property
    def post(self) -> str:
        """The post code without blanks and marks."""
        return "".join(sign for sign in foldings.fold(self.post_code or "") if sign.isalnum())

    @cached_property
    def town(self) -> str:
        """The city, by its letters."""
        return foldings.name(self.city or "")

    def person_keys(self) -> Iterator[str]:
        """Give the keys of which two tellings of one person mostly have one in common, with few people on each.

        A birth date whose day and month may be swapped, with the initial of either name; how both names sound, with
        the post code; the address.
        """
        place = self.place
        if self.born_on:
            low, high = sorted((self.born_on.day, self.born_on.month))
            for initial in sorted({name[0] for name in (self.first, self.last) if name}):
                yield f"born {self.born_on.year} {low} {high} {initial}"
        if self.first and self.last and place:
            yield f"named {' '.join(sorted((sound(self.first), sound(self.last))))} {place}"
        if self.address_key:
            yield self.address_key

    @property
    def address_key(self) -> str | None:
        """The key of the address; None where too little of it is known."""
        if not self.street or not self.place:
            return None
        numbers = " ".join(sorted(self.numbers))[:LONGEST_PART]
        return f"lives {numbers} {self.street[:STREET_BEGINNING]} {self.place}"

    @property
    def place(self) -> str:
        """Where somebody lives, as far as a key needs it: the post code, else the city."""
        return (self.post or self.town)[:LONGEST_PART]


def sound(name: str) -> str:
    """Give how a folded name sounds: its first letter, then the kinds of its consonants, none twice running."""
    heard = name[:1]
    for sign in name[1:]:
        kind = str(SOUNDS.get(sign, ""))
        if kind and not heard.endswith(kind):
            heard += kind
    return heard[:SOUND_LENGTH]
