"""The desk's own postings to a player that stand, read once: which of them a new one resembles, and their goodwill."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import look_alikes
from core.ledger.entries import OF_HOUSE, OWED, EntryKind, Posted
from core.money import Money

YEAR = timedelta(days=365)
"""The period over which goodwill is summed."""
RECEIVABLE = "receivable"
"""The reason of what stands in for money that was missing, and of its payment: no wish of anybody's for the player."""


@dataclass(frozen=True, slots=True)
class SettledSource:
    """Earlier adjustments for a source: for the same one, and for one that differs only in what stands between."""

    same: Posted | None = None
    similar: Posted | None = None


@dataclass(frozen=True, slots=True)
class OwnPostings:
    """Adjustments, and the bonuses that requests moved, newest first; what was reversed is none of them."""

    standing: tuple[Posted, ...]

    def settled(self, amount: Money, source_ref: str) -> SettledSource:
        """Find the newest ones for a source in the direction of ``amount``, whatever their reason was.

        Names are compared as they are seen. What was reversed has freed its source.
        """
        wanted, loosely = source_key(source_ref), look_alikes.bare(source_ref)
        same, similar = None, None
        for one in self.standing:
            source = one.transaction.source_ref
            if source is None or look_alikes.bare(source) != loosely:
                continue
            if (one.wallet_entry.amount.amount_minor > 0) is (amount.amount_minor > 0):
                exact = source_key(source) == wanted
                same, similar = (same or one, similar) if exact else (same, similar or one)
        return SettledSource(same, similar)

    def same_amount(self, amount: Money, *, since: datetime) -> Posted | None:
        """Find the latest one of the same amount and direction."""
        minor = amount.amount_minor
        return next(self._of_amounts(amount.currency, (minor, minor), since), None)

    def near_amount(self, amount: Money, *, since: datetime) -> Posted | None:
        """Find the latest one in the same direction whose amount and this one differ by a tenth at most."""
        whole = abs(amount.amount_minor)
        least, most = sorted(end if amount.amount_minor > 0 else -end for end in (whole * 9 // 10, -(-whole * 10 // 9)))
        return next(self._of_amounts(amount.currency, (least, most), since), None)

    def goodwill_of_year(self, reasons: Collection[str], *, now: datetime) -> tuple[Money, ...]:
        """Sum the goodwill given in the last 365 days by currency; ``reasons`` are those that count as goodwill."""
        sums: dict[str, int] = {}
        for one in self.standing:
            told = one.transaction
            if told.kind is EntryKind.ADJUSTMENT and told.reason in reasons and one.at > now - YEAR:
                for entry in told.entries:
                    if entry.balance_after is not None:
                        currency = entry.amount.currency
                        sums[currency] = sums.get(currency, 0) + entry.amount.amount_minor
        return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))

    def _of_amounts(self, currency: str, between: tuple[int, int], since: datetime) -> Iterator[Posted]:
        least, most = between
        for one in self.standing:
            told = one.transaction
            accounts = {entry.account for entry in told.entries}
            from_house = any(each.startswith(OF_HOUSE) for each in accounts)  # a conversion only moves
            if one.at < since or OWED in accounts or not from_house:
                continue
            moved = (entry.amount for entry in told.entries if entry.wallet)
            if any(each.currency == currency and least <= each.amount_minor <= most for each in moved):
                yield one


def source_key(source_ref: str) -> str:
    """Normalise the name of a source to what is seen of it: case, width, script, dashes and unseen signs do not matter.

    Empty where nothing visible is left.
    """
    return look_alikes.seen(source_ref)
