"""Ownership of requests: taken back by the requester, or taken over when the requester can no longer ask."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from core import freezes, staff
from core.action import Kind, Policy
from core.approvals import checks, disclosure, lifecycle, locks, policy, quorum, reviews
from core.approvals.lifecycle import AlreadyDecided, Cause, Move
from core.approvals.policy import Circumstances
from core.errors import NotAllowed
from core.people import Actor
from core.requests import Request, State
from core.work import Work


async def take_back(work: Work, request_id: UUID, *, actor: Actor) -> Request:
    """Take a pending request back; only the requester can.

    Raises :class:`~core.errors.NotAllowed` and :class:`AlreadyDecided`.
    """
    request = await locks.hold_request(work, request_id)
    actor = await quorum.as_now(work, actor)
    if request.requester_person != actor.person:
        raise NotAllowed("Only the requester can take a request back. You can decline it, with a reason.")
    if request.state is not State.PENDING:
        raise AlreadyDecided(await reviews.how_it_ended(work, request))
    record = lifecycle.entry(request, actor, "request.taken_back")
    return await lifecycle.move(work, request, Move(to=State.TAKEN_BACK, cause=Cause.REQUESTER, record=record))


async def take_over(work: Work, request_id: UUID, *, actor: Actor) -> Request:
    """Become the requester of an orphaned request; votes start again, and those who asked before have none (rule 6).

    Raises :class:`~core.errors.NotAllowed` and :class:`AlreadyDecided`.
    """
    request = await locks.hold_request(work, request_id, person=actor.person)
    among = await quorum.participants(work, request, actor=actor)
    actor = await quorum.as_now(work, actor, among.here)
    reviews.refuse_other_brand(among, actor)
    disclosure.refuse_hidden(actor, request)
    action = await checks.refuse_altered(work, request)
    if not actor.may(action.ask):
        raise NotAllowed(f"You may not ask for “{action.title}”, so you cannot take this over.")
    releases = action.freezable and action.kind is Kind.RELEASING
    await freezes.refuse_act(work, actor, releasing=action.name if releases else None)
    if request.state is not State.PENDING:
        raise AlreadyDecided(await reviews.how_it_ended(work, request))
    if among.able_requester is not None:
        raise NotAllowed("The requester can still act. Only a request whose requester has left can be taken over.")
    await staff.refuse_together(work, among.apart[actor.person], sorted(request.asked_by))
    under = Circumstances(requester=actor, facts=(), earlier=(), apart=(), request=request)
    await policy.today(work, action, under)  # refuses those who could not have asked
    version = request.version + 1
    asked = Policy.read(request.policy)
    barred = asked.model_copy(update={"barred_persons": asked.barred_persons | request.asked_by - {actor.person}})
    owner: dict[str, Any] = {
        "requester_id": actor.staff_id,
        "requester_person": actor.person,
        "authors": list(dict.fromkeys((*request.authors, request.requester_person, actor.person))),
        "policy": barred.model_dump(mode="json"),
        "version": version,
        "fingerprint": policy.fingerprint(request.action, request.payload, version),
    }
    record = lifecycle.entry(request, actor, "request.taken_over", before=request.requester_person)
    record = lifecycle.as_asked(work, record, replace(request, **owner))
    change = Move(to=State.PENDING, cause=Cause.REQUESTER, record=record, values=owner)
    return await lifecycle.move(work, request, change)
