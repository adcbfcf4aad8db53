"""What a decision does: an action executed here or ordered of the gaming platform, confirmed, ended or undone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import ClassVar

from core import audit, phrases, platform, requests
from core.action import Action, Kind, Receipt, Run
from core.approvals import checks, expiry, lifecycle
from core.approvals.lifecycle import Cause, Move
from core.database.connections import Connection, savepoint
from core.errors import Refused
from core.people import PITBOSS, Actor
from core.platform import NewOrder, Step, Wish
from core.requests import Request, State, Vote
from core.work import Work


class NoPlatform(Refused):
    """The gaming platform decides, and none is connected."""

    code: ClassVar[str] = "no_platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """Who authorised an effect: the requester, the counting votes, and the last actor."""

    request: Request
    requester: Actor
    votes: list[Vote]
    last: Actor
    """Who gave the deciding vote; Pitboss where the platform answered."""
    previewed: bool = False
    """Whether the action was previewed under the locks of this transaction."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """The result of executing a step of a request."""

    receipt: Receipt
    here: bool
    """False where nothing has changed here yet, because the platform decides and was only sent an order."""


async def put_in_force(work: Work, request: Request, action: Action, *, requester: Actor) -> Request:
    """Execute a protective action when it is requested. If it refuses, no request is created."""
    run = Run(work=work, request_id=request.id, code=request.code, requester=requester)
    result = await _perform(action, run, request=request)
    record = _entry(action, run, by=requester, recorded_as=action.recorded_as)
    change = Move(to=State.IN_FORCE, cause=Cause.REQUESTER, record=record, receipt=result.receipt)
    moved = await lifecycle.move(work, request, change)
    await _follow_blocks(work, action, by=request)
    await _take_back_replaced(work, action, by=request)
    return moved


async def execute(work: Work, authorisation: Authorisation) -> Request:
    """Execute what enough people approved.

    Where the action refuses, everything it did is rolled back and the request closes as failed.
    """
    request, by = authorisation.request, authorisation.last
    action, run = await _unaltered(work, authorisation), _run(work, authorisation)
    try:
        async with savepoint(work.db, "effect"):
            result = await _perform(action, run, request=request)
    except Refused as refusal:
        failure = replace(
            _entry(action, run, by=by, recorded_as="request.failed"), outcome=audit.Outcome.FAILED, code=refusal.code
        )
        change = Move(to=State.FAILED, cause=Cause.VOTER, record=failure, reason=phrases.stored(refusal.message))
        return await lifecycle.move(work, request, change)
    record = _entry(action, run, by=by, recorded_as=action.recorded_as if result.here else "request.approved")
    change = Move(to=State.DONE, cause=Cause.VOTER, record=record, receipt=result.receipt)
    moved = await lifecycle.move(work, request, change)
    await _follow_blocks(work, action, by=request)
    await _take_back_replaced(work, action, by=request)
    return moved


async def confirm(work: Work, authorisation: Authorisation) -> Request:
    """Confirm a protective action that enough people agreed to."""
    action, by = await _unaltered(work, authorisation), authorisation.last
    record = _entry(action, _run(work, authorisation), by=by, recorded_as="request.confirmed")
    return await lifecycle.move(work, authorisation.request, Move(to=State.CONFIRMED, cause=Cause.VOTER, record=record))


async def end(work: Work, authorisation: Authorisation) -> Request:
    """Undo a protective action because a second person decided so.

    Raises :class:`~core.errors.Refused` where it can only be confirmed.
    """
    request = authorisation.request
    action, run = await _unaltered(work, authorisation), _run(work, authorisation)
    result = await _perform(action, run, request=request, step=Step.ENDED)
    record = _entry(action, run, by=authorisation.last, recorded_as="request.ended")
    reason = authorisation.votes[-1].reason
    change = Move(to=State.ENDED, cause=Cause.VOTER, record=record, reason=reason, receipt=result.receipt)
    moved = await lifecycle.move(work, request, change)
    await _follow_blocks(work, action, by=request)
    return moved


async def mirror(work: Work, authorisation: Authorisation, *, step: Step) -> Request:
    """Record here what the platform has done, authorised by the votes behind the order."""
    request, ended = authorisation.request, step is Step.ENDED
    action, run = await _unaltered(work, authorisation), _run(work, authorisation)
    receipt = await (action.end if ended else action.mirror)(run=run)
    recorded_as = "player.unblocked" if ended else action.recorded_as
    record = _entry(action, run, by=authorisation.last, recorded_as=recorded_as)
    change = Move(to=request.state, cause=Cause.PLATFORM, record=record, receipt=receipt)
    moved = await lifecycle.move(work, request, change)
    await _follow_blocks(work, action, by=request)
    return moved


async def undo(work: Work, authorisation: Authorisation, *, why: str) -> Request:
    """Undo a protective action here, because the platform decides and refused it.

    Raises :class:`~core.errors.Refused` where it can only be confirmed, or is not in force any more.
    """
    request = authorisation.request
    action = await _unaltered(work, authorisation)
    run = replace(_run(work, authorisation), undone_by="the gaming platform")
    receipt = await action.end(run=run)
    record = _entry(action, run, by=authorisation.last, recorded_as="request.ended")
    to = State.ENDED if request.open else request.state
    change = Move(to=to, cause=Cause.PLATFORM, record=record, reason=why, receipt=receipt)
    moved = await lifecycle.move(work, request, change)
    await _follow_blocks(work, action, by=request)
    return moved


async def _unaltered(work: Work, authorisation: Authorisation) -> Action:
    return await checks.refuse_altered(work, authorisation.request, authorisation.votes)


async def _follow_blocks(work: Work, action: Action, *, by: Request) -> None:
    if action.changes_blocks and (player_id := action.about()) is not None:
        await expiry.follow_blocks(work, player_id, by=by)


async def _take_back_replaced(work: Work, action: Action, *, by: Request) -> None:
    """Take back the pending requests that this one makes pointless (rule 11)."""
    player_id = action.about()
    if player_id is None:
        return
    for name in action.replaces:
        for old in await requests.pending_of_player(work.db, player_id, action=name):
            record = audit.Entry(
                actor=PITBOSS,
                action="request.taken_back",
                module=action.module,
                subject=audit.Subject("request", old.code),
                player_id=player_id,
                request_id=old.id,
                facts={"replaced_by": by.code},
            )
            reason = f"Replaced by {by.code}."
            change = Move(to=State.TAKEN_BACK, cause=Cause.ENGINE, record=record, reason=reason)
            await lifecycle.move(work, old, change)


async def _perform(action: Action, run: Run, *, request: Request, step: Step = Step.DONE) -> StepResult:
    """Execute a step here, order it from the platform, or both.

    Raises what the action raises, and :class:`NoPlatform` where the platform decides and none is connected.
    """
    do = action.end if step is Step.ENDED else action.execute
    if not action.on_platform or not _connected(run.work):
        return StepResult(await do(run=run), here=True)
    if _waits_for_platform(run.work, action, step):
        async with _rolled_back(run.work.db):  # it must be possible here before it is ordered
            await do(run=run)
            wish = await action.order(run=run, step=step)
        await _place(run, request, wish, step)
        return StepResult(Receipt(lines=()), here=False)
    receipt = await do(run=run)
    await _place(run, request, await action.order(run=run, step=step), step)
    return StepResult(receipt, here=True)


async def _place(run: Run, request: Request, wish: Wish, step: Step) -> None:
    persons = tuple(authoriser.person for authoriser in run.authorisers)
    await platform.place(run.work, request, NewOrder(wish=wish, step=step, authorisers=persons))


@asynccontextmanager
async def _rolled_back(db: Connection) -> AsyncIterator[None]:
    savepoint = await db.begin_nested()
    try:
        yield
    finally:
        await savepoint.rollback()


def _waits_for_platform(work: Work, action: Action, step: Step) -> bool:
    """Tell whether a step takes effect only once the platform confirms; protective actions take effect here at once."""
    protects = action.kind is Kind.PROTECTIVE and step is Step.DONE
    return work.office.authority == "platform" and not protects


def _connected(work: Work) -> bool:
    if work.office.authority == "platform" and not work.desk.platform_connected:
        raise NoPlatform(
            "The office file leaves this to the gaming platform, but none is connected. Nothing was done. "
            "The operator of Pitboss must set PITBOSS_PLATFORM_URL."
        )
    return work.desk.platform_connected


def _entry(action: Action, run: Run, *, by: Actor, recorded_as: str) -> audit.Entry:
    return audit.Entry(
        actor=by,
        action=recorded_as,
        module=action.module,
        subject=audit.Subject("request", run.code),
        player_id=action.about(),
        request_id=run.request_id,
        ticket=getattr(action, "ticket", None),
        authorisers=run.authorisers,
        facts={"action": action.name, "requester": run.requester.person},
    )


def _run(work: Work, authorisation: Authorisation) -> Run:
    request = authorisation.request
    return Run(
        work=work,
        request_id=request.id,
        code=request.code,
        requester=authorisation.requester,
        asked_by=request.asked_by,
        previewed=authorisation.previewed,
        authorisers=tuple(
            audit.Authoriser(
                person=vote.person, name=vote.name, roles=tuple(vote.roles), decision=vote.decision, at=vote.at
            )
            for vote in authorisation.votes
        ),
    )
