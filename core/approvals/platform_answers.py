"""What the platform says of an order, and what follows from it for the request: confirmed, refused, or not known."""

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from core import activity, audit, outbox, platform, requests, tickets
from core.approvals import effects, reviews
from core.approvals.effects import Verdict
from core.errors import Refused
from core.people import PITBOSS
from core.platform import Kind, Order, State, Step
from core.requests import Request
from core.work import Work

PATIENCE = 6
"""Tries without an answer, about a minute of them, after which nobody can say any more whether it was done."""
ANSWER_MOST = 300
"""Characters kept of what the platform says: enough for a reason, too few to flood a card."""
NO_REASON = "no reason given"


class Said(StrEnum):
    """What the platform said, or that it said nothing."""

    ACCEPTED = "accepted"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One answer of the platform about one order."""

    order_id: UUID
    said: Said
    reason: str | None = None
    reported: bool = False
    """It came as an event: a fact, which counts also after a refusal."""


async def hear(work: Work, word: Word) -> Order:
    """Take the platform's word in. Said twice it changes nothing; what is in force stays so, whatever comes late.

    Raises :class:`~core.errors.Unknown` where there is no such order.
    """
    known = await platform.get(work.db, word.order_id)
    if known.deferred:
        await activity.hold(work, known.player_id)  # before the request, as whoever takes events in
    request = await requests.locked(work.db, known.request_id)  # requests first, as whoever votes does
    order = await platform.locked(work.db, word.order_id)
    if order.state == State.IN_FORCE or (order.settled and not (word.reported and word.said is Said.IN_FORCE)):
        return order
    moved = await platform.move(work, order, **_changes(work, order, word))
    changed = (moved.state, moved.accepted_at) != (order.state, order.accepted_at)
    if not changed and not _alarming(work, moved):
        return moved
    return await _follow(work, request, moved)


def _changes(work: Work, order: Order, word: Word) -> dict[str, Any]:
    match word.said:
        case Said.ACCEPTED:
            return {"state": State.WAITING.value, "accepted_at": order.accepted_at or work.now, "tries": 0}
        case Said.IN_FORCE:
            return {"state": State.IN_FORCE.value, "settled_at": work.now, "answer": None, "tries": 0}
        case Said.REFUSED:
            reason = (word.reason or "").strip()[:ANSWER_MOST] or NO_REASON
            return {"state": State.REFUSED.value, "settled_at": work.now, "answer": reason, "tries": 0}
        case Said.NOTHING:
            lost = order.tries + 1 >= PATIENCE
            return {"tries": order.tries + 1, **({"state": State.UNKNOWN.value} if lost else {})}


async def _follow(work: Work, request: Request, order: Order) -> Order:
    """Do what a new state means, record it, tell security where somebody has to look, and have the cards redrawn."""
    late = _alarming(work, order) and not order.settled
    entry = platform.entry(order, request, "order.late" if late else RECORDED[State(order.state)])
    record_id = await audit.record(work, entry)
    if order.state == State.IN_FORCE and order.deferred:
        await _mirror(work, request, order)
    if order.state == State.REFUSED and order.authority == "platform" and order.kind == Kind.BLOCK:
        await _undo(work, request, order)
    if _alarming(work, order):
        await outbox.promise(work, "alarm", f"alarm:{record_id}", body={"record_id": str(record_id)})
        order = await platform.move(work, order, alarmed_at=work.now)
    if order.settled and not request.open:
        await tickets.outcome(work, request)
    await outbox.promise(work, "request", f"request:{request.id}", body={"request_id": str(request.id)})
    return order


RECORDED = {
    State.WAITING: "order.accepted",
    State.IN_FORCE: "order.confirmed",
    State.REFUSED: "order.refused",
    State.UNKNOWN: "order.unknown",
}


def _alarming(work: Work, order: Order) -> bool:
    """Tell whether somebody has to look who was not told yet: refused, or nothing said for too long."""
    if order.alarmed_at is not None or order.state == State.IN_FORCE:
        return False
    return order.state == State.REFUSED or work.now - order.ordered_at >= platform.LATE


async def _mirror(work: Work, request: Request, order: Order) -> None:
    """Write down here what the platform has done; where that cannot be, it has happened all the same, and alarms."""
    try:
        async with work.db.begin_nested():
            await effects.mirrored(work, await _verdict(work, request, order), step=Step(order.step))
    except Refused as refusal:
        entry = replace(
            platform.entry(order, request, "order.unmirrored"), outcome=audit.Outcome.FAILED, code=refusal.code
        )
        record_id = await audit.record(work, entry)
        await outbox.promise(work, "alarm", f"alarm:{record_id}", body={"record_id": str(record_id)})


async def _undo(work: Work, request: Request, order: Order) -> None:
    """End a block that the platform, which decides, does not hold; what may only be confirmed stays, and alarms."""
    with suppress(Refused):
        async with work.db.begin_nested():
            why = f"The platform says no: {order.answer}"
            await effects.undone(work, await _verdict(work, request, order), why=why)


async def _verdict(work: Work, request: Request, order: Order) -> Verdict:
    requester = await reviews.requester_of(work, request)
    votes = [one for one in await requests.votes_on(work.db, request) if one.person in order.authorisers]
    return Verdict(request=request, requester=requester, votes=votes, last=PITBOSS)
