"""Voting on a request: checked in order, one winner, executed in the transaction of the deciding vote."""

from dataclasses import dataclass
from uuid import UUID

from core import actions, audit, freezes, requests, staff
from core.action import Action, Kind, Policy
from core.actions.block_player import OnlyConfirmed
from core.approvals import disclosure, effects, lifecycle, locks, policy, quorum, reviews
from core.approvals.disclosure import NotAnApprover
from core.approvals.effects import Authorisation
from core.approvals.lifecycle import AlreadyDecided, Cause, Move
from core.approvals.vote_refusals import (
    AlreadyVoted,
    ChangedSince,
    NeedsReason,
    OwnRequest,
    RequesterGone,
    RequestExpired,
    TooEarly,
)
from core.errors import Refused
from core.people import Actor
from core.phrases import Phrase
from core.players import brand_scope
from core.requests import Decision, Request, State, Vote
from core.work import Work

DECIDES_ABOUT = {
    Decision.APPROVE: State.PENDING,
    Decision.DECLINE: State.PENDING,
    Decision.CONFIRM: State.IN_FORCE,
    Decision.END: State.IN_FORCE,
}
"""The state of a request in which each decision is possible."""
AGREEING = frozenset({Decision.APPROVE, Decision.CONFIRM})
PAST = {
    Decision.APPROVE: "approved",
    Decision.DECLINE: "declined",
    Decision.CONFIRM: "confirmed",
    Decision.END: "ended it",
}
REASON_MIN_CHARACTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One person's vote, tied to exactly what they read when voting."""

    request_id: UUID
    version: int
    fingerprint: str
    material_digest: str
    """Of the facts as shown in the confirmation form, not as they were when asked."""
    decision: Decision
    reason: str | None = None
    player_id: int | None = None
    """Whom the request is about, for the record of a vote that is refused."""


async def vote(work: Work, ballot: Ballot, *, actor: Actor) -> Request:
    """Vote. The last vote needed executes the action in the same transaction.

    Raises the children of :class:`~core.errors.Refused` in this module, in the order of the checks.
    """
    request = await locks.hold_request(work, ballot.request_id)
    request = await requests.as_it_stands(work.db, request, now=work.now)
    await _refuse_early(work, request, ballot, actor)
    action = actions.read(request)
    if ballot.decision in AGREEING:
        return await _agree(work, request, action, ballot=ballot, actor=actor)
    return await _disagree(work, request, action, ballot=ballot, actor=actor)


async def check(work: Work, request: Request, decision: Decision, *, actor: Actor) -> None:
    """Refuse early a vote that could not count, so that nobody fills in a form for nothing; changes nothing.

    Raises what :func:`vote` would that does not depend on what is read or written in the form.
    """
    ballot = Ballot(
        request_id=request.id,
        version=request.version,
        fingerprint=request.fingerprint,
        material_digest="",
        decision=decision,
    )
    await _refuse_early(work, request, ballot, actor)
    if decision not in AGREEING:
        return
    action = actions.read(request)
    requester = await _requester(work, request, action, decision)
    try:
        policies = await _policies(work, request, action, requester)
    except Refused:  # what today's rules refuse is said to those who read the form
        return
    await _refuse_unneeded(work, request, policies, requester=requester, actor=actor)


async def _agree(work: Work, request: Request, action: Action, *, ballot: Ballot, actor: Actor) -> Request:
    requester = await _requester(work, request, action, ballot.decision)
    await _refuse_changed_facts(work, request, ballot, actor)
    policies = await _policies(work, request, action, requester)
    before = await _refuse_unneeded(work, request, policies, requester=requester, actor=actor)
    await _store(work, request, ballot, actor)
    record, supporters = _record(request, ballot, actor), [*before, quorum.supporter(actor)]
    if not quorum.complete(policies, supporters, requester=requester.person):
        return await lifecycle.move(work, request, Move(to=request.state, cause=Cause.VOTER, record=record))
    await audit.record(work, record)
    counted = {one.person for each in policies for one in quorum.counting(each, supporters, requester=requester.person)}
    votes = [cast for cast in await requests.votes_on(work.db, request) if cast.person in counted]
    take_effect = effects.execute if ballot.decision is Decision.APPROVE else effects.confirm
    return await take_effect(work, Authorisation(request=request, requester=requester, votes=votes, last=actor))


