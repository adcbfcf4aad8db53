"""What people type to narrow a statement of account: ``30d cash deposits desk over 100``."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.parsing import periods
from core import money
from core.activity import StatementWish
from core.errors import Invalid, Refused
from core.ledger import EntryKind, StatementSource
from core.money import Money, Wallet

WALLETS = {wallet.value: wallet for wallet in Wallet}
KINDS = {
    **{kind.value: kind for kind in EntryKind if kind.value not in {*WALLETS, StatementSource.PLATFORM.value}},
    **{f"{kind.value}s": kind for kind in EntryKind},
    "bonuses": EntryKind.BONUS,
}
SOURCES = {source.value: source for source in StatementSource}
OVER = re.compile(r"(?:over|>=?)\s*((?:[a-z]{3}\s?)?\S?\d[\d.,]*(?:\s?[a-z]{3}\b)?)", re.IGNORECASE)
"""The smallest amount wanted: ``over 100``, ``>=50 EUR``."""
USUAL = "30d"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TypedStatement:
    """Whom a statement is wanted of, and which lines."""

    named: str
    wish: StatementWish


def read(text: str, *, currency: str) -> TypedStatement:
    """Read ``anna42 30d cash deposits``; the first word is never taken for a filter, as somebody may be called so.

    ``currency`` is that of an amount without one. Raises :class:`~core.errors.Invalid` for an amount that cannot be
    read, and for two wallets, kinds or sources.
    """
    first, _, rest = " ".join(text.split()).partition(" ")
    least, rest = _least(rest, currency)
    wish, left = StatementWish(least=least), list[str]()
    for word in rest.split():
        narrowed = _narrowed(wish, word.casefold().strip(","))
        left += [word] if narrowed is None else []
        wish = narrowed or wish
    named, typed = periods.split(" ".join([first, *left]))
    return TypedStatement(named, replace(wish, period=typed or USUAL))


def written(wish: StatementWish) -> str:
    """Write the wish as it can be typed again."""
    least = f"over {wish.least}" if wish.least else ""
    words = (wish.wallet or "", f"{wish.kind}s" if wish.kind else "", wish.source or "", least, wish.period)
    return " ".join(filter(None, map(str, words)))


def _least(text: str, currency: str) -> tuple[Money | None, str]:
    found = OVER.search(text)
    if found is None:
        return None, text
    left = OVER.sub(" ", text, count=1)
    with suppress(Refused):
        return money.parse(found[1]), left
    try:
        return money.parse(found[1], currency=currency), left
    except Refused as refusal:
        raise Invalid(refusal.message) from None


def _narrowed(wish: StatementWish, word: str) -> StatementWish | None:
    """Narrow by one word; None where it narrows nothing."""
    if word in WALLETS:
        return replace(wish, wallet=_one("wallet", wish.wallet, WALLETS[word]))
    if word in SOURCES:
        return replace(wish, source=_one("source", wish.source, SOURCES[word]))
    if word in KINDS:
        return replace(wish, kind=_one("kind", wish.kind, KINDS[word]))
    return None


def _one(what: str, before: T | None, now: T) -> T:
    if before not in {None, now}:
        raise Invalid(f"Name one {what}, or none for all of them: “{before}” and “{now}” are two.")
    return now
