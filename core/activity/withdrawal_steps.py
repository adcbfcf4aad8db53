"""What one event makes of a withdrawal: pure, so that every order of telling can be tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from core.activity.catalogue import Type, WithdrawalBody
from core.activity.consequences import Transfer
from core.activity.events import CLOCKS_APART, StoredEvent
from core.activity.house import CASH, LOCKED, PAYMENTS
from core.money import Money

STATES: Mapping[str, str] = {
    Type.WITHDRAWAL_REQUESTED: "waiting",
    Type.WITHDRAWAL_CANCELLED: "cancelled",
    Type.WITHDRAWAL_PAID: "paid",
}
OVER = frozenset({"cancelled", "paid"})
WORDS = {"waiting": "asked for", "cancelled": "cancelled", "paid": "paid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWithdrawal:
    """One withdrawal as far as it has been told."""

    player_id: int
    id: UUID
    amount: Money
    """As it was asked for; as it ended where that has not been told yet."""
    asked: bool
    """Whether it was told that it was asked for."""
    asked_at: datetime
    state: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawalStep:
    """What one event makes of a withdrawal."""

    known: KnownWithdrawal | None = None
    """None where it stays what it was."""
    transfers: Sequence[Transfer] = ()
    contradicts: str | None = None
    differs: str | None = None
    """Says what became of an amount that is not the one asked for."""


def step(known: KnownWithdrawal | None, one: StoredEvent, body: WithdrawalBody) -> WithdrawalStep:
    """Decide what an event makes of a withdrawal, and what it moves."""
    state = STATES[one.event.type]
    if known and (why := _impossible(known, state, body.amount, one.event.at)):
        return WithdrawalStep(contradicts=f"A withdrawal was reported as {WORDS[state]}, {why}")
    if state == "waiting":
        return _asked(known, one, body.amount)
    return _over(known, one, body.amount, state=state)


def _impossible(known: KnownWithdrawal, state: str, amount: Money, at: datetime) -> str | None:
    """Say why a withdrawal as it is known cannot get into a state; None where it can."""
    if amount.currency != known.amount.currency:
        return "in another currency than before"
    asks = state == "waiting" and not _again(known, at)
    if asks and known.asked:
        return "and had been asked for before"
    if state in OVER and known.state in OVER:
        return f"and had been {WORDS[known.state]} before"
    if asks and at > known.changed_at + CLOCKS_APART:
        return f"after it had been {WORDS[known.state]}"
    if state in OVER and at < known.asked_at - CLOCKS_APART:
        return "at a time before it was asked for"
    return None


def _again(known: KnownWithdrawal, at: datetime) -> bool:
    """Tell whether a withdrawal that was cancelled is asked for again, and not late for the first time."""
    return known.state == "cancelled" and at > known.changed_at + (timedelta(0) if known.asked else CLOCKS_APART)


def _asked(known: KnownWithdrawal | None, one: StoredEvent, amount: Money) -> WithdrawalStep:
    at = one.event.at
    if known is None:
        new = KnownWithdrawal(
            player_id=one.player_id,
            id=one.id,
            amount=amount,
            asked=True,
            asked_at=at,
            state="waiting",
            changed_at=at,
        )
        return WithdrawalStep(new, [Transfer(amount, CASH, LOCKED)])
    if _again(known, at):
        # what was cancelled had been set aside, also where that has not been told
        first = [] if known.asked else [Transfer(known.amount, CASH, LOCKED)]
        again = replace(known, amount=amount, asked=True, asked_at=at, state="waiting", changed_at=at)
        return WithdrawalStep(again, [*first, Transfer(amount, CASH, LOCKED)])
    # it is over already, and what it ended with has been moved: so much, and no more, was set aside for it
    return WithdrawalStep(
        replace(known, amount=amount, asked=True, asked_at=at),
        [Transfer(known.amount, CASH, LOCKED)],
        differs=None if amount == known.amount else _differing(known.state, asked=amount, ended=known.amount),
    )


def _over(known: KnownWithdrawal | None, one: StoredEvent, amount: Money, *, state: str) -> WithdrawalStep:
    at, target = one.event.at, CASH if state == "cancelled" else PAYMENTS
    if known is None:
        new = KnownWithdrawal(
            player_id=one.player_id,
            id=one.id,
            amount=amount,
            asked=False,
            asked_at=at,
            state=state,
            changed_at=at,
        )
        return WithdrawalStep(new, [Transfer(amount, LOCKED, target)])
    over = replace(known, state=state, changed_at=at)
    if amount == known.amount:
        return WithdrawalStep(over, [Transfer(amount, LOCKED, target)])
    return WithdrawalStep(
        over, _moved(state, known.amount, amount), differs=_differing(state, asked=known.amount, ended=amount)
    )


def _moved(state: str, asked: Money, ended: Money) -> list[Transfer]:
    """Give what a withdrawal moves that ends with another amount than was asked for: what was set aside is used up."""
    if state == "cancelled":
        return [Transfer(asked, LOCKED, CASH)]
    if ended < asked:
        return [Transfer(ended, LOCKED, PAYMENTS), Transfer(asked - ended, LOCKED, CASH)]
    return [Transfer(asked, LOCKED, PAYMENTS), Transfer(ended - asked, CASH, PAYMENTS)]


def _differing(state: str, *, asked: Money, ended: Money) -> str:
    if state == "cancelled":
        return "A withdrawal was cancelled with another amount than was asked for; all that was asked for is released."
    if ended < asked:
        return "A withdrawal was paid with less than was asked for; the rest is back in the wallet."
    return "A withdrawal was paid with more than was asked for; what went beyond was taken from the wallet."