async def _disagree(work: Work, request: Request, action: Action, *, ballot: Ballot, actor: Actor) -> Request:
    if len((ballot.reason or "").strip()) < REASON_MIN_CHARACTERS:
        raise NeedsReason("Say why in a few words: the requester will read it.", field="reason")
    await _store(work, request, ballot, actor)
    record = _record(request, ballot, actor)
    if ballot.decision is Decision.DECLINE:
        change = Move(to=State.DECLINED, cause=Cause.VOTER, record=record, reason=ballot.reason)
        return await lifecycle.move(work, request, change)
    await audit.record(work, record)
    requester = await reviews.able_requester(work, request, action) or reviews.without_rights(request)
    votes = await requests.votes_on(work.db, request)
    return await effects.end(work, Authorisation(request=request, requester=requester, votes=votes, last=actor))


async def _store(work: Work, request: Request, ballot: Ballot, actor: Actor) -> None:
    await requests.add_vote(
        work,
        request_id=request.id,
        version=request.version,
        staff_id=actor.staff_id,
        person=actor.person,
        name=actor.name,
        roles=sorted(actor.roles),
        decision=ballot.decision,
        reason=ballot.reason,
        fingerprint=request.fingerprint,
    )


def _record(request: Request, ballot: Ballot, actor: Actor) -> audit.Entry:
    visibility = Policy.model_validate(request.policy).visibility.value
    content = {"decision": ballot.decision.value, "reason": ballot.reason, "visibility": visibility}
    return lifecycle.entry(request, actor, "vote.cast", **content)


async def _requester(work: Work, request: Request, action: Action, decision: Decision) -> Actor:
    """Give the requester, without rights where they may not ask any more and what is in force is confirmed."""
    requester = await reviews.able_requester(work, request, action)
    if requester is None and decision is Decision.APPROVE:
        raise RequesterGone(_orphaned(request))
    return requester or reviews.without_rights(request)


async def _policies(work: Work, request: Request, action: Action, requester: Actor) -> list[Policy]:
    """Give both: asked under and today's. Meeting both is meeting the stricter (rule 6).

    A protective action in force needs only the former where it could not be asked for any more, so that a block by
    somebody who has left can still be confirmed.
    """
    asked_under = Policy.model_validate(request.policy)
    try:
        today = await policy.today(work, action, requester=requester, request=request)
    except Refused:
        if request.state is State.PENDING:
            raise
        return [asked_under]
    return [asked_under, today]


async def _still_counting(work: Work, request: Request) -> list[quorum.Supporter]:
    """Read the rights of earlier voters again: a vote of somebody who lost them no longer counts (rule 6)."""
    votes = await requests.votes_on(work.db, request)
    ids = [cast.staff_id for cast in votes if cast.decision in AGREEING]
    now = await staff.current(work.db, ids=ids, office=work.office, now=work.now)
    brand = await brand_scope.of(work.db, request.player_id)
    return [quorum.supporter(now[each]) for each in ids if each in now and now[each].knows(brand)]


async def _refuse_unneeded(
    work: Work, request: Request, policies: list[Policy], *, requester: Actor, actor: Actor
) -> list[quorum.Supporter]:
    """Refuse an agreement that brings nothing nearer; else give those who agreed before and still count."""
    before = await _still_counting(work, request)
    if not quorum.advances(policies, before, quorum.supporter(actor), requester=requester.person):
        raise NotAnApprover(_not_needed(work, policies, before, requester, actor))
    return before


async def _refuse_early(work: Work, request: Request, ballot: Ballot, actor: Actor) -> None:
    _refuse_own(request, actor)
    await reviews.refuse_other_brand(work, request, actor)
    disclosure.refuse_hidden(actor, request)
    await _refuse_closed(work, request, ballot)
    _refuse_untimely(work, request, ballot.decision)
    await _refuse_outsider(work, request, ballot.decision, actor)
    votes = await requests.votes_on(work.db, request)
    _refuse_again(votes, actor)
    await staff.refuse_together(work, actor, [request.requester_person, *(one.person for one in votes)])
    await _refuse_frozen(work, request, ballot.decision, actor)


