"""Worklists: the requests that one person can decide, or take over, soonest due first.

The statements select by the person's rights. What only the votes themselves tell is looked at row by row until the
list is full, so that requests somebody cannot decide never hide those they can.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from core import actions, requests, staff
from core.action import Policy
from core.approvals import disclosure, quorum
from core.database import pages
from core.database.pages import Page, Place
from core.people import Actor
from core.players import brand_scope
from core.requests import Request, State, Vote
from core.work import Work

LISTED_MOST = 200
"""Requests of one list; that there are more is said."""
BATCH = 200
"""Requests read by one statement."""

Read = Callable[[Place | None], Awaitable[list[Request]]]
Keep = Callable[[list[Request]], Awaitable[list[Request]]]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A pending request that cannot be approved, because its requester may no longer ask for it."""

    request: Request
    requester_name: str


async def decidable(work: Work, *, actor: Actor, state: State | None = None) -> Page[Request]:
    """List the requests this person's vote would advance, of one open state or of both, on one page."""

    async def read(after: Place | None) -> list[Request]:
        stretch = requests.Stretch(now=work.now, state=state, after=after, limit=BATCH)
        return await requests.open_to(work.db, actor, stretch)

    async def keep(batch: list[Request]) -> list[Request]:
        apart = await staff.apart_from(work.db, actor.person, now=work.now)
        known = [each for each in await _known_to(work, actor, batch) if each.asked_by.isdisjoint(apart)]
        votes = await requests.votes_on_each(work.db, known)
        return [request for request in known if _advanced_by(request, votes[request.id], actor)]

    return await _filled(read, keep)


async def asked_by(work: Work, *, actor: Actor, at: str = "") -> Page[Request]:
    """List what this person asked for, newest first, as they may know of it."""
    found = await requests.asked_by(work.db, actor.person, now=work.now, at=at)
    return found.of(lambda request: disclosure.told(request, actor, work.office))


async def orphaned(work: Work, *, actor: Actor) -> Page[Orphan]:
    """List the pending requests without an able requester that this person may take over, on one page."""
    askable = [action.name for action in actions.ALL if actor.may(action.ask)]
    asked = await requests.pending_requesters(work.db, actions=askable)
    ids = {requester_id for _, requester_id in asked}
    here = await staff.current(work.db, ids=ids, office=work.office, now=work.now) if ids else {}
    left = [(action, by) for action, by in asked if by not in here or not here[by].may(actions.named(action).ask)]

    async def read(after: Place | None) -> list[Request]:
        stretch = requests.Stretch(now=work.now, state=State.PENDING, after=after, limit=BATCH)
        return await requests.asked_as(work.db, left, stretch) if left else []

    async def keep(batch: list[Request]) -> list[Request]:
        return await _known_to(work, actor, batch)

    found = await _filled(read, keep)
    names = await staff.names(work.db, {request.requester_id for request in found})
    return found.of(lambda request: Orphan(request, names[request.requester_id]))


async def _filled(read: Read, keep: Keep) -> Page[Request]:
    found: list[Request] = []
    after: Place | None = None
    while len(found) <= LISTED_MOST:
        batch = await read(after)
        found += await keep(batch)
        if len(batch) < BATCH:
            break
        after = (batch[-1].due_at, batch[-1].id)
    return pages.numbered(found[:LISTED_MOST], size=LISTED_MOST, cut=len(found) > LISTED_MOST)


async def _known_to(work: Work, actor: Actor, several: Sequence[Request]) -> list[Request]:
    foreign = await brand_scope.foreign(work.db, actor, [request.player_id for request in several])
    known = [request for request in several if request.player_id not in foreign]
    return [request for request in known if not disclosure.hidden_from(actor, request)]


def _advanced_by(request: Request, votes: Sequence[Vote], actor: Actor) -> bool:
    if actor.person in {one.person for one in votes}:
        return False
    asked = Policy.model_validate(request.policy)
    before = [quorum.Supporter(one.person, frozenset(one.roles), frozenset({asked.permission})) for one in votes]
    return quorum.advances([asked], before, quorum.supporter(actor), requester=request.requester_person)
