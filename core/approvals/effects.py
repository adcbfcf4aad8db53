"""Carrying an action out, inside the transaction of the word it rests on, and closing its request."""

from dataclasses import dataclass, replace

from core import actions, audit, outbox, requests, tickets
from core.action import Action, Receipt, Run
from core.approvals import orders
from core.approvals.errors import AlreadyDecided
from core.errors import Refused
from core.people import PITBOSS, Actor
from core.platform import Step
from core.requests import Request, State, Vote
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What enough people agreed on: whose request, whose words, and who spoke last."""

    request: Request
    requester: Actor
    votes: list[Vote]
    last: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a request ends."""

    state: State
    by: Actor
    reason: str | None = None
    receipt: Receipt | None = None


async def in_force(work: Work, request: Request, action: Action, *, requester: Actor) -> Request:
    """Put a protective act in force as it is asked; what refuses it refuses the asking."""
    run = Run(work=work, request_id=request.id, code=request.code, requester=requester)
    carried = await orders.carried(action, run, request=request)
    entry = _entry(action, run, by=requester, recorded_as=action.recorded_as)
    receipt = await _recorded(work, entry, carried.receipt)
    await _replace(work, action, by=request)
    return await settled(work, request, state=State.IN_FORCE, receipt=receipt.model_dump(mode="json"))


async def done(work: Work, verdict: Verdict) -> Request:
    """Do what enough people agreed to.

    Where reality refuses, nothing of it stays and the request closes as failed.
    """
    request, last = verdict.request, verdict.last
    action = actions.read(request)
    run = run_of(work, verdict)
    try:
        async with work.db.begin_nested():
            carried = await orders.carried(action, run, request=request)
    except Refused as refusal:
        entry = _entry(action, run, by=last, recorded_as="request.failed")
        await audit.record(work, replace(entry, outcome=audit.Outcome.FAILED, code=refusal.code))
        return await close(work, request, Closing(state=State.FAILED, by=last, reason=refusal.message))
    recorded_as = action.recorded_as if carried.here else "request.approved"
    receipt = await _recorded(work, _entry(action, run, by=last, recorded_as=recorded_as), carried.receipt)
    await _replace(work, action, by=request)
    return await close(work, request, Closing(state=State.DONE, by=last, receipt=receipt))


async def confirmed(work: Work, verdict: Verdict) -> Request:
    """Let a protective act stand: enough others looked at it and agreed."""
    action = actions.read(verdict.request)
    entry = _entry(action, run_of(work, verdict), by=verdict.last, recorded_as="request.confirmed")
    await audit.record(work, entry)
    return await close(work, verdict.request, Closing(state=State.CONFIRMED, by=verdict.last))


async def ended(work: Work, verdict: Verdict) -> Request:
    """Take a protective act back, because a second person said so.

    Raises :class:`~core.errors.Refused` where it can only be confirmed.
    """
    action = actions.read(verdict.request)
    run = run_of(work, verdict)
    carried = await orders.carried(action, run, request=verdict.request, step=Step.ENDED)
    entry = _entry(action, run, by=verdict.last, recorded_as="request.ended")
    receipt = await _recorded(work, entry, carried.receipt)
    reason = verdict.votes[-1].reason
    return await close(
        work, verdict.request, Closing(state=State.ENDED, by=verdict.last, reason=reason, receipt=receipt)
    )


async def mirrored(work: Work, verdict: Verdict, *, step: Step) -> Request:
    """Write down what the platform has done, on the words on which it was asked to."""
    action = actions.read(verdict.request)
    run = run_of(work, verdict)
    receipt = await (action.end if step is Step.ENDED else action.mirror)(run=run)
    recorded_as = "player.unblocked" if step is Step.ENDED else action.recorded_as
    receipt = await _recorded(work, _entry(action, run, by=verdict.last, recorded_as=recorded_as), receipt)
    return await settled(work, verdict.request, receipt=receipt.model_dump(mode="json"))


async def undone(work: Work, verdict: Verdict, *, why: str) -> Request:
    """Take a protective act back here, because the platform decides and does not hold it.

    Raises :class:`~core.errors.Refused` where it can only be confirmed, or does not stand any more.
    """
    request = verdict.request
    action = actions.read(request)
    run = replace(run_of(work, verdict), undone_by="the gaming platform")
    receipt = await action.end(run=run)
    receipt = await _recorded(work, _entry(action, run, by=verdict.last, recorded_as="request.ended"), receipt)
    if request.open:
        return await close(work, request, Closing(state=State.ENDED, by=verdict.last, reason=why, receipt=receipt))
    return await settled(work, request, receipt=receipt.model_dump(mode="json"))


async def close(work: Work, request: Request, closing: Closing) -> Request:
    """Close a request by compare-and-set, and promise that every copy of its card will say so.

    Raises :class:`AlreadyDecided` when somebody else closed it first.
    """
    values: dict[str, object] = {
        "state": closing.state,
        "closed_at": work.now,
        "closed_by": closing.by.name,
        "close_reason": closing.reason,
    }
    if closing.receipt is not None:
        values["receipt"] = closing.receipt.model_dump(mode="json")
    closed = await settled(work, request, **values)
    await tickets.outcome(work, closed)
    return closed


async def settled(work: Work, request: Request, **values: object) -> Request:
    """Change a request as read, or refuse if it no longer stands so; its cards follow."""
    moved = await requests.move(work, request, **values)
    if moved is None:
        raise AlreadyDecided(f"{request.code} was decided by somebody else in the same moment. Open it to see how.")
    await outbox.promise(work, "request", f"request:{request.id}", body={"request_id": str(request.id)})
    return moved


async def _replace(work: Work, action: Action, *, by: Request) -> None:
    """End pending requests that this one makes pointless (rule 11)."""
    player_id = action.about()
    if player_id is None:
        return
    for name in action.replaces:
        for old in await requests.pending_of_player(work.db, player_id, action=name):
            await audit.record(
                work,
                audit.Entry(
                    actor=PITBOSS,
                    action="request.taken_back",
                    module=action.module,
                    subject=audit.Subject("request", old.code),
                    player_id=player_id,
                    request_id=old.id,
                    facts={"replaced_by": by.code},
                ),
            )
            await close(work, old, Closing(state=State.TAKEN_BACK, by=PITBOSS, reason=f"Replaced by {by.code}."))


async def _recorded(work: Work, entry: audit.Entry, receipt: Receipt) -> Receipt:
    """Write the record of what was done, and put its id on the receipt."""
    lines = [line.model_dump(mode="json") for line in receipt.lines]
    whole = replace(entry, facts={**entry.facts, **receipt.ids}, private={"receipt": lines})
    record_id = await audit.record(work, whole)
    return receipt.model_copy(update={"ids": {**receipt.ids, "record": str(record_id)}})


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


def run_of(work: Work, verdict: Verdict) -> Run:
    """Begin an execution on everybody's word."""
    return Run(
        work=work,
        request_id=verdict.request.id,
        code=verdict.request.code,
        requester=verdict.requester,
        authorisers=tuple(
            audit.Authoriser(
                person=vote.person, name=vote.name, roles=tuple(vote.roles), decision=vote.decision, at=vote.at
            )
            for vote in verdict.votes
        ),
    )
