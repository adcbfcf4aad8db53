"""Deciding about a request: checked in order, one winner, carried out in the same transaction as the last word."""

from dataclasses import dataclass
from uuid import UUID

from core import actions, audit, requests, staff
from core.action import Action, Kind, Policy
from core.approvals import current_policy, effects, freezing, ownership, records, reviews, rules
from core.approvals.errors import (
    AlreadyDecided,
    AlreadyVoted,
    ChangedSince,
    NeedsReason,
    NotAnApprover,
    OwnRequest,
    RequesterGone,
    TimeIsUp,
)
from core.database import connections
from core.errors import Refused
from core.people import Actor
from core.phrases import Phrase
from core.players import brand_scope
from core.requests import Decision, Request, State, Vote
from core.work import Work

OPEN_TO = {
    Decision.APPROVE: State.PENDING,
    Decision.DECLINE: State.PENDING,
    Decision.CONFIRM: State.IN_FORCE,
    Decision.END: State.IN_FORCE,
}
"""The state in which each word makes sense."""
AGREEING = frozenset({Decision.APPROVE, Decision.CONFIRM})
REASON_MIN_CHARACTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One person's word, tied to exactly what was read when giving it."""

    request_id: UUID
    version: int
    fingerprint: str
    material_digest: str
    """Of the facts as shown in the confirmation form, not as they were when asked."""
    decision: Decision
    reason: str | None = None


async def vote(work: Work, ballot: Ballot, *, actor: Actor) -> Request:
    """Give one's word. The last one needed carries the action out, here and now.

    Raises, in this order: :class:`OwnRequest`, :class:`AlreadyDecided`, :class:`TimeIsUp`, :class:`ChangedSince`,
    :class:`NotAnApprover`, :class:`AlreadyVoted`, :class:`NeedsReason`, :class:`RequesterGone`.
    """
    request = await requests.locked(work.db, ballot.request_id)
    await _refuse_at_once(work, request, ballot, actor)
    action = actions.read(request)
    if ballot.decision in AGREEING:
        return await _agree(work, request, action, ballot=ballot, actor=actor)
    return await _disagree(work, request, action, ballot=ballot, actor=actor)


async def check(work: Work, request: Request, decision: Decision, *, actor: Actor) -> None:
    """Refuse early a word that could not count, so that nobody fills in a form for nothing; changes nothing.

    Raises what :func:`vote` would that does not depend on what is read or written in the form.
    """
    ballot = Ballot(
        request_id=request.id,
        version=request.version,
        fingerprint=request.fingerprint,
        material_digest="",
        decision=decision,
    )
    await _refuse_at_once(work, request, ballot, actor)
    if decision is Decision.APPROVE and await ownership.standing(work, request, actions.read(request)) is None:
        raise RequesterGone(_left_behind(request))


async def _agree(work: Work, request: Request, action: Action, *, ballot: Ballot, actor: Actor) -> Request:
    requester = await ownership.standing(work, request, action)
    if requester is None and ballot.decision is Decision.APPROVE:
        raise RequesterGone(_left_behind(request))
    requester = requester or reviews.as_was(request)
    await connections.lock(work.db, *current_policy.locks(work, action, requester.person, day=request.total_on))
    await _refuse_changed_facts(work, request, ballot, actor)
    policies = await _policies(work, request, action, requester)
    before = await _still_counting(work, request)
    mine = current_policy.supporter(actor)
    if not rules.advances(policies, before, mine, requester=requester.person):
        raise NotAnApprover(_not_needed(work, policies, before, requester, actor))
    await _cast(work, request, ballot, actor)
    counted = {
        one.person for policy in policies for one in rules.counting(policy, [*before, mine], requester=requester.person)
    }
    votes = [one for one in await requests.votes_on(work.db, request) if one.person in counted]
    if not rules.complete(policies, [*before, mine], requester=requester.person):
        return await effects.settled(work, request)
    finish = effects.done if ballot.decision is Decision.APPROVE else effects.confirmed
    return await finish(work, effects.Verdict(request=request, requester=requester, votes=votes, last=actor))


async def _disagree(work: Work, request: Request, action: Action, *, ballot: Ballot, actor: Actor) -> Request:
    if len((ballot.reason or "").strip()) < REASON_MIN_CHARACTERS:
        raise NeedsReason("Say why in a few words: whoever asked will read it.", field="reason")
    await _cast(work, request, ballot, actor)
    if ballot.decision is Decision.DECLINE:
        closing = effects.Closing(state=State.DECLINED, by=actor, reason=ballot.reason)
        return await effects.close(work, request, closing)
    requester = await ownership.standing(work, request, action) or reviews.as_was(request)
    votes = await requests.votes_on(work.db, request)
    verdict = effects.Verdict(request=request, requester=requester, votes=votes, last=actor)
    return await effects.ended(work, verdict)


async def _cast(work: Work, request: Request, ballot: Ballot, actor: Actor) -> None:
    await requests.add_vote(
        work,
        request_id=request.id,
        version=request.version,
        staff_id=actor.staff_id,
        person=actor.person,
        name=actor.name,
        roles=sorted(actor.roles),
        decision=ballot.decision.value,
        reason=ballot.reason,
        fingerprint=request.fingerprint,
    )
    visibility = Policy.model_validate(request.policy).visibility.value
    said = {"decision": ballot.decision.value, "reason": ballot.reason, "visibility": visibility}
    await audit.record(work, records.of_request(request, actor, "vote.cast", **said))


