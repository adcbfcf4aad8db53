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

COUNTED_MOST = 50
"""Requests that are counted for a list: each must be looked at, so of a longer one it is said that there are more."""
BATCH = COUNTED_MOST + 1
"""Requests read by one statement, at least."""

Read = Callable[[Place | None, int], Awaitable[list[Request]]]
Keep = Callable[[list[Request]], Awaitable[list[Request]]]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A pending request that cannot be approved, because its requester may no longer ask for it."""

    request: Request
    requester_name: str


@dataclass(frozen=True, slots=True)
class Turned:
    """Which page of a list is wanted."""

    at: str = ""
    size: int = requests.PAGE


async def decidable(work: Work, *, actor: Actor, state: State | None = None, page: Turned = Turned()) -> Page[Request]:
    """List a page of the requests this person's vote would advance, of one open state or of both."""

    async def read(after: Place | None, limit: int) -> list[Request]:
        stretch = requests.Stretch(now=work.now, state=state, after=after, limit=limit)
        return await requests.open_to(work.db, actor, stretch)

    async def keep(batch: list[Request]) -> list[Request]:
        apart = await staff.apart_from(work.db, actor.person, now=work.now)
        known = [each for each in await _known_to(work, actor, batch) if each.asked_by.isdisjoint(apart)]
        votes = await requests.votes_on_each(work.db, known)
        return [request for request in known if _advanced_by(request, votes[request.id], actor)]

    return await _filled(read, keep, page)


async def asked_by(work: Work, *, actor: Actor, at: str = "") -> Page[Request]:
    """List what this person asked for, newest first, as they may know of it."""
    found = await requests.asked_by(work.db, actor.person, now=work.now, at=at)
    return found.of(lambda request: disclosure.told(request, actor, work.office))


async def orphaned(work: Work, *, actor: Actor, page: Turned = Turned()) -> Page[Orphan]:
    """List a page of the pending requests without an able requester that this person may take over."""
    askable = [action.name for action in actions.ALL if actor.may(action.ask)]
    asked = await requests.pending_requesters(work.db, actions=askable)
    ids = {requester_id for _, requester_id in asked}
    here = await staff.current(work.db, ids=ids, office=work.office, now=work.now) if ids else {}
    left = [(action, by) for action, by in asked if by not in here or not here[by].may(actions.named(action).ask)]

    async def read(after: Place | None, limit: int) -> list[Request]:
        stretch = requests.Stretch(now=work.now, state=State.PENDING, after=after, limit=limit)
        return await requests.asked_as(work.db, left, stretch) if left else []

    async def keep(batch: list[Request]) -> list[Request]:
        return await _known_to(work, actor, batch)

    found = await _filled(read, keep, page)
    names = await staff.names(work.db, {request.requester_id for request in found})
    return found.of(lambda request: Orphan(request, names[request.requester_id]))


async def _filled(read: Read, keep: Keep, page: Turned) -> Page[Request]:
    """Read on until the page is full and the list counted as far as it is counted."""
    most = max(COUNTED_MOST, pages.reach(page.at, size=page.size))
    found: list[Request] = []
    after: Place | None = None
    while len(found) <= most:
        limit = max(BATCH, most + 1 - len(found))
        batch = await read(after, limit)
        found += await keep(batch)
        if len(batch) < limit:
            break
        after = (batch[-1].due_at, batch[-1].id)
    return pages.numbered(found[:most], at=page.at, size=page.size, cut=len(found) > most)


async def _known_to(work: Work, actor: Actor, several: Sequence[Request]) -> list[Request]:
    about = {request.id: {request.player_id, *quorum.named(request)} for request in several} if actor.brand else {}
    foreign = await brand_scope.foreign(work.db, actor, set().union(*about.values()))
    known = [request for request in several if foreign.isdisjoint(about.get(request.id, ()))]
    return [request for request in known if not disclosure.hidden_from(actor, request)]


def _advanced_by(request: Request, votes: Sequence[Vote], actor: Actor) -> bool:
    if actor.person in {one.person for one in votes}:
        return False
    asked = Policy.read(request.policy)
    before = [quorum.Supporter(one.person, frozenset(one.roles), frozenset({asked.permission})) for one in votes]
    return quorum.advances([asked], before, quorum.supporter(actor), requester=request.requester_person)
