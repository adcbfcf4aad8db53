"""What a movement of money is made of: accounts, entries that sum to zero, and the transaction they form."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.money import Money, Wallet

OF_PLAYER = "wallet:"
OF_HOUSE = "house:"


class EntryKind(StrEnum):
    """Why money moved, in the widest terms."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    BET = "bet"
    WIN = "win"
    BONUS = "bonus"
    ADJUSTMENT = "adjustment"
    """By hand, on a second person's word."""
    REVERSAL = "reversal"
    """The exact opposite of an earlier transaction, which it names."""
    CHARGEBACK = "chargeback"
    PLATFORM = "platform"
    """A fact of the gaming platform that fits no other kind; recorded even when it makes a balance negative."""


MAY_OVERDRAW = frozenset({EntryKind.CHARGEBACK, EntryKind.PLATFORM})
"""What has happened elsewhere and cannot be refused, only written down."""


def of_player(wallet: Wallet) -> str:
    """Name the account of a player's wallet."""
    return f"{OF_PLAYER}{wallet.value}"


def of_house(name: str) -> str:
    """Name an account of the house."""
    return f"{OF_HOUSE}{name}"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line: what an account gains, or loses where the amount is negative."""

    account: str
    """As :func:`of_player` or :func:`of_house` name it."""
    amount: Money
    balance_after: Money | None = None
    """What the wallet held then; known once posted, and for wallets only."""

    @property
    def wallet(self) -> Wallet | None:
        """The player's wallet it is about; None for the house."""
        return Wallet(self.account.removeprefix(OF_PLAYER)) if self.account.startswith(OF_PLAYER) else None

    @property
    def balance_before(self) -> Money | None:
        """What the wallet held until then."""
        return self.balance_after - self.amount if self.balance_after else None

    @property
    def overdraws(self) -> bool:
        """Whether it takes and leaves less than nothing; the database lets that pass only as a fact of the platform."""
        return self.amount.amount_minor < 0 and self.balance_after is not None and self.balance_after.amount_minor < 0

    def plain(self) -> "LedgerEntry":
        """Give what was asked for, without what came out."""
        return LedgerEntry(self.account, self.amount)

    def opposite(self) -> "LedgerEntry":
        """Give the entry that undoes this one."""
        return LedgerEntry(self.account, -self.amount)


def transfer(amount: Money, *, source: str, target: str) -> tuple[LedgerEntry, LedgerEntry]:
    """Give the two entries that move an amount from one account to another."""
    return LedgerEntry(target, amount), LedgerEntry(source, -amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A movement of money as it is asked for. Whoever gives entries that do not sum to zero has a bug."""

    player_id: int
    """Whose wallets it is about; also where the entries of the house are kept."""
    kind: EntryKind
    key: str
    """What makes it happen once, with who gave it in front: ``request:…``, ``event:…``."""
    entries: tuple[LedgerEntry, ...]
    at: datetime | None = None
    """When it happened, where that is not now: late events land on their own day."""
    reason: str | None = None
    source_ref: str | None = None
    request_id: UUID | None = None
    reverses_id: UUID | None = None
    reported: bool = field(default=False, compare=False)
    """It has happened elsewhere, so it is written down even where it makes a balance negative."""

    @property
    def may_overdraw(self) -> bool:
        """Whether nobody can refuse it for want of money."""
        return self.reported or self.kind in MAY_OVERDRAW

    def __post_init__(self) -> None:
        sums: defaultdict[str, int] = defaultdict(int)
        for entry in self.entries:
            sums[entry.amount.currency] += entry.amount.amount_minor
        if any(sums.values()):
            raise ValueError(f"entries do not sum to zero: {dict(sums)}")
        if not self.entries or not all(entry.amount.amount_minor for entry in self.entries):
            raise ValueError("a transaction has entries, and none of them is zero")
        if not all(entry.account.startswith((OF_PLAYER, OF_HOUSE)) for entry in self.entries):
            raise ValueError("an account is a wallet of the player or one of the house")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A transaction that stands in the ledger."""

    id: UUID
    at: datetime
    transaction: Transaction
    """What was asked for, its entries with the balances that came out."""
    reversed_by: UUID | None = None
    """The transaction that undid it."""

    @property
    def moved(self) -> LedgerEntry:
        """The first entry of a wallet: what happened, seen from the player."""
        return next(entry for entry in self.transaction.entries if entry.wallet)

    @property
    def wallet(self) -> Wallet:
        """The wallet that :attr:`moved` is about."""
        return next(entry.wallet for entry in self.transaction.entries if entry.wallet)