async def _policies(work: Work, request: Request, action: Action, requester: Actor) -> list[Policy]:
    """Give both: asked under and today's. Meeting both is meeting the stricter (rule 6).

    What is in force already goes by the former alone where it could not be asked for any more, so that a leaver's
    block can still be confirmed.
    """
    asked_under = Policy.model_validate(request.policy)
    try:
        today = await current_policy.policy_now(work, action, requester=requester, request=request)
    except Refused:
        if request.state == State.PENDING:
            raise
        return [asked_under]
    return [asked_under, today]


async def _still_counting(work: Work, request: Request) -> list[rules.Supporter]:
    """Read the rights of earlier voters again: who lost them no longer counts (rule 6)."""
    votes = await requests.votes_on(work.db, request)
    agreeing = [vote for vote in votes if vote.decision in AGREEING]
    ids = [vote.staff_id for vote in agreeing]
    now = await staff.current(work.db, ids=ids, office=work.office, now=work.now)
    brand = await brand_scope.of(work.db, request.player_id)
    return [current_policy.supporter(now[each]) for each in ids if each in now and brand_scope.knows(now[each], brand)]


async def _refuse_at_once(work: Work, request: Request, ballot: Ballot, actor: Actor) -> None:
    _refuse_own(request, actor)
    await reviews.refuse_foreign(work, request, actor)
    await _refuse_closed(work, request, ballot)
    _refuse_outsider(work, Policy.model_validate(request.policy), ballot.decision, actor)
    _refuse_again(await requests.votes_on(work.db, request), actor)
    await _refuse_frozen(work, request, ballot.decision, actor)


async def _refuse_frozen(work: Work, request: Request, decision: Decision, actor: Actor) -> None:
    """Refuse what lets loose while it is frozen: approving it, and ending what protects."""
    action = actions.named(request.action)
    approves = decision is Decision.APPROVE and action.kind is Kind.RELEASING
    await freezing.refuse_frozen(work, action, actor=actor, loosens=approves or decision is Decision.END)


def _left_behind(request: Request) -> str:
    return (
        f"Whoever asked for {request.code} may not ask any more, so it stands still. "
        "Somebody who may ask can take it over; decline it otherwise."
    )


def _refuse_own(request: Request, actor: Actor) -> None:
    if request.requester_person == actor.person:
        raise OwnRequest(
            "You asked for this yourself, so somebody else has to decide. Its details let you take it back."
        )


async def _refuse_closed(work: Work, request: Request, ballot: Ballot) -> None:
    if not request.open or request.state != OPEN_TO[ballot.decision]:
        raise AlreadyDecided(await reviews.how_it_ended(work, request))
    if request.state == State.PENDING and request.due_at <= work.now:
        raise TimeIsUp(f"{request.code} expired before your click, so nothing was done. It can be asked for again.")
    if (request.version, request.fingerprint) != (ballot.version, ballot.fingerprint):
        raise ChangedSince(f"{request.code} has changed since you opened it. Nothing was decided; open it again.")


def _refuse_outsider(work: Work, policy: Policy, decision: Decision, actor: Actor) -> None:
    """Refuse whoever has no say; ending lets loose, so it takes somebody whose agreement would count as well."""
    candidate = current_policy.supporter(actor)
    counts = decision is not Decision.END or rules.advances([policy], (), candidate, requester="")
    if not actor.may(policy.permission) or not counts:
        who = rules.missing_words(rules.missing(policy, (), requester=""), work.office)
        raise NotAnApprover(f"You may not decide about this. It needs {who}: ask one of them.")


def _refuse_again(votes: list[Vote], actor: Actor) -> None:
    for one in votes:
        if one.person == actor.person:
            words = f"Your word ({one.decision}) was counted already, at {{at}}. It needs other people now."
            raise AlreadyVoted(Phrase(words, at=one.at))


async def _refuse_changed_facts(work: Work, request: Request, ballot: Ballot, actor: Actor) -> None:
    if request.state != State.PENDING:
        return
    facts = current_policy.seen_by(await actions.read(request).preview(work=work), actor)
    if current_policy.material_digest(facts) != ballot.material_digest:
        then = current_policy.seen_by(reviews.asked_under(request), actor)
        changed = reviews.differences(then, facts) or "what matters for the decision"
        words = "Changed while you were reading: {changed}. Nothing was decided; look again and decide."
        raise ChangedSince(Phrase(words, changed=changed))


def _not_needed(
    work: Work, policies: list[Policy], before: list[rules.Supporter], requester: Actor, actor: Actor
) -> str:
    if any(actor.person in policy.barred_persons for policy in policies):
        return (
            "Your word does not count here: you declined the same wish a short while ago, or this is about yourself. "
            "Somebody else has to agree."
        )
    lacking = [rules.missing(policy, before, requester=requester.person) for policy in policies]
    words = " · ".join(dict.fromkeys(filter(None, (rules.missing_words(one, work.office) for one in lacking))))
    return f"What is still missing here is {words}; your roles do not fill it. Ask one of them."
