"""The money that events moved, written into the ledger as the facts they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

from core import audit, ledger
from core.activity.catalogue import (
    BalanceBody,
    BetBody,
    BonusBody,
    PaymentBody,
    PlatformActBody,
    Type,
    WinBody,
    WithdrawalBody,
)
from core.activity.consequences import Transfer
from core.activity.events import StoredEvent
from core.activity.house import BONUS, CASH, CHARGEBACKS, GAMES, PAYMENTS, PLATFORM, PROMOTIONS
from core.ledger import EntryKind
from core.money import Money, Wallet
from core.people import PITBOSS
from core.work import Work

MIRRORED = "balance:"
"""What the keys of movements begin with that nobody told of but a balance."""

ROADS: Mapping[str, tuple[EntryKind, str, str]] = {
    Type.DEPOSIT: (EntryKind.DEPOSIT, PAYMENTS, CASH),
    Type.CHARGEBACK: (EntryKind.CHARGEBACK, CASH, CHARGEBACKS),
    Type.BONUS_GRANTED: (EntryKind.BONUS, PROMOTIONS, BONUS),
    Type.BONUS_CONVERTED: (EntryKind.BONUS, BONUS, CASH),
    Type.BONUS_EXPIRED: (EntryKind.BONUS, BONUS, PROMOTIONS),
}
"""What each event is in the ledger: its kind, from where, to where."""
MAY_CONTRADICT = (
    Type.BET,
    Type.BET_VOIDED,
    Type.WIN,
    Type.WITHDRAWAL_CANCELLED,
    Type.WITHDRAWAL_PAID,
    Type.WITHDRAWAL_REQUESTED,
)
"""Movements of things that have a state."""
NONE_LAPSED: Mapping[UUID, Money] = MappingProxyType({})
Transfers = Mapping[UUID, Sequence[Transfer]]


async def follow(
    work: Work, kept: Iterable[StoredEvent], transfers: Transfers, lapsed: Mapping[UUID, Money] = NONE_LAPSED
) -> int:
    """Post one transaction an event; bets and wins netted, from one payment of the player to the next.

    By event, ``transfers`` say of withdrawals what they move, ``lapsed`` of bonuses what was taken when they lapsed by
    the clock.

    Gives how many overdrew a wallet: the money has moved elsewhere already, so they stand, and each alarms.
    """
    told = list(_transactions(kept, transfers, lapsed))
    by_hand = {one.key for one in told if one.kind is EntryKind.PLATFORM}
    posted = await ledger.post_reported(work, told)
    overdrawn = [
        one for one in posted if one.transaction.kind is EntryKind.PLATFORM and one.transaction.key not in by_hand
    ]
    for one in overdrawn:
        await alarm_overdrawn(work, one)
    return len(overdrawn)


def _transactions(
    kept: Iterable[StoredEvent], transfers: Transfers, lapsed: Mapping[UUID, Money]
) -> Iterator[ledger.Transaction]:
    """Give the movements in order, oldest event first."""
    pots: defaultdict[int, _Pots] = defaultdict(_Pots)
    for one in kept:
        if isinstance(one.body, BetBody | WinBody):
            pots[one.player_id].add(one, one.body)
        elif isinstance(one.body, WithdrawalBody):
            yield from pots[one.player_id].emptied()
            yield from _withdrawn(one, transfers.get(one.id, ()))
        elif one.event.type in ROADS and isinstance(one.body, PaymentBody | BonusBody):
            yield from pots[one.player_id].emptied()
            yield from _single(one, one.body.amount) if one.id not in lapsed else _after_lapse(one, lapsed[one.id])
        elif isinstance(one.body, PlatformActBody) and one.body.moved:
            yield from pots[one.player_id].emptied()
            yield elsewhere(one, one.body.wallet, one.body.moved)
        elif isinstance(one.body, BalanceBody):  # told of what came before it, not of what followed
            yield from pots[one.player_id].emptied()
    for of_player in pots.values():
        yield from of_player.emptied()


class _Pots:
    """Bets and wins of one player added up by wallet: a transaction for each spin would drown the ledger."""

    def __init__(self) -> None:
        self._sums: defaultdict[tuple[Wallet, str], int] = defaultdict(int)
        self._last: dict[tuple[Wallet, str], StoredEvent] = {}

    def add(self, kept: StoredEvent, body: BetBody | WinBody) -> None:
        pot = (body.wallet, body.amount.currency)
        self._sums[pot] += body.amount.amount_minor * (-1 if kept.event.type == Type.BET else 1)
        self._last[pot] = kept

    def emptied(self) -> Iterator[ledger.Transaction]:
        for (wallet, currency), minor in self._sums.items():
            if minor:
                yield _netted(self._last[wallet, currency], wallet, Money(minor, currency))
        self._sums.clear()


def _withdrawn(kept: StoredEvent, transfers: Sequence[Transfer]) -> Iterator[ledger.Transaction]:
    for place, each in enumerate(transfers):
        yield ledger.Transaction(
            player_id=kept.player_id,
            kind=EntryKind.WITHDRAWAL,
            key=f"{_key(kept)}:rest" if place else _key(kept),
            entries=ledger.transfer(each.amount, source=each.source, target=each.target),
            at=kept.event.at,
        )


def _single(kept: StoredEvent, amount: Money) -> Iterator[ledger.Transaction]:
    kind, source, target = ROADS[kept.event.type]
    yield ledger.Transaction(
        player_id=kept.player_id,
        kind=kind,
        key=_key(kept),
        entries=ledger.transfer(amount, source=source, target=target),
        at=kept.event.at,
    )


def _after_lapse(kept: StoredEvent, taken: Money) -> Iterator[ledger.Transaction]:
    """Give what a bonus that had lapsed by the clock still moves: nothing where the platform took as much."""
    amount = kept.body.amount if isinstance(kept.body, BonusBody) else taken
    lapsed = kept.event.type == Type.BONUS_EXPIRED
    back = taken - amount if lapsed else taken
    if back.amount_minor > 0:
        yield replace(
            next(_single(kept, back)),
            kind=EntryKind.BONUS,
            key=f"{_key(kept)}:back",
            entries=ledger.transfer(back, source=PROMOTIONS, target=BONUS),
        )
    if not lapsed:
        yield from _single(kept, amount)
    elif back.amount_minor < 0:
        yield from _single(kept, abs(back))


def elsewhere(kept: StoredEvent, wallet: Wallet, amount: Money) -> ledger.Transaction:
    """Make the transaction of what moved on the platform and is no movement of a player's: less than zero was taken."""
    return ledger.Transaction(
        player_id=kept.player_id,
        kind=EntryKind.PLATFORM,
        key=_key(kept),
        entries=_there(wallet, amount),
        at=kept.event.at,
    )


