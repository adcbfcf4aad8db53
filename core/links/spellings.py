"""How near two spellings are: typing errors, letters apart, and words in another order."""

from collections import Counter

LONGEST = 64
"""Characters that are compared: no name and no street is longer, and the cost grows with their product."""


def typing_errors(one: str, other: str) -> int:
    """Count the letters left out, added, replaced, or swapped with the next (optimal string alignment)."""
    one, other = one[:LONGEST], other[:LONGEST]
    if one == other:
        return 0
    before, last = list[int](), list(range(len(other) + 1))
    for place, sign in enumerate(one, 1):
        row = [place]
        for column, another in enumerate(other, 1):
            errors = min(last[column] + 1, row[-1] + 1, last[column - 1] + (sign != another))
            if place > 1 and column > 1 and sign == other[column - 2] and one[place - 2] == another:
                errors = min(errors, before[column - 2] + 1)
            row.append(errors)
        before, last = last, row
    return last[-1]


def likeness(one: str, other: str) -> float:
    """Give how alike two words are, from 0 to 1: the share of letters without a typing error."""
    longest = min(max(len(one), len(other)), LONGEST)
    return 1 - typing_errors(one, other) / longest if longest else 0


def shared_pairs(one: str, other: str) -> float:
    """Give the share of pairs of letters that two texts have in common (Dice), whatever the order of their words."""
    mine, others = _pairs(one), _pairs(other)
    both = mine.total() + others.total()
    return 2 * (mine & others).total() / both if both else float(one == other != "")


def _pairs(text: str) -> Counter[str]:
    return Counter(text[place : place + 2] for place in range(len(text) - 1))
