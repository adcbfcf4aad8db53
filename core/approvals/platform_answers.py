"""The gaming platform's answers to orders, and what follows for the request: in force there, refused, or unknown."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from core import audit, platform, requests, tickets
from core.activity import order_parts
from core.activity.account_bodies import AccountClosedBody, AccountReopenedBody
from core.activity.catalogue import PlatformActBody, SuspensionBody
from core.activity.events import StoredEvent
from core.approvals import effects, lifecycle, locks, reviews
from core.approvals.effects import Authorisation
from core.database import faults
from core.errors import Refused
from core.people import PITBOSS
from core.platform import Order, OrderKind, OrderPart, OrderState, Step
from core.requests import Request
from core.work import Work

log = logging.getLogger(__name__)

MOST_SILENT_TRIES = 6
"""Attempts without an answer (about a minute) after which the order's outcome is unknown."""
REASON_MOST = 300
"""Characters stored of the platform's reason: enough to explain, too few to flood a card."""
NO_REASON = "no reason given"
MOVEMENTS = frozenset({"balance_update", "deposit", "bonus_granted", "bonus_converted", "bonus_expired"})
"""Events that may be the movement that was ordered, as the platform reports it."""
BLOCKING = frozenset({OrderKind.BLOCK, OrderKind.LIFT, OrderKind.RELEASE})
"""Orders by whose answer what stands may change here, and with it what is held."""
RECORDED = {
    OrderState.WAITING: "order.accepted",
    OrderState.IN_FORCE: "order.confirmed",
    OrderState.REFUSED: "order.refused",
    OrderState.PARTLY_DONE: "order.partly_done",
    OrderState.UNKNOWN: "order.unknown",
}


class AnswerKind(StrEnum):
    """What the platform answered, or that it did not."""

    ACCEPTED = "accepted"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    PARTLY_DONE = "partly_done"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformAnswer:
    """One answer of the platform to one order."""

    order_id: UUID
    kind: AnswerKind
    reason: str | None = None
    parts: tuple[OrderPart, ...] = ()
    """Of an order that was done in part: what was done, and what was not."""
    reported: bool = False
    """It came as an event: a fact, which counts even after a refusal."""


async def apply_answer(work: Work, answer: PlatformAnswer) -> Order:
    """Apply an answer. The same answer twice changes nothing; what is in force stays so, whatever comes later.

    What an event reports as done, wholly or in part, is a fact and counts after a refusal as well.

    Raises :class:`~core.errors.Unknown` where there is no such order.
    """
    known = await platform.get(work.db, answer.order_id)
    held = await _hold(work, {known.request_id})
    request, order = held.requests[known.request_id], held.orders[known.id]
    comes_true = answer.reported and answer.kind in (AnswerKind.IN_FORCE, AnswerKind.PARTLY_DONE)
    if order.state == OrderState.IN_FORCE or (order.settled and not comes_true):
        return order
    moved = await platform.move(work, order, **_changes(work, order, answer))
    changed = (moved.state, moved.accepted_at, moved.parts) != (order.state, order.accepted_at, order.parts)
    if not changed and not _needs_alarm(work, moved):
        return moved
    return await _follow(work, request, moved)


async def apply_events(work: Work, stored: Iterable[StoredEvent]) -> None:
    """Apply the events that answer orders; events without an order, or about another player, are ignored.

    One that cannot be applied stays told, and its order alarms when it is late.
    """
    naming = _naming(stored)
    if not naming:
        return
    held = await _hold(work, _named(naming))
    for event in naming:
        for order in sorted(held.orders.values(), key=lambda order: (order.ordered_at, order.id)):
            same = (order.request_id, order.player_id) == (event.event.request_id, event.player_id)
            if same and _answers(event, order) and (order.state != OrderState.PARTLY_DONE or _names(event, order)):
                await _apply_alone(work, _answer(event, order))


async def hold_answered(work: Work, stored: Iterable[StoredEvent]) -> None:
    """Lock the requests and orders that these events answer."""
    if named := _named(_naming(stored)):
        await locks.hold_answered(work, await requests.of_ids(work.db, named))
        await platform.hold(work.db, named)


def _naming(stored: Iterable[StoredEvent]) -> list[StoredEvent]:
    return [event for event in stored if event.event.request_id is not None and event.body is not None]


def _named(naming: Iterable[StoredEvent]) -> set[UUID]:
    return {event.event.request_id for event in naming if event.event.request_id is not None}


async def _apply_alone(work: Work, answer: PlatformAnswer) -> None:
    """Apply one answer so that a fault of it decides over none of the others."""
    try:
        async with work.db.begin_nested():
            await apply_answer(work, answer)
    except Exception as error:
        if faults.transient(error):
            raise
        log.exception("An answer to the order %s could not be applied", answer.order_id)


@dataclass(frozen=True, slots=True)
class _Held:
    """Requests and their orders, locked."""

    requests: Mapping[UUID, Request]
    orders: Mapping[UUID, Order]


async def _hold(work: Work, request_ids: Collection[UUID]) -> _Held:
    """Lock the requests that are answered, with all that follows from the answers, in the one order."""
    held = await locks.hold_answered(work, await requests.of_ids(work.db, request_ids))
    orders = await platform.hold(work.db, request_ids)
    await locks.hold_tickets(work, held.values())
    return _Held(held, orders)


