"""What is checked of a request before a vote counts or anything takes effect: state, rights, votes, its own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from core import actions, audit, freezes, staff
from core.action import Action, Kind, OnlyConfirmed, Policy
from core.approvals import disclosure, policy, quorum, reviews
from core.approvals.disclosure import NotAnApprover
from core.approvals.lifecycle import AlreadyDecided
from core.approvals.quorum import Participants
from core.audit import records
from core.errors import Conflict, Invalid, NotAllowed
from core.people import Actor
from core.phrases import Phrase
from core.requests import Decision, Request, State, Vote
from core.work import Work

DECIDES_ABOUT = {
    Decision.APPROVE: State.PENDING,
    Decision.DECLINE: State.PENDING,
    Decision.CONFIRM: State.IN_FORCE,
    Decision.END: State.IN_FORCE,
}
"""The state of a request in which each decision is possible."""
PAST = {
    Decision.APPROVE: "approved",
    Decision.DECLINE: "declined",
    Decision.CONFIRM: "confirmed",
    Decision.END: "ended it",
}
ASKING = frozenset({"request.asked", "request.taken_over"})
CLOSING = frozenset({"request.approved", "request.failed", "request.taken_back", "request.expired"})
"""Records after which a request is not pending any more, beside the action's own."""


class OwnRequest(NotAllowed):
    """Nobody decides about their own request, whatever their roles."""

    code: ClassVar[str] = "own_request"


class RequestExpired(Conflict):
    """The request expired before the vote."""

    code: ClassVar[str] = "time_is_up"


class ChangedSince(Conflict):
    """The request or its material facts have changed since the voter read them. Nothing is decided."""

    code: ClassVar[str] = "changed_since"


class TooEarly(Conflict):
    """The request can be approved only later."""

    code: ClassVar[str] = "too_early"


class AlreadyVoted(Conflict):
    """This person has already voted on this version, with this or another account."""

    code: ClassVar[str] = "already_voted"


class NeedsTick(Invalid):
    """A fact has to be looked at, and ticked, by everybody who approves."""

    code: ClassVar[str] = "needs_tick"


class NeedsReason(Invalid):
    """Declining and ending need a reason that the requester can read."""

    code: ClassVar[str] = "needs_reason"


class RequesterGone(Conflict):
    """The requester may not ask for this any more; another must take it over."""

    code: ClassVar[str] = "requester_gone"


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
    ticked: frozenset[str] = frozenset()
    """Keys of the facts that the voter states to have looked at."""
    player_id: int | None = None
    """Whom the request is about, for the record of a vote that is refused."""


async def refuse_early(work: Work, among: Participants, ballot: Ballot, actor: Actor) -> None:
    """Refuse a vote that cannot count, whatever was read or written with it; the order is that of the sentences."""
    request, votes = among.request, among.votes
    _refuse_own(request, actor)
    reviews.refuse_other_brand(among, actor)
    disclosure.refuse_hidden(actor, request)
    await _refuse_closed(work, request, ballot)
    _refuse_untimely(work, request, ballot.decision)
    _refuse_outsider(work, among, ballot.decision, actor)
    _refuse_reopened(request, votes, ballot.decision)
    _refuse_again(votes, actor)
    await staff.refuse_together(work, among.apart[actor.person], [*request.asked_by, *(one.person for one in votes)])
    await _refuse_frozen(work, request, ballot.decision, actor)


async def refuse_altered(work: Work, request: Request, votes: Sequence[Vote] = ()) -> Action:
    """Restore what a request asks for, after comparing it and these votes with what was recorded of them.

    Raises :class:`~core.actions.Altered`.
    """
    action = policy.unaltered(request, votes)
    recorded = await records.of_request(work.db, request.id, desk=work.desk)
    asked = [each for each in recorded if each["action"] in ASKING and _succeeded(each)]
    if not asked or not _as_asked(work, request, asked[-1]):
        raise actions.Altered.of(request)
    cast = {(each["actor"]["person"], each["facts"]["version"]) for each in recorded if _is_vote(each)}
    if any((vote.person, vote.version) not in cast for vote in votes) or _decided_before(request, action, recorded):
        raise actions.Altered.of(request)
    return action


def orphaned(request: Request) -> str:
    """Say why a request without its requester cannot be approved, and what to do."""
    return (
        f"The requester of {request.code} may not ask for this any more, so it cannot be approved. "
        "Somebody who may ask can take it over; otherwise decline it."
    )


