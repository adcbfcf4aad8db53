"""The life of a request: every transition there is, who causes it, what is recorded and what is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from core import actions, audit, outbox, phrases, requests, short_ids, tickets
from core.action import Policy, Receipt
from core.approvals import policy, quorum
from core.errors import Conflict
from core.outbox import Topic
from core.people import Actor, Visibility
from core.requests import REQUEST_CHANGED, Request, RequestBody, State
from core.work import Work


class AlreadyDecided(Conflict):
    """The request was decided, or expired, before this."""

    code: ClassVar[str] = "already_decided"


class TransitionError(RuntimeError):
    """The transition table has no such row: a bug."""


class Cause(StrEnum):
    """Who may bring a transition about."""

    REQUESTER = "requester"
    """The requester; for a take-over, the new requester."""
    VOTER = "voter"
    """The second person whose vote is given."""
    CLOCK = "clock"
    """The request's time is over."""
    ENGINE = "engine"
    """Another request takes effect, and this one follows."""
    PLATFORM = "platform"
    """The gaming platform answered an order."""


class TakenOverBody(RequestBody):
    """The request that was taken over, and its former requester."""

    staff_id: UUID


REQUEST_TAKEN_OVER = Topic("request_taken_over", TakenOverBody, subject="request:{request_id}")
REQUEST_OVERDUE = Topic("overdue", RequestBody, subject="overdue:{request_id}")


OWN = "(the action's own)"
"""Stands for :attr:`core.action.Action.recorded_as`: ``balance.adjusted``, ``player.blocked`` …"""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. ``before`` is None where the request begins; the same state twice is a change within it."""

    before: State | None
    after: State
    cause: Cause
    record: str
    topics: tuple[Topic[Any], ...] = (REQUEST_CHANGED,)


TRANSITIONS = (
    Transition(None, State.PENDING, Cause.REQUESTER, "request.asked"),
    Transition(State.PENDING, State.PENDING, Cause.VOTER, "vote.cast"),
    Transition(
        State.PENDING, State.PENDING, Cause.REQUESTER, "request.taken_over", (REQUEST_TAKEN_OVER, REQUEST_CHANGED)
    ),
    Transition(State.PENDING, State.IN_FORCE, Cause.REQUESTER, OWN, ()),  # begun in this transaction: sent already
    Transition(State.PENDING, State.DONE, Cause.VOTER, OWN),
    Transition(State.PENDING, State.DONE, Cause.VOTER, "request.approved"),  # and ordered from the platform
    Transition(State.PENDING, State.FAILED, Cause.VOTER, "request.failed"),
    Transition(State.PENDING, State.DECLINED, Cause.VOTER, "vote.cast"),
    Transition(State.PENDING, State.TAKEN_BACK, Cause.REQUESTER, "request.taken_back"),
    Transition(State.PENDING, State.TAKEN_BACK, Cause.ENGINE, "request.taken_back"),
    Transition(State.PENDING, State.EXPIRED, Cause.CLOCK, "request.expired"),
    Transition(State.IN_FORCE, State.IN_FORCE, Cause.VOTER, "vote.cast"),
    Transition(State.IN_FORCE, State.IN_FORCE, Cause.CLOCK, "request.overdue", (REQUEST_CHANGED, REQUEST_OVERDUE)),
    Transition(  # nobody who could confirm it works here: an alarm at once
        State.IN_FORCE, State.IN_FORCE, Cause.REQUESTER, "request.unconfirmable", (REQUEST_OVERDUE,)
    ),
    Transition(State.IN_FORCE, State.CONFIRMED, Cause.VOTER, "request.confirmed"),
    Transition(State.IN_FORCE, State.ENDED, Cause.VOTER, "request.ended"),
    Transition(State.IN_FORCE, State.ENDED, Cause.PLATFORM, "request.ended"),  # it decides, and refused the block
    Transition(State.IN_FORCE, State.ENDED, Cause.ENGINE, "request.ended"),  # another request lifted or replaced it
    Transition(State.IN_FORCE, State.ENDED, Cause.CLOCK, "request.ended"),  # its own time was over
    Transition(State.ENDED, State.IN_FORCE, Cause.ENGINE, "request.in_force_again"),  # what had replaced it was undone
    Transition(State.DONE, State.DONE, Cause.PLATFORM, OWN),  # it confirmed: recorded here now
    Transition(State.DONE, State.DONE, Cause.PLATFORM, "request.ended"),  # it refused a block that holds here
    Transition(State.CONFIRMED, State.CONFIRMED, Cause.PLATFORM, "request.ended"),
    Transition(State.ENDED, State.ENDED, Cause.PLATFORM, "request.ended"),  # it refused one that was replaced here
    Transition(State.ENDED, State.ENDED, Cause.PLATFORM, "player.unblocked"),
)
"""All transitions. A deciding vote is recorded as ``vote.cast``, in addition to the record of its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What happens to a request: the state it goes to, who causes that, and the record of it."""

    to: State
    cause: Cause
    record: audit.Entry
    reason: str | None = None
    """Why it is closed, for the requester to read."""
    receipt: Receipt | None = None
    """What was done; the id of the record is added to it."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Further columns that change with it."""


