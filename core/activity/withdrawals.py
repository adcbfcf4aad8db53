"""Withdrawals as events report them: asked for once and over once, in whichever order the events arrive."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.activity import store, thing_ids
from core.activity.catalogue import WithdrawalBody
from core.activity.consequences import Followed
from core.activity.events import StoredEvent
from core.activity.findings import (
    PARTIAL_PAYMENT,
    IntakeFinding,
    contradicting,
    finding,
)
from core.activity.withdrawal_steps import STATES, KnownWithdrawal, WithdrawalStep, step
from core.database import bulk
from core.database.tables import events, withdrawals
from core.money import Money
from core.work import Work

KEY = ("player_id", "id")


async def follow(work: Work, kept: Iterable[StoredEvent]) -> Followed:
    """Take over what the events say of withdrawals, oldest event first, and give the money that this moves."""
    told = [(one, one.body) for one in kept if isinstance(one.body, WithdrawalBody)]
    followed = Followed()
    if not told:
        return followed
    ids = {one.id: _id(one, body) for one, body in told}
    known = await _known(work, {(one.player_id, ids[one.id]) for one, _ in told})
    changed: dict[UUID, KnownWithdrawal] = {}
    rounds = set[UUID]()
    for one, body in told:
        before = known.get(ids[one.id])
        made = step(before, one, body)
        followed.transfers[one.id] = made.transfers
        if made.known:
            known[ids[one.id]] = changed[ids[one.id]] = replace(made.known, id=ids[one.id])
            if "cancelled" in {made.known.state, before and before.state}:
                rounds.add(ids[one.id])
        if made.contradicts:
            followed.contradictions[one.id] = made.contradicts
        followed.findings.extend(_findings(one, made))
    changed |= await _revive(work, told, {named: changed[named] for named in rounds}, followed)
    await bulk.upsert(work.db, withdrawals, [_row(each) for each in changed.values()], setting=SET)
    return followed


async def _revive(
    work: Work, told: Sequence[tuple[StoredEvent, Any]], known: dict[UUID, KnownWithdrawal], followed: Followed
) -> dict[UUID, KnownWithdrawal]:
    """Take over what was refused when it was told, and follows from what is known of these withdrawals now.

    A withdrawal may be asked for again before its cancel is told, or end once more before that it was asked for again
    is told; that end may come with the cancel, in one message.
    """
    if not known:
        return {}
    now = [one for one, _ in told if one.id in followed.contradictions]
    before = await _refused_before(work, told, known)
    for one in sorted((*before, *now), key=lambda one: (one.event.at, one.id)):
        if not isinstance(one.body, WithdrawalBody) or (named := _id(one, one.body)) not in known:
            continue
        made = step(known[named], one, one.body)
        if not made.known or made.contradicts or one.event.at <= known[named].changed_at:
            continue
        known[named] = replace(made.known, id=named)
        followed.transfers[one.id] = made.transfers
        if (what := followed.contradictions.pop(one.id, None)) is None:
            followed.revived.append(one)
        else:
            followed.findings.remove(contradicting(one, what))
    await store.agree(work, followed.revived)
    return known


async def _refused_before(
    work: Work, told: Iterable[tuple[StoredEvent, Any]], known: Mapping[UUID, KnownWithdrawal]
) -> list[StoredEvent]:
    """Read what was told earlier of these players' withdrawals and contradicted something then."""
    brands = {one.player_id: one.event.brand for one, _ in told}
    query = select(events).where(
        events.c.player_id.in_({each.player_id for each in known.values()}),
        events.c.type.in_(list(STATES)),
        events.c.at > min(each.changed_at for each in known.values()),
        events.c.contradicts.isnot(None),
    )
    return [store.read(row, brand=brands[row.player_id]) for row in await work.db.execute(query)]


def _id(one: StoredEvent, body: WithdrawalBody) -> UUID:
    return thing_ids.of((one.event.source, one.player_id, body.withdrawal))


def _findings(one: StoredEvent, made: WithdrawalStep) -> Iterable[IntakeFinding]:
    if made.contradicts:
        yield contradicting(one, made.contradicts)
    if made.differs:
        yield finding(PARTIAL_PAYMENT, one, made.differs)


SET = ("amount_minor", "asked", "asked_at", "state", "changed_at")


async def _known(work: Work, keys: Iterable[tuple[int, UUID]]) -> dict[UUID, KnownWithdrawal]:
    query = select(withdrawals).where(bulk.among(work.db, withdrawals, KEY, sorted(keys)))
    return {row.id: _read(row) for row in await work.db.execute(query)}


def _read(row: Any) -> KnownWithdrawal:
    return KnownWithdrawal(
        player_id=row.player_id,
        id=row.id,
        amount=Money(row.amount_minor, row.currency),
        asked=row.asked,
        asked_at=row.asked_at,
        state=row.state,
        changed_at=row.changed_at,
    )


def _row(known: KnownWithdrawal) -> dict[str, Any]:
    return {
        "player_id": known.player_id,
        "id": known.id,
        "amount_minor": known.amount.amount_minor,
        "currency": known.amount.currency,
        "asked": known.asked,
        "asked_at": known.asked_at,
        "state": known.state,
        "changed_at": known.changed_at,
    }
