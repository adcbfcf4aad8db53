"""The money that events moved, written into the ledger as the facts they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from core import audit, ledger, outbox
from core.activity.catalogue import Bet, Bonus, Payment, Type, Win, Withdrawal
from core.activity.events import Kept
from core.ledger import Kind
from core.money import Money, Wallet
from core.people import PITBOSS
from core.work import Work

CASH, BONUS, LOCKED = (ledger.of_player(wallet) for wallet in (Wallet.CASH, Wallet.BONUS, Wallet.LOCKED))
PAYMENTS, CHARGEBACKS, PROMOTIONS, GAMES = (
    ledger.of_house(name) for name in ("payments", "chargebacks", "promotions", "games")
)

ROADS: Mapping[str, tuple[Kind, str, str]] = {
    Type.DEPOSIT: (Kind.DEPOSIT, PAYMENTS, CASH),
    Type.WITHDRAWAL_REQUESTED: (Kind.WITHDRAWAL, CASH, LOCKED),
    Type.WITHDRAWAL_CANCELLED: (Kind.WITHDRAWAL, LOCKED, CASH),
    Type.WITHDRAWAL_PAID: (Kind.WITHDRAWAL, LOCKED, PAYMENTS),
    Type.CHARGEBACK: (Kind.CHARGEBACK, CASH, CHARGEBACKS),
    Type.BONUS_GRANTED: (Kind.BONUS, PROMOTIONS, BONUS),
    Type.BONUS_CONVERTED: (Kind.BONUS, BONUS, CASH),
    Type.BONUS_EXPIRED: (Kind.BONUS, BONUS, PROMOTIONS),
}
"""What each event is in the ledger: its kind, from where, to where."""

Pot = tuple[int, Wallet, str]
"""Player, wallet and currency."""


async def follow(work: Work, kept: Iterable[Kept]) -> int:
    """Post one transaction an event, and one netted for all bets and wins of a player's wallet in these events.

    Gives how many overdrew a wallet: the money has moved elsewhere already, so they stand, and each alarms.
    """
    moved = sorted((*_single(kept := list(kept)), *_netted(kept)), key=lambda one: (one.player_id, one.at or work.now))
    posted = await ledger.post_reported(work, moved)
    overdrawn = [one for one in posted if one.transaction.kind is Kind.PLATFORM]
    for one in overdrawn:
        await _alarm(work, one)
    return len(overdrawn)


def _single(kept: Iterable[Kept]) -> Iterator[ledger.Transaction]:
    for one in kept:
        if one.event.type in ROADS and isinstance(one.body, Payment | Withdrawal | Bonus):
            kind, source, target = ROADS[one.event.type]
            yield ledger.Transaction(
                player_id=one.player_id,
                kind=kind,
                key=_key(one),
                entries=ledger.transfer(one.body.amount, source=source, target=target),
                at=one.event.at,
                request_id=one.event.request_id,
            )


def _netted(kept: Iterable[Kept]) -> Iterator[ledger.Transaction]:
    """Add up bets and wins; one statement more for each of a million spins would drown the ledger."""
    pots: defaultdict[Pot, int] = defaultdict(int)
    last: dict[Pot, Kept] = {}
    for one in kept:
        if isinstance(one.body, Bet | Win):
            pot = (one.player_id, one.body.wallet, one.body.amount.currency)
            sign = -1 if one.event.type == Type.BET else 1
            pots[pot] += sign * one.body.amount.amount_minor
            last[pot] = one
    for (player_id, wallet, currency), minor in pots.items():
        if not minor:
            continue
        mine, one = ledger.of_player(wallet), last[player_id, wallet, currency]
        source, target = (GAMES, mine) if minor > 0 else (mine, GAMES)
        yield ledger.Transaction(
            player_id=player_id,
            kind=Kind.WIN if minor > 0 else Kind.BET,
            key=f"{_key(one)}:games:{wallet.value}:{currency}",
            entries=ledger.transfer(Money(abs(minor), currency), source=source, target=target),
            at=one.event.at,
        )


def _key(kept: Kept) -> str:
    return f"event:{kept.event.source}:{kept.player_id}:{kept.event.event_id}"


async def _alarm(work: Work, posted: ledger.Posted) -> None:
    player_id = posted.transaction.player_id
    entry = audit.Entry(
        actor=PITBOSS,
        action="balance.overdrawn",
        module="activity",
        subject=audit.Subject("player", str(player_id)),
        player_id=player_id,
        facts={"transaction": str(posted.id), "key": posted.transaction.key},
    )
    record_id = await audit.record(work, entry)
    await outbox.promise(work, "alarm", f"alarm:{record_id}", body={"record_id": str(record_id)})