def _refuse_own(request: Request, actor: Actor) -> None:
    if request.requester_person == actor.person:
        raise OwnRequest(
            "You asked for this yourself, so somebody else has to decide. You can take it back in its details."
        )
    if actor.person in request.asked_by:
        raise OwnRequest("You asked for this before somebody took it over, so somebody else has to decide.")


async def _refuse_closed(work: Work, request: Request, ballot: Ballot) -> None:
    if not request.open or request.state is not DECIDES_ABOUT[ballot.decision]:
        raise AlreadyDecided(await reviews.how_it_ended(work, request))
    if request.state is State.PENDING and request.due_at <= work.now:
        raise RequestExpired(f"{request.code} expired before your vote, so nothing was done. It can be asked again.")
    if (request.version, request.fingerprint) != (ballot.version, ballot.fingerprint):
        raise ChangedSince(f"{request.code} has changed since you opened it. Nothing was decided; open it again.")


def _refuse_untimely(work: Work, request: Request, decision: Decision) -> None:
    """Refuse an approval before its time, and the end of what can only be confirmed."""
    earliest = Policy.read(request.policy).not_before
    if decision is Decision.APPROVE and earliest is not None and work.now < earliest:
        words = "{code} can be approved from {at}: a day must pass after the player asked to come back."
        raise TooEarly(Phrase(words, code=request.code, at=earliest))
    if decision is Decision.END and (why := actions.read(request).only_confirmed(work.office)):
        raise OnlyConfirmed(why)


def _refuse_outsider(work: Work, among: Participants, decision: Decision, actor: Actor) -> None:
    """Refuse those who may not decide; ending releases, so it takes somebody whose agreement would count as well.

    Whom to ask is who is still missing; of votes that agreed, ending needs none.
    """
    request = among.request
    needed = Policy.read(request.policy)
    counts = decision is not Decision.END or quorum.advances([needed], (), quorum.supporter(actor), requester="")
    if not actor.may(needed.permission) or not counts:
        before = [] if decision is Decision.END else among.supporters
        lacking = quorum.missing(needed, before, requester=request.requester_person)
        still = "still " if before else ""
        who = quorum.missing_words(lacking, work.office)
        raise NotAnApprover(f"You may not decide about this. It {still}needs {who}: ask one of them.")


def _refuse_reopened(request: Request, votes: Sequence[Vote], decision: Decision) -> None:
    """Refuse to approve what was declined, and whose row says that it waits."""
    if decision is Decision.APPROVE and any(vote.decision is Decision.DECLINE for vote in votes):
        raise actions.Altered.of(request)


def _refuse_again(votes: Sequence[Vote], actor: Actor) -> None:
    for cast in votes:
        if cast.person == actor.person:
            words = f"You have already voted ({PAST[cast.decision]}, {{at}}). It needs somebody else now."
            raise AlreadyVoted(Phrase(words, at=cast.at))


async def _refuse_frozen(work: Work, request: Request, decision: Decision, actor: Actor) -> None:
    """Refuse what releases while it is frozen: approving a releasing action, and ending a protective one."""
    action = actions.named(request.action)
    approves = decision is Decision.APPROVE and action.kind is Kind.RELEASING
    releases = action.freezable and (approves or decision is Decision.END)
    await freezes.refuse_act(work, actor, releasing=action.name if releases else None)


def _as_asked(work: Work, request: Request, record: dict[str, Any]) -> bool:
    """Compare the row with the latest record of asking; the older ones of these keep only who asked."""
    if (known := record["facts"].get(audit.KEPT_BACK)) is not None:
        return bool(known == policy.row_digest(work, request))
    return bool(record["actor"]["person"] == request.requester_person)


def _decided_before(request: Request, action: Action, recorded: Sequence[dict[str, Any]]) -> bool:
    """Tell whether it was decided before, and its row says now that it was not."""
    if request.state is State.PENDING:
        ends = CLOSING | {action.recorded_as}
        return any(each["action"] in ends and each["outcome"] != "refused" for each in recorded)
    confirmed = any(each["action"] == "request.confirmed" and _succeeded(each) for each in recorded)
    return request.state is State.IN_FORCE and confirmed


def _is_vote(record: dict[str, Any]) -> bool:
    return record["action"] == "vote.cast" and _succeeded(record) and "version" in record["facts"]


def _succeeded(record: dict[str, Any]) -> bool:
    return bool(record["outcome"] == "success")
