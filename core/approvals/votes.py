"""Voting on a request: checked in order, one winner, executed in the transaction of the deciding vote."""

from dataclasses import replace
from uuid import UUID

from core import audit, operations, requests
from core.action import Action, Policy
from core.approvals import checks, effects, lifecycle, locks, policy, quorum, reviews
from core.approvals.checks import Ballot, ChangedSince, NeedsReason, NeedsTick, RequesterGone
from core.approvals.disclosure import NotAnApprover
from core.approvals.effects import Authorisation
from core.approvals.lifecycle import Cause, Move
from core.approvals.policy import Circumstances
from core.approvals.quorum import AGREEING, Participants
from core.approvals.reviews import Review
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
    return (await _decided(work, ballot, actor)).request


@operations.operation(
    "vote.cast",
    module="approvals",
    needs=None,
    doing="decide about requests",
    records=("request.altered",),
    facts=lambda arguments: {"decision": arguments["ballot"].decision.value},
)
async def cast(work: Work, actor: Actor, *, request_id: UUID, ballot: Ballot) -> tuple[Request, Review]:  # noqa: ARG001
    """Vote, and give the request with what the voter may read about it now.

    ``request_id`` is the ballot's own, for the record. Raises what :func:`vote` raises.
    """
    among = await _decided(work, ballot, actor)
    return among.request, await reviews.review_among(work, among, actor=actor)


async def check(work: Work, among: Participants, decision: Decision, *, actor: Actor) -> None:
    """Refuse early a vote that could not count, so that nobody fills in a form for nothing; changes nothing.

    Raises what :func:`vote` would that depends neither on what stands in the form nor on who else has voted.
    """
    request = among.request
    ballot = Ballot(
        request_id=request.id,
        version=request.version,
        fingerprint=request.fingerprint,
        material_digest="",
        decision=decision,
    )
    await checks.refuse_early(work, among, ballot, actor)
    _refuse_orphaned(among, decision)


async def _decided(work: Work, ballot: Ballot, actor: Actor) -> Participants:
    """Vote, and give the request as it is then with everybody concerned, the vote included."""
    request = await locks.hold_request(work, ballot.request_id)
    if request.state is State.IN_FORCE:
        request = await requests.as_it_stands(work.db, request, now=work.now)
    among = await quorum.participants(work, request, actor=actor)
    actor = await quorum.as_now(work, actor, among.here)
    await checks.refuse_early(work, among, ballot, actor)
    decide = _agree if ballot.decision in AGREEING else _disagree
    return await decide(work, among, ballot, actor)


async def _agree(work: Work, among: Participants, ballot: Ballot, actor: Actor) -> Participants:
    request, action = among.request, policy.unaltered(among.request)
    _refuse_orphaned(among, ballot.decision)
    under = await reviews.circumstances(work, among, action)
    await _refuse_changed_facts(work, request, under, ballot, actor)
    policies = await _policies(work, request, action, under)
    _refuse_unneeded(work, policies, among, actor)
    supporters = [*among.supporters, quorum.supporter(actor)]
    among, record = await _store(work, among, ballot, actor), _record(request, ballot, actor)
    requester = under.requester
    if not quorum.complete(policies, supporters, requester=requester.person):
        moved = await lifecycle.move(work, request, Move(to=request.state, cause=Cause.VOTER, record=record))
        return replace(among, request=moved)
    await audit.record(work, record)
    counted = {one.person for each in policies for one in quorum.counting(each, supporters, requester=requester.person)}
    votes = [vote for vote in among.votes if vote.person in counted]
    take_effect = effects.execute if ballot.decision is Decision.APPROVE else effects.confirm
    previewed = request.state is State.PENDING  # its circumstances were read of a preview
    authorisation = Authorisation(request=request, requester=requester, votes=votes, last=actor, previewed=previewed)
    return replace(among, request=await take_effect(work, authorisation))


async def _disagree(work: Work, among: Participants, ballot: Ballot, actor: Actor) -> Participants:
    if len((ballot.reason or "").strip()) < REASON_MIN_CHARACTERS:
        raise NeedsReason("Say why in a few words: the requester will read it.", field="reason")
    request = among.request
    among, record = await _store(work, among, ballot, actor), _record(request, ballot, actor)
    if ballot.decision is Decision.DECLINE:
        change = Move(to=State.DECLINED, cause=Cause.VOTER, record=record, reason=ballot.reason)
        return replace(among, request=await lifecycle.move(work, request, change))
    await audit.record(work, record)
    requester, votes = among.requester_or_without_rights, list(among.votes)
    authorisation = Authorisation(request=request, requester=requester, votes=votes, last=actor)
    return replace(among, request=await effects.end(work, authorisation))


async def _store(work: Work, among: Participants, ballot: Ballot, actor: Actor) -> Participants:
    request = among.request
    vote = await requests.add_vote(
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
    return replace(among, votes=(*among.votes, vote))


def _record(request: Request, ballot: Ballot, actor: Actor) -> audit.Entry:
    visibility = Policy.read(request.policy).visibility.value
    content = {"decision": ballot.decision.value, "reason": ballot.reason, "visibility": visibility}
    return lifecycle.entry(request, actor, "vote.cast", **content)


def _refuse_orphaned(among: Participants, decision: Decision) -> None:
    """Refuse to approve what its requester may not ask any more; what is in force can still be confirmed."""
    if decision is Decision.APPROVE and among.able_requester is None:
        raise RequesterGone(checks.orphaned(among.request))


async def _policies(work: Work, request: Request, action: Action, under: Circumstances) -> list[Policy]:
    """Give both: asked under and today's. Meeting both is meeting the stricter (rule 6).

    A protective action in force needs only the former where it could not be asked for any more, so that a block by
    somebody who has left can still be confirmed.
    """
    asked_under = Policy.read(request.policy)
    try:
        today = await policy.today(work, action, under)
    except Refused:
        if request.state is State.PENDING:
            raise
        return [asked_under]
    return [asked_under, today]


def _refuse_unneeded(work: Work, policies: list[Policy], among: Participants, actor: Actor) -> None:
    """Refuse an agreement that brings nothing nearer."""
    before, requester = among.supporters, among.requester_or_without_rights
    if not quorum.advances(policies, before, quorum.supporter(actor), requester=requester.person):
        raise NotAnApprover(_not_needed(work, policies, before, requester, actor))


async def _refuse_changed_facts(
    work: Work, request: Request, under: Circumstances, ballot: Ballot, actor: Actor
) -> None:
    foreign = await policy.foreign(work, actor, under.facts)
    facts = policy.visible_to(actor, under.facts, foreign)
    if policy.material_digest(facts) != ballot.material_digest:
        asked = policy.asked_under(request)
        then = policy.visible_to(actor, asked, await policy.foreign(work, actor, asked))
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
