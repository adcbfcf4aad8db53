"""What a person sees before deciding: facts then and now, who is missing, what they may do."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from core import actions, platform, requests, staff
from core.action import Action, Fact, Kind, Policy, Receipt
from core.actions import player_facts
from core.approvals import disclosure, policy, quorum
from core.approvals.policy import Circumstances
from core.approvals.quorum import Participants
from core.errors import Refused
from core.office import Office
from core.people import Actor
from core.phrases import Phrase
from core.platform import Order
from core.players import situations
from core.requests import Request, State, Vote
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One request, opened by one person at one moment."""

    request: Request
    action: Action
    requester: Actor
    votes: tuple[Vote, ...]
    facts: tuple[Fact, ...]
    """As they are now; as they were when asked if it is closed, or cannot be done any more."""
    material_digest: str
    """The digest that a ballot cast from this review must contain."""
    changed: tuple[Phrase, ...]
    """How the facts differ from those at the time of the request."""
    refusal: str | None
    """Why it is not possible right now; None where it is."""
    receipt: Receipt | None
    """What was done, limited to the lines this person may see."""
    may_read: bool
    """Whether this person may read what people wrote about it."""
    missing: str
    """Who still has to agree, in words; empty when closed."""
    lacking: str
    """Who could confirm it, where an alarm was raised and nobody of them works here now."""
    over: Phrase | None
    """How what it put in force ended since it was decided; None where it stands, or where nothing was."""
    order: Order | None
    """The newest order to the gaming platform for this request, if any."""
    only_confirmed: str
    """Why it can only be confirmed; empty where it can be ended as well."""
    may_decide: bool
    """Whether this person's vote could count, so that they get the buttons; a vote checks everything again."""


async def found(work: Work, request_id: UUID, *, actor: Actor) -> Participants:
    """Find a request for one person, with everybody concerned.

    Raises :class:`~core.errors.Unknown` when there is none, or none that this person may know of.
    """
    request = await requests.as_it_stands(work.db, await requests.get(work.db, request_id), now=work.now)
    among = await quorum.participants(work, request, actor=actor)
    refuse_other_brand(among, actor)
    return among


async def review(work: Work, request_id: UUID, *, actor: Actor) -> Review:
    """Open a request for one person. Changes nothing.

    Raises :class:`~core.errors.Unknown` when there is none, or none that this person may know of.
    """
    return await review_among(work, await found(work, request_id, actor=actor), actor=actor)


async def review_among(work: Work, among: Participants, *, actor: Actor) -> Review:
    """Open a request that was read with everybody concerned."""
    request, action = among.request, actions.read(among.request)
    then = policy.asked_under(request)
    under, refusal = await _circumstances_or_refusal(work, among, action, then)
    foreign = await policy.foreign(work, actor, under.facts, then, disclosure.receipt_lines(request))
    facts = policy.visible_to(actor, under.facts, foreign)
    permission = Policy.read(request.policy).permission
    whole = Review(
        request=disclosure.told(request, actor, work.office, facts=then, foreign=foreign),
        action=action,
        requester=among.requester or await _leaver(work, request),
        votes=among.votes,
        facts=facts,
        material_digest=policy.material_digest(facts),
        changed=differences(policy.visible_to(actor, then, foreign), facts),
        refusal=refusal,
        receipt=disclosure.told_receipt(request, actor, foreign=foreign),
        may_read=True,
        missing=await _missing(work, among, action, under),
        lacking=await _lacking(work, request, action),
        over=await _over(work, request),
        order=await _order(work, request, actor) if action.on_platform else None,
        only_confirmed=action.only_confirmed(work.office),
        may_decide=(
            request.open
            and actor.person not in request.asked_by
            and actor.may(permission)
            and among.apart[actor.person].keys().isdisjoint({*request.asked_by, *(one.person for one in among.votes)})
        ),
    )
    if disclosure.hidden_from(actor, request):
        return _told(whole, request, work.office)
    return _told_requester(whole, request, work.office) if disclosure.unread_by(actor, request) else whole


def refuse_other_brand(among: Participants, actor: Actor) -> None:
    """Refuse a request about a player of a brand this person does not work for, as if there were none.

    Raises :class:`~core.errors.Unknown`.
    """
    if not actor.knows(among.brand):
        raise requests.unknown(among.request.code)


async def requester_of(work: Work, request: Request) -> Actor:
    """Read the requester as they are now; one who has left keeps their name and has no rights."""
    here = await staff.current(work.db, ids=[request.requester_id], office=work.office, now=work.now)
    return here.get(request.requester_id) or await _leaver(work, request)


async def _leaver(work: Work, request: Request) -> Actor:
    name = await staff.name_of(work.db, request.requester_id)
    return Actor(staff_id=request.requester_id, person=request.requester_person, name=name)


def differences(then: Sequence[Fact], facts: Sequence[Fact]) -> tuple[Phrase, ...]:
    """Say which facts changed, each as ``label: before → now``."""
    before, now = ({fact.key: fact for fact in several} for several in (then, facts))
    changed = [
        Phrase("{label}: {before} → {now}", label=fact.label, before=before[key].value, now=fact.value)
        for key, fact in now.items()
        if key in before and before[key].value != fact.value
    ]
    added = [_one("{label}: now {value}", fact) for key, fact in now.items() if key not in before]
    gone = [_one("{label}: was {value}", fact) for key, fact in before.items() if key not in now]
    return (*changed, *added, *gone)


