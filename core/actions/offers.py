"""The amount that somebody who declines offers instead, found in their own words."""

import re
from contextlib import suppress

from core import money
from core.money import Money, marks

NUMBER = re.compile(r"(?<![\w.,:#/%+-])\d[\d.,]*(?![\d:/%-])")
"""A number that stands alone: no part of an id, a time, a date or a share."""
CLAUSE = re.compile(r"[;!?,\n]|\.(?=\s|$)")
"""Where another thought begins."""
MARK_BEFORE = re.compile(r"(?:^|(?<=[\s(]))([^\W\d_]{3}|[^\w\s.,;:!?()])\s?$")
MARK_AFTER = re.compile(r"^\s?([^\W\d_]+|[^\w\s.,;:!?()])")
OFFERED_BEFORE = re.compile(
    r"\b(?:agree (?:to|with)|accept|offer|up to|at most|no more than|maximum(?: of)?|max|settle for|make it|try"
    r"|(?:ask|try)(?: again)? (?:for|with)|(?:reduce|lower|limit)(?: it| this)? to)[ :]*$",
    re.IGNORECASE,
)
"""What makes an offer of a bare number that follows it."""
OFFERED_AFTER = re.compile(
    r"^\s*(?:would be|would|is|are)?\s*(?:fine|ok|okay|enough|acceptable|instead|at most|fair)\b", re.IGNORECASE
)
NO_OFFER = re.compile(
    r"\b(?:not|never|nor|neither|cannot|even|already|got|had|has|have|received|paid|won|lost|deposited|withdrew|was"
    r"|were|last|before|too much|instead of|rather than|more than|over|above|below|under|limit|balance)\b"
    r"|n['\u2019]t\b",
    re.IGNORECASE,
)
"""What tells of an amount, or refuses it, and offers none; in the same clause."""


def names(reason: str, amount: Money) -> bool:
    """Tell whether the reason of a decline offers exactly this amount, in its currency or as a bare number.

    Words of other languages offer nothing: where nobody can say, the stricter rule holds.
    """
    return any(_offers(reason, found, amount) for found in NUMBER.finditer(reason))


def _offers(reason: str, found: re.Match[str], amount: Money) -> bool:
    number = found[0].rstrip(".,")
    with suppress(money.Unreadable):
        if money.parse(number, currency=amount.currency) != amount:
            return False
        before = CLAUSE.split(reason[: found.start()])[-1]
        after = CLAUSE.split(reason[found.start() + len(number) :])[0]
        front, back = MARK_BEFORE.search(before), MARK_AFTER.search(after)
        named = [*_currencies(front), *_currencies(back)]
        if named:
            before = before[: front.start()] if _currencies(front) and front else before
            return amount.currency in named and not NO_OFFER.search(_without_bounds(before + after))
        bound = OFFERED_BEFORE.search(before)
        return bool(bound or OFFERED_AFTER.search(after)) and not NO_OFFER.search(before[: bound and bound.start()])
    return False


def _currencies(mark: re.Match[str] | None) -> tuple[str, ...]:
    return marks.currencies(mark[1]) if mark else ()


def _without_bounds(clause: str) -> str:
    """Leave out what sets a bound, which is an offer in the words of a refusal."""
    return re.sub(r"\b(?:no|not) more than\b|\bwould have\b", "", clause, flags=re.IGNORECASE)
