"""The parts of a transaction: accounts, and entries that sum to zero."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.money import Money, Wallet

OF_PLAYER = "wallet:"
OF_HOUSE = "house:"


class EntryKind(StrEnum):
    """Why money moved, in broad terms."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    BET = "bet"
    WIN = "win"
    BONUS = "bonus"
    ADJUSTMENT = "adjustment"
    """A manual adjustment that a second person approved."""
    REVERSAL = "reversal"
    """The exact opposite of an earlier transaction, named by ``reverses_id``."""
    CHARGEBACK = "chargeback"
    PLATFORM = "platform"
    """A reported movement that fits no other kind; posted even when a balance becomes negative."""


MAY_OVERDRAW = frozenset({EntryKind.CHARGEBACK, EntryKind.PLATFORM})
"""Kinds that have happened elsewhere, so they are posted even when a balance becomes negative."""


def of_player(wallet: Wallet) -> str:
    """Name the account of a player's wallet."""
    return f"{OF_PLAYER}{wallet.value}"


def of_house(name: str) -> str:
    """Name a house account."""
    return f"{OF_HOUSE}{name}"


OWED = of_house("owed_by_players")
"""What players owe, with the other sign."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of a transaction: what an account gains, or loses if the amount is negative."""

    account: str
    """A name made by :func:`of_player` or :func:`of_house`."""
    amount: Money
    balance_after: Money | None = None
    """The wallet's balance after this entry; set once posted, and for wallets only."""

    @property
    def wallet(self) -> Wallet | None:
        """The player's wallet; None for a house account."""
        return Wallet(self.account.removeprefix(OF_PLAYER)) if self.account.startswith(OF_PLAYER) else None

    @property
    def balance_before(self) -> Money | None:
        """The wallet's balance before this entry; None where ``balance_after`` is."""
        return self.balance_after - self.amount if self.balance_after else None

    @property
    def overdraws(self) -> bool:
        """Whether it takes money and leaves a negative balance; the database allows that only for reported entries."""
        return self.amount.amount_minor < 0 and self.balance_after is not None and self.balance_after.amount_minor < 0

    def without_balance(self) -> "LedgerEntry":
        """Give the entry without the resulting balance."""
        return LedgerEntry(self.account, self.amount)

    def opposite(self) -> "LedgerEntry":
        """Give the entry that undoes this one."""
        return LedgerEntry(self.account, -self.amount)


def transfer(amount: Money, *, source: str, target: str) -> tuple[LedgerEntry, LedgerEntry]:
    """Give the two entries that move an amount from one account to another."""
    return LedgerEntry(target, amount), LedgerEntry(source, -amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A movement of money to be posted. Entries that do not sum to zero are a bug, hence ``ValueError``."""

    player_id: int
    """Whose wallets move; the house entries are stored under this player too."""
    kind: EntryKind
    key: str
    """The idempotency key, prefixed with its origin: ``request:…``, ``event:…``."""
    entries: tuple[LedgerEntry, ...]
    at: datetime | None = None
    """When it happened; None for now. Late events count on the day they happened."""
    reason: str | None = None
    source_ref: str | None = None
    request_id: UUID | None = None
    reverses_id: UUID | None = None
    reported: bool = field(default=False, compare=False)
    """Whether it has already happened on the platform, so it is posted even when a balance becomes negative."""

    @property
    def may_overdraw(self) -> bool:
        """Whether it is posted even when a balance becomes negative."""
        return self.reported or self.kind in MAY_OVERDRAW

    def __post_init__(self) -> None:
        sums: defaultdict[str, int] = defaultdict(int)
        for entry in self.entries:
            sums[entry.amount.currency] += entry.amount.amount_minor
        if any(sums.values()):
            raise ValueError(f"entries do not sum to zero: {dict(sums)}")
        if not self.entries or not all(entry.amount.amount_minor for entry in self.entries):
            raise ValueError("a transaction needs entries, and none of them may be zero")
        if not all(entry.account.startswith((OF_PLAYER, OF_HOUSE)) for entry in self.entries):
            raise ValueError("an account must be a player wallet or a house account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A posted transaction."""

    id: UUID
    at: datetime
    transaction: Transaction
    """The transaction as posted, with the resulting balances in its entries."""
    reversed_by: UUID | None = None
    """The transaction that reversed it."""
    booked_later: bool = False
    """Whether, in a statement of account, something that happened after it had been booked before it."""

    @property
    def wallet_entry(self) -> LedgerEntry:
        """The first entry on a wallet: the movement as the player sees it."""
        return next(entry for entry in self.transaction.entries if entry.wallet)

    @property
    def wallet(self) -> Wallet:
        """The wallet of :attr:`wallet_entry`."""
        return next(entry.wallet for entry in self.transaction.entries if entry.wallet)
