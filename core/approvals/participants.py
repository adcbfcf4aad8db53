"""The people a request concerns, read once under its lock: the requester, the voters and the person deciding now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core import actions, freezes, requests, staff
from core.approvals import quorum
from core.approvals.quorum import AGREEING, Supporter
from core.errors import NotAllowed
from core.people import Actor
from core.players import brand_scope
from core.requests import Request, Vote
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """Everybody concerned with one version of a request, with the rights held when it was read.

    Read under the request's lock it holds for the whole transaction, whatever is asked of it; read without, it is
    for showing alone.
    """

    request: Request
    votes: tuple[Vote, ...]
    """On the current version, oldest first."""
    here: Mapping[UUID, Actor]
    """Those of them who work here now."""
    brand: str | None
    """The player's; read only where somebody of them works for one brand alone."""
    apart: Mapping[str, Mapping[str, datetime]]
    """With whom the requester and the actor share no request, by person key, and until when."""

    @property
    def requester(self) -> Actor | None:
        """The requester, where they work here."""
        return self.here.get(self.request.requester_id)

    @property
    def able_requester(self) -> Actor | None:
        """The requester with the rights held now; None when they may not ask for this any more."""
        requester = self.requester
        able = requester is not None and requester.may(actions.named(self.request.action).ask)
        return requester if able and requester is not None and requester.knows(self.brand) else None

    @property
    def requester_or_without_rights(self) -> Actor:
        """The requester, without any rights where they may not ask for this any more: the same person."""
        request = self.request
        without = Actor(staff_id=request.requester_id, person=request.requester_person, name=request.requester_person)
        return self.able_requester or without

    @property
    def supporters(self) -> list[Supporter]:
        """Those who agreed, with the rights held now: a vote of somebody who lost them no longer counts (rule 6)."""
        agreed = (self.here.get(vote.staff_id) for vote in self.votes if vote.decision in AGREEING)
        return [quorum.supporter(one) for one in agreed if one is not None and one.knows(self.brand)]


async def of(work: Work, request: Request, *, actor: Actor) -> Participants:
    """Read who is concerned with a request, and with what rights, in three statements."""
    votes = await requests.votes_on(work.db, request)
    concerned = (request.requester_id, actor.staff_id, *(vote.staff_id for vote in votes))
    ids = {each for each in concerned if each is not None}
    here = await staff.current(work.db, ids=ids, office=work.office, now=work.now)
    bound = actor.brand is not None or any(one.brand is not None for one in here.values())
    return Participants(
        request=request,
        votes=tuple(votes),
        here=here,
        brand=await brand_scope.of(work.db, request.player_id) if bound else None,
        apart=await staff.apart_from_each(work.db, {actor.person, request.requester_person}, now=work.now),
    )


async def as_now(work: Work, actor: Actor, here: Mapping[UUID, Actor] | None = None) -> Actor:
    """Give somebody with the rights held now, read under the lock: they may have lost them while they waited.

    ``here`` is who of those concerned works here, where that was read already. Raises :class:`~core.freezes.Frozen`,
    and :class:`~core.errors.NotAllowed` for somebody who does not work here now.
    """
    if actor.staff_id is None:
        return actor
    if here is None:
        here = await staff.current(work.db, ids=[actor.staff_id], office=work.office, now=work.now)
    if (now := here.get(actor.staff_id)) is None:
        await freezes.refuse(work, freezes.person(actor.person))
        raise NotAllowed("You do not work at this desk now, so nothing was done.")
    return replace(now, origin=actor.origin)
