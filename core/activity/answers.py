"""Events that name a request of ours: proof of what it did, for its player, amount and wallet, and of that once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.activity.account_bodies import AccountClosedBody, AccountReopenedBody, EventBody
from core.activity.catalogue import (
    BalanceBody,
    BonusBody,
    PaymentBody,
    PlatformActBody,
    SuspensionBody,
    Type,
    read,
)
from core.activity.events import NOBODY, Backing, StoredEvent
from core.activity.request_acts import Act, ActKind, NamedRequest, acts_of, asked_for
from core.database import bulk
from core.database.tables import events as told
from core.database.tables.requests import State
from core.money import Money, Wallet
from core.work import Work

CARRIED_OUT = frozenset({State.DONE, State.IN_FORCE, State.CONFIRMED, State.ENDED})
"""States of a request behind which the platform rightly acts."""
PROVING = (
    Type.ACCOUNT_CLOSED,
    Type.ACCOUNT_REOPENED,
    Type.BALANCE_UPDATE,
    Type.BONUS_CONVERTED,
    Type.BONUS_EXPIRED,
    Type.BONUS_GRANTED,
    Type.CHARGEBACK,
    Type.DEPOSIT,
    Type.PLATFORM_ACT,
    Type.SUSPENSION,
)
"""Types that may tell of what a request did."""
MOVED: Mapping[str, Sequence[tuple[Wallet, int]]] = {
    Type.DEPOSIT: [(Wallet.CASH, 1)],
    Type.CHARGEBACK: [(Wallet.CASH, -1)],
    Type.BONUS_GRANTED: [(Wallet.BONUS, 1)],
    Type.BONUS_CONVERTED: [(Wallet.CASH, 1)],
    Type.BONUS_EXPIRED: [(Wallet.BONUS, -1)],
}
"""Which wallet a movement may be an act of ours of, and in which direction.

A withdrawal is none, and a conversion only of a bonus that was asked to be converted: both use up what another wallet
holds, which no adjustment does.
"""
CONVERTS = "convert_bonus"
CLOSING = frozenset({"close", "self_close"})
REOPENING = frozenset({"reopen"})


@dataclass(frozen=True, slots=True)
class Proof:
    """What one event proves: an act of one request, in one way of telling it."""

    request_id: UUID
    act: ActKind
    way: str
    """An act is told once in each way: the money, the state, and what the platform answers without either."""


async def recognise(work: Work, fresh: Sequence[StoredEvent]) -> list[StoredEvent]:
    """Say of each event that names a request what backs it; oldest event first."""
    naming = [one for one in fresh if one.event.request_id is not None]
    if not naming:
        return list(fresh)
    asked = await asked_for(work.db, {one.event.request_id for one in naming if one.event.request_id})
    acts = await acts_of(work.db, [each for each in asked.values() if each.state in CARRIED_OUT])
    spent = await _spent(work, asked.values(), acts)
    judged: dict[UUID, StoredEvent] = {}
    for one in naming:
        backing, proof = _backing(one, asked, acts, spent)
        spent |= {proof} if proof else set()
        judged[one.id] = replace(one, backing=backing)
    return [judged.get(one.id, one) for one in fresh]


async def compared(work: Work, one: StoredEvent, difference: Money | None) -> StoredEvent:
    """Say of a reported balance whether its request stands behind it, by how much it differs from the ledger."""
    if difference is None or not one.ours or not isinstance(one.body, BalanceBody):
        return one
    asked = await asked_for(work.db, [one.event.request_id] if one.event.request_id else [])
    acts = await acts_of(work.db, list(asked.values()))
    moved = any(act.moves(one.body.wallet, difference) for of_it in acts.values() for act in of_it)
    return one if moved else replace(one, backing=Backing.MISMATCH)


async def mark(work: Work, recognised: Iterable[StoredEvent]) -> None:
    """Store on the events that name a request what backs them."""
    rows = [
        {"player_id": one.player_id, "at": one.event.at, "id": one.id, "backing": one.backing.name.lower()}
        for one in recognised
        if one.backing is not Backing.NONE
    ]
    await bulk.change(work.db, told, rows, by=("player_id", "at", "id"))


def stored(name: str | None) -> Backing:
    """Read what is stored of an event."""
    return Backing[name.upper()] if name else Backing.NONE


def _backing(
    one: StoredEvent, asked: Mapping[UUID, NamedRequest], acts: Mapping[UUID, Sequence[Act]], spent: Collection[Proof]
) -> tuple[Backing, Proof | None]:
    request = asked.get(one.event.request_id) if one.event.request_id else None
    if request is None:
        return Backing.UNKNOWN, None
    if request.player_id != one.player_id or one.player_id == NOBODY:
        return Backing.ELSEWHERE, None
    if request.state not in CARRIED_OUT:
        return Backing.UNDECIDED, None
    told_of = [(act, way) for act in acts.get(request.id, ()) if (way := _way(one.event.type, one.body, act))]
    for act, way in told_of:
        proof = Proof(request.id, act.kind, way)
        if proof not in spent and not act.over_by(one.event.at):
            return Backing.OURS, None if isinstance(one.body, BalanceBody) else proof
    return (Backing.SPENT if told_of else Backing.MISMATCH), None


def _way(type_: str, body: EventBody | None, act: Act) -> str | None:
    """Tell in which way an event tells of an act; None where it tells of something else."""
    same, way = False, ""
    match body:
        case PlatformActBody(order=order) if order not in {None, act.order_id}:
            pass
        case PlatformActBody(amount=Money() as amount, wallet=wallet, state=state):
            same, way = act.moves(wallet, amount), f"money {state}"
        case PlatformActBody(order=order, act=said, state=state):
            each = f" to {act.order_id}" if act.kind is ActKind.HOLD else ""  # of which there may be several
            same, way = order is not None or said in act.names, f"answer {state}{each}"
        case AccountClosedBody() | AccountReopenedBody():
            named = CLOSING if isinstance(body, AccountClosedBody) else REOPENING
            same, way = bool(act.names & named), "state"
        case SuspensionBody(suspended=suspended):
            same, way = act.kind is (ActKind.BLOCK if suspended else ActKind.LIFT), "state"
        case BalanceBody(wallet=wallet, balance=balance):
            same, way = act.concerns(wallet, balance.currency), "balance"
        case PaymentBody(amount=amount) | BonusBody(amount=amount):
            signed = [(wallet, amount if sign > 0 else -amount) for wallet, sign in MOVED.get(type_, ())]
            fits = type_ != Type.BONUS_CONVERTED or CONVERTS in act.names
            same, way = fits and any(act.moves(*each) for each in signed), "money in_force"
    return way if same else None


async def _spent(work: Work, asked: Iterable[NamedRequest], acts: Mapping[UUID, Sequence[Act]]) -> set[Proof]:
    """Read what these requests were proved by before."""
    if not acts:
        return set()
    query = select(told.c.request_id, told.c.type, told.c.version, told.c.body).where(
        told.c.player_id.in_({each.player_id for each in asked if each.player_id is not None}),
        told.c.type.in_(PROVING),
        told.c.request_id.in_(list(acts)),
        told.c.backing == Backing.OURS.name.lower(),
    )
    rows: Iterable[Any] = await work.db.execute(query)
    return {
        Proof(row.request_id, act.kind, way)
        for row in rows
        for act in acts[row.request_id]
        if (way := _way(row.type, read(row.type, row.version, row.body), act))
    }
