"""Voting on a request: checked in order, one winner, executed in the transaction of the deciding vote."""

from core import actions, audit, requests
from core.action import Action, Policy
from core.approvals import effects, lifecycle, locks, policy, quorum, repeated, reviews, vote_checks
from core.approvals.disclosure import NotAnApprover
from core.approvals.effects import Authorisation
from core.approvals.lifecycle import Cause, Move
from core.approvals.vote_checks import AGREEING, Ballot
from core.approvals.vote_refusals import ChangedSince, NeedsReason, NeedsTick, RequesterGone
from core.errors import Refused
from core.people import Actor
from core.phrases import Phrase
from core.requests import Decision, Request, State
from core.work import Work

REASON_MIN_CHARACTERS = 3


async def vote(work: Work, ballot: Ballot, *, actor: Actor) -> Request:
    """Vote. The last vote needed executes the action in the same transaction.

    Raises the children of :class:`~core.errors.Refused` in this module, in the order of the checks.
    """
    request = await locks.hold_request(work, ballot.request_id)
    request = await requests.as_it_stands(work.db, request, now=work.now)
    actor = await reviews.as_now(work, actor)
    await vote_checks.refuse_early(work, request, ballot, actor)
    if ballot.decision in AGREEING:
        return await _agree(work, request, policy.unaltered(request), ballot=ballot, actor=actor)
    return await _disagree(work, request, ballot=ballot, actor=actor)


async def check(work: Work, request: Request, decision: Decision, *, actor: Actor) -> None:
    """Refuse early a vote that could not count, so that nobody fills in a form for nothing; changes nothing.

    Raises what :func:`vote` would that depends neither on what stands in the form nor on who else has voted.
    """
    ballot = Ballot(
        request_id=request.id,
        version=request.version,
        fingerprint=request.fingerprint,
        material_digest="",
        decision=decision,
    )
    await vote_checks.refuse_early(work, request, ballot, actor)
    if decision in AGREEING:
        await _requester(work, request, decision)


async def _agree(work: Work, request: Request, action: Action, *, ballot: Ballot, actor: Actor) -> Request:
    requester = await _requester(work, request, ballot.decision)
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


async def _disagree(work: Work, request: Request, *, ballot: Ballot, actor: Actor) -> Request:
    if len((ballot.reason or "").strip()) < REASON_MIN_CHARACTERS:
        raise NeedsReason("Say why in a few words: the requester will read it.", field="reason")
    await _store(work, request, ballot, actor)
    record = _record(request, ballot, actor)
    if ballot.decision is Decision.DECLINE:
        change = Move(to=State.DECLINED, cause=Cause.VOTER, record=record, reason=ballot.reason)
        return await lifecycle.move(work, request, change)
    await audit.record(work, record)
    requester = await reviews.able_requester(work, request) or reviews.without_rights(request)
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


async def _requester(work: Work, request: Request, decision: Decision) -> Actor:
    """Give the requester, without rights where they may not ask any more and what is in force is confirmed."""
    requester = await reviews.able_requester(work, request)
    if requester is None and decision is Decision.APPROVE:
        raise RequesterGone(vote_checks.orphaned(request))
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


async def _refuse_unneeded(
    work: Work, request: Request, policies: list[Policy], *, requester: Actor, actor: Actor
) -> list[quorum.Supporter]:
    """Refuse an agreement that brings nothing nearer; else give those who agreed before and still count."""
    before = await vote_checks.still_counting(work, request)
    if not quorum.advances(policies, before, quorum.supporter(actor), requester=requester.person):
        raise NotAnApprover(_not_needed(work, policies, before, requester, actor))
    return before


async def _refuse_changed_facts(work: Work, request: Request, ballot: Ballot, actor: Actor) -> None:
    action = actions.read(request)
    if request.state is State.PENDING:
        every = await repeated.facts(work, action, requester=request.requester_person, request=request)
    elif request.state is State.IN_FORCE:
        every, _ = await reviews.facts_now(work, request, action)
    else:
        return
    facts = policy.visible_to(actor, every)
    if policy.material_digest(facts) != ballot.material_digest:
        then = policy.visible_to(actor, reviews.asked_under(request))
        changed = reviews.differences(then, facts) or "what matters for the decision"
        words = "Changed while you were reading: {changed}. Nothing was decided; look again and decide."
        raise ChangedSince(Phrase(words, changed=changed))
    if lacking := [fact.label for fact in facts if fact.to_tick and fact.key not in ballot.ticked]:
        raise NeedsTick(f"Look at this first, and tick it: {'; '.join(lacking)}.", field="ticked")


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