async def begin(work: Work, values: Mapping[str, Any], *, asked_by: Actor) -> Request:
    """Write a new request, its record and the message that draws its card."""
    policy = Policy.read(values["policy"])
    deciding = {"deciding_permission": policy.permission, "deciding_roles": quorum.deciding_roles(policy)}
    request = await requests.add(work, **values, **deciding, state=State.PENDING, changed_at=work.now)
    asked = {"asked": request.payload, "facts": request.facts, "policy": request.policy}
    record = replace(entry(request, asked_by, "request.asked", **asked), module=actions.named(request.action).module)
    row = _transition(request, None, Move(to=State.PENDING, cause=Cause.REQUESTER, record=record))
    await audit.record(work, as_asked(work, record, request))
    await _send(work, request, row.topics)
    return request


def as_asked(work: Work, record: audit.Entry, request: Request) -> audit.Entry:
    """Add to a record of asking what the row is compared with before anything takes effect."""
    return replace(record, facts={**record.facts, audit.KEPT_BACK: policy.row_digest(work, request)})


async def move(work: Work, request: Request, change: Move) -> Request:
    """Move a request as it was read, by compare-and-set; record it and send what follows.

    Raises :class:`AlreadyDecided` when somebody else was faster, :class:`TransitionError` for what the table lacks.
    """
    row = _transition(request, request.state, change)
    record_id = await audit.record(work, _completed(request, change))
    values: dict[str, object] = {"state": change.to}
    if change.receipt is not None:
        named = short_ids.written(work.now, record_id)
        ids = {**change.receipt.ids, "record": str(record_id), "record_named": named}
        values["receipt"] = change.receipt.model_copy(update={"ids": ids}).model_dump(mode="json")
    closes = request.open and change.to not in requests.OPEN_STATES
    if closes:
        closed_by = change.record.actor.name
        values |= {"closed_at": work.now, "closed_by": closed_by, "close_reason": change.reason}
    if not request.open and change.to in requests.OPEN_STATES:
        values |= {"closed_at": None, "closed_by": None, "close_reason": None}
    moved = await requests.move(work, request, **{**values, **change.values})
    if moved is None:
        raise AlreadyDecided(f"{request.code} was decided by somebody else in the same moment. Open it to see how.")
    await _send(work, request, row.topics)
    if closes and moved.ticket:
        await tickets.outcome(work, moved)
    return moved


async def redraw(work: Work, request: Request) -> None:
    """Redraw the cards of a request that itself has not changed."""
    await _send(work, request, (REQUEST_CHANGED,))


def entry(request: Request, actor: Actor, action: str, **private: Any) -> audit.Entry:
    """Make the record of what somebody did with a request; ``private`` is sealed.

    The fingerprint stands in clear only where everybody may read about the request: it tells one reason from another.
    """
    facts = {"action": request.action, "version": request.version}
    if (level := _visibility(request)) == Visibility.STAFF:
        facts["fingerprint"] = request.fingerprint
    else:
        private = {**private, "fingerprint": request.fingerprint, "visibility": level}
    return audit.Entry(
        actor=actor,
        action=action,
        module="approvals",
        subject=audit.Subject("request", request.code),
        player_id=request.player_id,
        request_id=request.id,
        ticket=request.ticket,
        facts=facts,
        private=private,
    )


def _transition(request: Request, before: State | None, change: Move) -> Transition:
    record = change.record.action
    for row in TRANSITIONS:
        named = actions.named(request.action).recorded_as if row.record == OWN else row.record
        if (row.before, row.after, row.cause, named) == (before, change.to, change.cause, record):
            return row
    message = f"{request.code}: no transition from {before} to {change.to} by the {change.cause}, recorded as {record}"
    raise TransitionError(message)


def _completed(request: Request, change: Move) -> audit.Entry:
    """Add to the record what was done, and why: the reason it closes for, or the requester's own words."""
    record, receipt = change.record, change.receipt
    typed = change.cause is Cause.VOTER and change.to is not State.FAILED
    reason = change.reason if typed or change.reason is None else phrases.restored(change.reason)
    private = {**record.private, "why": reason or request.payload.get("note"), "visibility": _visibility(request)}
    if receipt is None:
        return replace(record, private=private)
    lines = [line.model_dump(mode="json") for line in receipt.lines]
    return replace(record, facts={**record.facts, **receipt.ids}, private={**private, "receipt": lines})


def _visibility(request: Request) -> str:
    """Say who may read the words about a request."""
    return Policy.read(request.policy).visibility.value


async def _send(work: Work, request: Request, topics: tuple[Topic[Any], ...]) -> None:
    """Queue the messages; ``request`` is as it was before the change, so its requester is the former one."""
    if request.overdue_at is not None and REQUEST_CHANGED in topics:
        topics = (*topics, REQUEST_OVERDUE)  # the alarm says what has become of it
    for topic in topics:
        ids = {"request_id": request.id, "staff_id": request.requester_id}
        await outbox.send(work, topic, topic.body.model_validate(ids))