async def how_it_ended(work: Work, request: Request) -> str:
    """Say by whom and when a request was decided; a person's reason is left out, as not everybody may read it."""
    if request.state is State.PENDING:
        return f"{request.code} is not in force: it waits for approval."
    if request.state is State.IN_FORCE:
        return f"{request.code} is in force already: confirm it or end it."
    if how := request.ended_by_itself:
        return Phrase("{code} is not in force any more: {how}. Nothing was changed.", code=request.code, how=how)
    order = await platform.of_request(work.db, request.id)
    decided = platform.orders.ended_words(request, order, at=True)
    return Phrase("{code} was decided before: {how}.", code=request.code, how=decided)


def _told(whole: Review, request: Request, office: Office) -> Review:
    """Give a review as it is to those who may not see what the request is about."""
    return replace(
        whole,
        action=actions.read(whole.request),
        votes=(),
        refusal=None,
        may_read=False,
        lacking="",
        missing=_missing_as_shown(request, office),
        order=disclosure.told_order(whole.order) if whole.order else None,
        may_decide=False,
    )


def _told_requester(whole: Review, request: Request, office: Office) -> Review:
    """Give a review as it is to a requester who may not read which reason it met; who decided would tell it."""
    whole = replace(whole, missing=_missing_as_shown(request, office))
    if request.kind is Kind.PROTECTIVE:
        return whole
    return replace(whole, votes=(), order=disclosure.told_order(whole.order) if whole.order else None)


def _missing_as_shown(request: Request, office: Office) -> str:
    if not request.open:
        return ""
    shown = disclosure.shown_policy(Policy.read(request.policy))
    return quorum.missing_words(quorum.missing(shown, (), requester=request.requester_person), office)


async def _without_retracted(work: Work, request: Request, then: list[Fact]) -> list[Fact]:
    if request.player_id is None:
        return then
    notes = await situations.retracted_lately(work.db, request.player_id, now=work.now)
    gone = {fact.key: fact for fact in player_facts.of_retracted(each for each in notes if each.at >= request.asked_at)}
    return [*(gone.pop(fact.key, fact) for fact in then), *gone.values()]


def _one(words: str, fact: Fact) -> Phrase:
    return Phrase(words, label=fact.label, value=fact.value)


async def circumstances(
    work: Work, among: Participants, action: Action, then: Sequence[Fact] | None = None
) -> Circumstances:
    """Read under what is decided about a request now; its facts are as they are now.

    Of what is in force they are those of the asking, but for notes that were taken back since; of what is closed, those
    of the asking, which ``then`` may give. Raises :class:`~core.errors.Refused` when the action is not possible any
    more.
    """
    request, earlier = among.request, list[Request]()
    if request.open:
        earlier = await policy.undone_before(work, action, request=request)
    if request.state is State.PENDING:
        facts = await policy.preview_facts(work, action, earlier, requester=request.requester_person)
        return _circumstances(among, facts, earlier)
    facts = list(policy.asked_under(request) if then is None else then)
    if request.state is State.IN_FORCE:
        facts = await _without_retracted(work, request, facts)
    return _circumstances(among, facts, earlier)


async def _circumstances_or_refusal(
    work: Work, among: Participants, action: Action, then: Sequence[Fact]
) -> tuple[Circumstances, str | None]:
    """Give the same, or the facts as they were when it was asked with why it is not possible any more."""
    try:
        return await circumstances(work, among, action, then), None
    except Refused as refusal:
        earlier = await policy.undone_before(work, action, request=among.request)
        return _circumstances(among, then, earlier), refusal.message


def _circumstances(among: Participants, facts: Sequence[Fact], earlier: Sequence[Request]) -> Circumstances:
    request = among.request
    return Circumstances(
        requester=among.requester_or_without_rights,
        facts=facts,
        earlier=earlier,
        apart=among.apart[request.requester_person],
        request=request,
    )


async def _lacking(work: Work, request: Request, action: Action) -> str:
    if request.state is not State.IN_FORCE or request.overdue_at is None:
        return ""
    asked = Policy.read(request.policy)
    return await policy.people_lacking(work, asked, requester=request.requester_person, action=action)


async def _over(work: Work, request: Request) -> Phrase | None:
    if request.kind is not Kind.PROTECTIVE or request.state not in {State.CONFIRMED, State.DONE}:
        return None
    end = (await requests.ends(work.db, [request], now=work.now)).get(request.id)
    return end.how if end else None


async def _order(work: Work, request: Request, actor: Actor) -> Order | None:
    order = await platform.of_request(work.db, request.id)
    return disclosure.order_of_brand(order, actor) if order else None


async def _missing(work: Work, among: Participants, action: Action, under: Circumstances) -> str:
    request = among.request
    if not request.open:
        return ""
    policies = [Policy.read(request.policy)]
    people = {vote.staff_id: among.here.get(vote.staff_id) for vote in among.votes}
    before = [quorum.supporter(one) for one in people.values() if one is not None]
    if request.state is State.PENDING and among.requester is not None and among.requester.may(action.ask):
        with suppress(Refused):  # what would be refused today is still shown under its original policy
            policies.append(await policy.today(work, action, under))
    lacking = [quorum.missing(each, before, requester=request.requester_person) for each in policies]
    worst = max(lacking, key=lambda one: one.size)
    return quorum.missing_words(worst, work.office)