def _changes(work: Work, order: Order, answer: PlatformAnswer) -> dict[str, Any]:
    if answer.kind is AnswerKind.NOTHING:
        unknown = order.tries + 1 >= MOST_SILENT_TRIES
        return {"tries": order.tries + 1, **({"state": OrderState.UNKNOWN.value} if unknown else {})}
    if answer.kind is AnswerKind.ACCEPTED:
        return {"state": OrderState.WAITING.value, "accepted_at": order.accepted_at or work.now, "tries": 0}
    state, parts = OrderState(answer.kind.value), order_parts.stored(answer.parts) or None
    if state is OrderState.REFUSED and order.rest_asked_at:  # only the rest is: what was done of it stands
        state, parts = OrderState.PARTLY_DONE, order.parts
    reason = (answer.reason or "").strip()[:REASON_MOST] or (NO_REASON if state is OrderState.REFUSED else None)
    said = None if state is OrderState.IN_FORCE else reason
    return {"state": state.value, "settled_at": work.now, "answer": said, "parts": parts, "tries": 0}


async def _follow(work: Work, request: Request, order: Order) -> Order:
    """Apply the order's new state to the request, record it, raise an alarm where needed, and redraw the cards."""
    alarming = _needs_alarm(work, order)
    late = alarming and not order.settled
    entry = platform.entry(order, request, "order.late" if late else RECORDED[OrderState(order.state)])
    await (audit.alarm if alarming else audit.record)(work, entry)
    moved = False
    if order.state == OrderState.IN_FORCE and order.deferred:
        moved = await _mirror(work, request, order)
    protected = order.protects and order.step != Step.HELD
    if order.state == OrderState.REFUSED and order.authority == "platform" and protected:
        moved = await _undo(work, request, order)
    if alarming:
        order = await platform.move(work, order, alarmed_at=work.now)
    if order.settled and order.authority == "platform" and order.kind in BLOCKING:
        await platform.tell_changes(work, [order.player_id])
    if order.settled and not request.open and order.step != Step.HELD:
        await tickets.outcome(work, request)
    if not moved:
        await lifecycle.redraw(work, request)
    return order


def _needs_alarm(work: Work, order: Order) -> bool:
    """Tell whether an alarm is due: refused, done in part or unanswered for too long, and no alarm raised yet."""
    alarmed = order.alarmed_at is not None and order.alarmed_at >= order.due_since
    if alarmed or order.state == OrderState.IN_FORCE:
        return False
    wanting = order.state in (OrderState.REFUSED, OrderState.PARTLY_DONE)
    return wanting or work.now - order.due_since >= platform.LATE


async def _mirror(work: Work, request: Request, order: Order) -> bool:
    """Record what the platform has done; where that is not possible here, raise an alarm.

    Returns whether the request moved, which redraws its cards.
    """
    try:
        async with work.db.begin_nested():
            await effects.mirror(work, await _authorisation(work, request, order), step=Step(order.step))
    except Refused as refusal:
        entry = replace(
            platform.entry(order, request, "order.unmirrored"), outcome=audit.Outcome.FAILED, code=refusal.code
        )
        await audit.alarm(work, entry)
        return False
    return True


async def _undo(work: Work, request: Request, order: Order) -> bool:
    """Undo what the deciding platform refused to do; what can only be confirmed stays.

    Returns whether the request moved, which redraws its cards.
    """
    try:
        async with work.db.begin_nested():
            why = f"The platform says no: {order.answer}"
            await effects.undo(work, await _authorisation(work, request, order), why=why)
    except Refused:
        return False
    return True


async def _authorisation(work: Work, request: Request, order: Order) -> Authorisation:
    requester = await reviews.requester_of(work, request)
    votes = [vote for vote in await requests.votes_on(work.db, request) if vote.person in order.authorisers]
    return Authorisation(request=request, requester=requester, votes=votes, last=PITBOSS)


def _answers(event: StoredEvent, order: Order) -> bool:
    """Tell whether the event reports what the order asked for: a request that was ended has two orders."""
    match event.body:
        case PlatformActBody(order=named) if named is not None:
            return named == order.id
        case PlatformActBody(amount=amount) if amount is not None:
            return order.kind in platform.MOVING
        case PlatformActBody(act=act):
            return act == order.kind
        case AccountClosedBody() | AccountReopenedBody():
            closing = isinstance(event.body, AccountClosedBody)
            return order.kind in ({OrderKind.CLOSE, OrderKind.SELF_CLOSE} if closing else {OrderKind.REOPEN})
        case SuspensionBody(suspended=suspended):
            return order.kind == (OrderKind.BLOCK if suspended else OrderKind.LIFT)
        case _:
            return order.kind in platform.MOVING and event.event.type in MOVEMENTS


def _names(event: StoredEvent, order: Order) -> bool:
    """Tell whether an event speaks of the order itself: what moves by a part of it is not yet the whole."""
    return isinstance(event.body, PlatformActBody) and event.body.order == order.id


def _answer(event: StoredEvent, order: Order) -> PlatformAnswer:
    if not isinstance(event.body, PlatformActBody):
        return PlatformAnswer(order_id=order.id, kind=AnswerKind.IN_FORCE, reported=True)
    said, reason, parts = AnswerKind(event.body.state), event.body.reason, event.body.parts
    return PlatformAnswer(order_id=order.id, kind=said, reason=reason, parts=parts, reported=True)
