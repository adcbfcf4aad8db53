"""Whose request it is: taken back by its owner, left behind by one who is gone, taken over by another."""

from dataclasses import dataclass
from uuid import UUID

from core import actions, audit, outbox, requests, staff
from core.action import Action, Kind
from core.approvals import current_policy, effects, freezing, records, reviews
from core.approvals.errors import AlreadyDecided
from core.database import pages
from core.database.pages import Page
from core.errors import NotAllowed
from core.people import Actor
from core.players import brand_scope
from core.requests import Request, State
from core.work import Work


@dataclass(frozen=True, slots=True)
class Left:
    """A request that stands still, since whoever asked may not ask any more."""

    request: Request
    by: str
    """The name of whoever asked."""


async def take_back(work: Work, request_id: UUID, *, actor: Actor) -> Request:
    """Take a pending request back; only whoever asked can."""
    request = await requests.locked(work.db, request_id)
    if request.requester_person != actor.person:
        raise NotAllowed("Only whoever asked can take a request back. You can decline it, with a reason.")
    if request.state != State.PENDING:
        raise AlreadyDecided(await reviews.how_it_ended(work, request))
    await audit.record(work, records.of_request(request, actor, "request.taken_back"))
    return await effects.close(work, request, effects.Closing(state=State.TAKEN_BACK, by=actor))


async def take_over(work: Work, request_id: UUID, *, actor: Actor) -> Request:
    """Become the requester of a request whose own is gone or may not ask any more; votes start again (rule 6)."""
    request = await requests.locked(work.db, request_id)
    await reviews.refuse_foreign(work, request, actor)
    action = actions.read(request)
    if not actor.may(action.ask):
        raise NotAllowed(f"You may not ask for “{action.title}”, so you cannot take this over.")
    await freezing.refuse_frozen(work, action, actor=actor, loosens=action.kind is Kind.RELEASING)
    if request.state != State.PENDING:
        raise AlreadyDecided(await reviews.how_it_ended(work, request))
    if await standing(work, request, action) is not None:
        raise NotAllowed("Whoever asked is still here and may ask; only a request left behind can be taken over.")
    await current_policy.policy_now(
        work, action, requester=actor, request=request
    )  # refuses whoever could not have asked
    version = request.version + 1
    await audit.record(work, records.of_request(request, actor, "request.taken_over", before=request.requester_person))
    body = {"request_id": str(request.id), "staff_id": str(request.requester_id)}
    await outbox.promise(work, "request_taken_over", f"request:{request.id}", body=body)
    return await effects.settled(
        work,
        request,
        requester_id=actor.staff_id,
        requester_person=actor.person,
        version=version,
        fingerprint=current_policy.fingerprint(action, version),
    )


async def left_behind(work: Work, *, actor: Actor) -> Page[Left]:
    """List all that stands still and this person may take over, soonest due first, on one page."""
    read = await requests.standing(work.db, limit=reviews.LOOKED_THROUGH + 1)
    pending = [one for one in read[: reviews.LOOKED_THROUGH] if one.state == State.PENDING]
    mine = [one for one in pending if actor.may(actions.named(one.action).ask)]
    ids = {one.requester_id for one in mine}
    here = await staff.current(work.db, ids=ids, office=work.office, now=work.now) if ids else {}
    foreign = await brand_scope.foreign(work.db, actor, [one.player_id for one in mine])
    left = [one for one in mine if one.player_id not in foreign and not _may_ask(here.get(one.requester_id), one)]
    names = await staff.names(work.db, {one.requester_id for one in left})
    named = [Left(one, names[one.requester_id]) for one in left]
    return pages.numbered(named, size=reviews.LOOKED_THROUGH, cut=len(read) > reviews.LOOKED_THROUGH)


async def standing(work: Work, request: Request, action: Action) -> Actor | None:
    """Give whoever asked, as they are now; None when they may not ask any more."""
    found = await staff.current(work.db, ids=[request.requester_id], office=work.office, now=work.now)
    requester = found.get(request.requester_id)
    if requester is None or not requester.may(action.ask):
        return None
    return None if await brand_scope.foreign(work.db, requester, [request.player_id]) else requester


def _may_ask(requester: Actor | None, request: Request) -> bool:
    return requester is not None and requester.may(actions.named(request.action).ask)
