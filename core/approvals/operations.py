"""What people do with requests: open, decide, take back, take over, list; each with its right and its record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from core import audit, operations, platform, requests
from core.action import Policy
from core.approvals import ownership, reviews, votes, worklists
from core.approvals.reviews import Review
from core.approvals.worklists import Orphan, Turned
from core.database.pages import Page
from core.errors import NotAllowed
from core.operations import Seen
from core.people import Actor, Permission
from core.platform import Order
from core.requests import Decision, Request
from core.work import Work


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A page of requests, and how far the gaming platform is with each."""

    requests: Page[Request]
    orders: Mapping[UUID, Order]


@operations.query("request.opened", module="approvals", needs=None, doing="open requests")
async def opened(work: Work, actor: Actor, request_id: UUID, *, decision: Decision | None = None) -> Seen[Review]:
    """Open a request, to read it or to decide about it; a vote that could not count is refused here already.

    Raises :class:`~core.errors.Unknown`, :class:`~core.errors.NotAllowed` for what it is about, and what
    :func:`core.approvals.votes.check` raises for the decision.
    """
    among = await reviews.found(work, request_id, actor=actor)
    review = await reviews.review_among(work, among, actor=actor)
    _refuse_unseeing(actor, review)
    request = review.request
    if decision is not None:
        await votes.check(work, among, decision, actor=actor)
    facts = {"action": request.action, "version": request.version}
    subject = audit.Subject("request", request.code)
    return Seen(review, player_id=request.player_id, subject=subject, facts=facts, details={"request_id": request.id})


@operations.query("request.found", module="approvals", needs=None, doing="open requests")
async def by_code(work: Work, actor: Actor, code: str) -> Seen[UUID]:  # noqa: ARG001 - opening it asks for the right
    """Find a request by the code people say aloud.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    found = await requests.by_code(work.db, code)
    return Seen(found.id, player_id=found.player_id, details={"request_id": found.id})


@operations.query("requests.listed", module="approvals", needs=None, doing="list requests")
async def to_decide(work: Work, actor: Actor, *, at: str = "", size: int = requests.PAGE) -> Seen[RequestPage]:
    """List the requests that the actor's vote would advance, soonest due first."""
    return await _page(work, await worklists.decidable(work, actor=actor, page=Turned(at, size)))


@operations.query("requests.listed", module="approvals", needs=None, doing="list requests")
async def asked_by_me(work: Work, actor: Actor, *, at: str = "") -> Seen[RequestPage]:
    """List what the actor asked for, newest first."""
    return await _page(work, await worklists.asked_by(work, actor=actor, at=at))


@operations.query("requests.listed", module="approvals", needs=None, doing="list requests")
async def to_take_over(work: Work, actor: Actor, *, at: str = "") -> Seen[Page[Orphan]]:
    """List the pending requests whose requester can no longer ask, and which the actor may take over."""
    shown = await worklists.orphaned(work, actor=actor, page=Turned(at))
    return Seen(shown, facts=_codes(each.request for each in shown))


@operations.operation("request.taken_back", module="approvals", needs=None, doing="take requests back")
async def take_back(work: Work, actor: Actor, *, request_id: UUID) -> Request:
    """Take the actor's own pending request back.

    Raises :class:`~core.errors.NotAllowed` and :class:`~core.approvals.AlreadyDecided`.
    """
    return await ownership.take_back(work, request_id, actor=actor)


@operations.operation("request.taken_over", module="approvals", needs=None, doing="take requests over")
async def take_over(work: Work, actor: Actor, *, request_id: UUID) -> Request:
    """Become the requester of a request whose own can no longer ask for it.

    Raises :class:`~core.errors.NotAllowed` and :class:`~core.approvals.AlreadyDecided`.
    """
    return await ownership.take_over(work, request_id, actor=actor)


def _refuse_unseeing(actor: Actor, review: Review) -> None:
    """Refuse a person who may not see what the request is about; one's own is always open to oneself."""
    request = review.request
    about_player = request.player_id is not None
    needed = {Permission.PLAYER_VIEW} if about_player else {review.action.ask, Permission.AUDIT_READ}
    deciding = Policy.read(request.policy).permission
    if request.requester_person == actor.person or (not about_player and actor.may(deciding)):
        return
    if not any(actor.may(one) for one in needed):
        raise NotAllowed(f"You may not see what {request.code} is about. Ask one of those who decide it.")


async def _page(work: Work, shown: Page[Request]) -> Seen[RequestPage]:
    over = await requests.ends(work.db, shown, now=work.now)
    orders = await platform.of_requests(work.db, [request.id for request in shown if request.id not in over])
    return Seen(RequestPage(shown, orders), facts=_codes(shown))


def _codes(shown: Iterable[Request]) -> dict[str, str]:
    return {"codes": ", ".join(request.code for request in shown)}