def mirrored(kept: StoredEvent, wallet: Wallet, amount: Money) -> ledger.Transaction:
    """Make the transaction that brings a wallet to the balance told of."""
    moved = elsewhere(kept, wallet, amount)
    return replace(moved, key=f"{MIRRORED}{moved.key}")


def corrected(ours: ledger.Transaction, wallet: Wallet, amount: Money) -> ledger.Transaction:
    """Make the transaction that takes back what a balance brought of a movement of ours before it was booked."""
    first = next(one.wallet for one in ours.entries if one.wallet)
    further = "" if wallet is first else f":{wallet}"
    return ledger.Transaction(
        player_id=ours.player_id,
        kind=EntryKind.PLATFORM,
        key=f"{MIRRORED}{ours.key}{further}",
        entries=_there(wallet, amount),
    )


def _there(wallet: Wallet, amount: Money) -> tuple[ledger.LedgerEntry, ...]:
    mine = ledger.of_player(wallet)
    source, target = (PLATFORM, mine) if amount.amount_minor > 0 else (mine, PLATFORM)
    return ledger.transfer(abs(amount), source=source, target=target)


def _netted(last: StoredEvent, wallet: Wallet, won: Money) -> ledger.Transaction:
    mine = ledger.of_player(wallet)
    source, target = (GAMES, mine) if won.amount_minor > 0 else (mine, GAMES)
    return ledger.Transaction(
        player_id=last.player_id,
        kind=EntryKind.WIN if won.amount_minor > 0 else EntryKind.BET,
        key=f"{_key(last)}:games:{wallet.value}:{won.currency}",
        entries=ledger.transfer(abs(won), source=source, target=target),
        at=last.event.at,
    )


def _key(kept: StoredEvent) -> str:
    return f"event:{kept.event.source}:{kept.player_id}:{kept.event.event_id}"


async def alarm_overdrawn(work: Work, posted: ledger.Posted) -> None:
    """Tell security that more left a wallet than it held."""
    player_id = posted.transaction.player_id
    entry = audit.Entry(
        actor=PITBOSS,
        action="balance.overdrawn",
        module="activity",
        subject=audit.Subject("player", str(player_id)),
        player_id=player_id,
        facts={"transaction": str(posted.id), "key": posted.transaction.key},
    )
    await audit.alarm(work, entry)