async def _refuse_frozen(work: Work, request: Request, decision: Decision, actor: Actor) -> None:
    """Refuse what releases while it is frozen: approving a releasing action, and ending a protective one."""
    action = actions.named(request.action)
    approves = decision is Decision.APPROVE and action.kind is Kind.RELEASING
    releases = action.freezable and (approves or decision is Decision.END)
    await freezes.refuse_act(work, actor, releasing=action.name if releases else None)


def _orphaned(request: Request) -> str:
    return (
        f"The requester of {request.code} may not ask for this any more, so it cannot be approved. "
        "Somebody who may ask can take it over; otherwise decline it."
    )


def _refuse_own(request: Request, actor: Actor) -> None:
    if request.requester_person == actor.person:
        raise OwnRequest(
            "You asked for this yourself, so somebody else has to decide. You can take it back in its details."
        )


async def _refuse_closed(work: Work, request: Request, ballot: Ballot) -> None:
    if not request.open or request.state is not DECIDES_ABOUT[ballot.decision]:
        raise AlreadyDecided(await reviews.how_it_ended(work, request))
    if request.state is State.PENDING and request.due_at <= work.now:
        raise RequestExpired(f"{request.code} expired before your vote, so nothing was done. It can be asked again.")
    if (request.version, request.fingerprint) != (ballot.version, ballot.fingerprint):
        raise ChangedSince(f"{request.code} has changed since you opened it. Nothing was decided; open it again.")


def _refuse_untimely(work: Work, request: Request, decision: Decision) -> None:
    """Refuse an approval before its time, and the end of what can only be confirmed."""
    earliest = Policy.model_validate(request.policy).not_before
    if decision is Decision.APPROVE and earliest is not None and work.now < earliest:
        words = "{code} can be approved from {at}: a day must pass after the player asked to come back."
        raise TooEarly(Phrase(words, code=request.code, at=earliest))
    if decision is Decision.END and (why := actions.read(request).only_confirmed(work.office)):
        raise OnlyConfirmed(why)


async def _refuse_outsider(work: Work, request: Request, decision: Decision, actor: Actor) -> None:
    """Refuse those who may not decide; ending releases, so it takes somebody whose agreement would count as well.

    Whom to ask is who is still missing; of votes that agreed, ending needs none.
    """
    needed = Policy.model_validate(request.policy)
    counts = decision is not Decision.END or quorum.advances([needed], (), quorum.supporter(actor), requester="")
    if not actor.may(needed.permission) or not counts:
        before = [] if decision is Decision.END else await _still_counting(work, request)
        lacking = quorum.missing(needed, before, requester=request.requester_person)
        still = "still " if before else ""
        who = quorum.missing_words(lacking, work.office)
        raise NotAnApprover(f"You may not decide about this. It {still}needs {who}: ask one of them.")


def _refuse_again(votes: list[Vote], actor: Actor) -> None:
    for cast in votes:
        if cast.person == actor.person:
            words = f"You have already voted ({PAST[cast.decision]}, {{at}}). It needs somebody else now."
            raise AlreadyVoted(Phrase(words, at=cast.at))


async def _refuse_changed_facts(work: Work, request: Request, ballot: Ballot, actor: Actor) -> None:
    if request.state is not State.PENDING:
        return
    facts = policy.visible_to(actor, await actions.read(request).preview(work=work))
    if policy.material_digest(facts) != ballot.material_digest:
        then = policy.visible_to(actor, reviews.asked_under(request))
        changed = reviews.differences(then, facts) or "what matters for the decision"
        words = "Changed while you were reading: {changed}. Nothing was decided; look again and decide."
        raise ChangedSince(Phrase(words, changed=changed))


def _not_needed(
    work: Work, policies: list[Policy], before: list[quorum.Supporter], requester: Actor, actor: Actor
) -> str:
    if any(actor.person in each.barred_persons for each in policies):
        return (
            "Your vote cannot count here: you declined a request for the same within a day, or it concerns yourself. "
            "Somebody else has to agree."
        )
    lacking = [quorum.missing(each, before, requester=requester.person) for each in policies]
    words = " · ".join(dict.fromkeys(filter(None, (quorum.missing_words(one, work.office) for one in lacking))))
    return f"It still needs {words}, and your roles do not fill that. Ask one of them."
