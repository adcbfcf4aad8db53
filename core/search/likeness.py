"""How alike a typed name and a player's name are: typing, hearing and scanning errors, in any order of the words."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from core import foldings

HALF = 0.85
"""What a first or a last name counts alone, where the other was not typed."""
UNORDERED = 0.95
"""What words count that are alike in another order only."""
INSIDE = 0.8
"""How alike a word is to one that it stands within."""
FEWEST_INSIDE = 4
"""Letters of a typed part of a word: fewer stand within too many."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A player's name as it is compared."""

    first: str
    last: str
    sorted_words: str

    @classmethod
    def of(cls, first: str | None, last: str | None) -> "Spelling":
        """Fold a name."""
        words = sorted(foldings.typed_words(f"{first or ''} {last or ''}"))
        return cls(foldings.name(first or ""), foldings.name(last or ""), "".join(words))

    def begins(self, whole: str) -> bool:
        """Tell whether a typed name, folded, is but the beginning of this one, in either order."""
        names = (self.first + self.last, self.last + self.first)
        return bool(whole) and whole not in names and any(name.startswith(whole) for name in names)


def likeness(words: Sequence[str], name: Spelling) -> float:
    """Rate (0 to 1) how alike typed words, folded, are to a name: 1 where they are the same, in either order.

    One sign left out, added, replaced or swapped with the next counts the same wherever it stands, and much that is
    alike counts more than twice as much as half of it: the third power of the share that is right.
    """
    whole = "".join(words)
    if not whole:
        return 0
    first, last = name.first, name.last
    if not (first and last):
        return _alike(whole, first or last)
    orders = ((first, last), (last, first))
    rates = [_alike(whole, one + other) for one, other in orders]
    rates.append(UNORDERED * _alike("".join(sorted(words)), name.sorted_words))
    rates += [HALF * _alike(whole, part) for part in (first, last)]
    for place in range(1, len(words)):
        before, behind = "".join(words[:place]), "".join(words[place:])
        rates += [(_alike(before, one) + _alike(behind, other)) / 2 for one, other in orders]
    return max(rates)


def similarity(one: str, other: str) -> float:
    """Give the share (0 to 1) of two words that is the same."""
    alike = OSA.normalized_similarity(one, other)
    return max(alike, INSIDE) if len(one) >= FEWEST_INSIDE and one in other else alike


def _alike(one: str, other: str) -> float:
    return similarity(one, other) ** 3 if other else 0
