"""Quorums: everybody a request concerns, with the rights held now, whose votes count, and who is still missing."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core import actions, freezes, requests, staff
from core.action import Policy
from core.database.tables.requests import ANYBODY, Decision
from core.errors import NotAllowed
from core.office import Office, Quorum
from core.people import Actor, Permission
from core.phrases import alternatives
from core.players import brand_scope
from core.requests import Request, Vote
from core.work import Work

AGREEING = frozenset({Decision.APPROVE, Decision.CONFIRM})
"""The decisions that agree."""
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True, slots=True)
class Supporter:
    """Somebody who agreed, with the rights held now."""

    person: str
    roles: frozenset[str]
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Missing:
    """What a quorum still lacks."""

    slots: tuple[frozenset[str], ...]
    """Slots nobody fills yet, each "any one of these roles"."""
    more_people: int
    """Further people needed in addition to those slots, with any role that may approve."""
    uninvolved: bool
    """Whether somebody who was not involved in the original must still be among them."""

    @property
    def nothing(self) -> bool:
        """Whether the quorum is complete."""
        return not self.slots and self.more_people == 0 and not self.uninvolved

    @property
    def size(self) -> int:
        """How much is missing; a vote that lowers it brings the quorum nearer."""
        return len(self.slots) + self.more_people + int(self.uninvolved)


def supporter(actor: Actor) -> Supporter:
    """Make a supporter of a member of staff."""
    return Supporter(person=actor.person, roles=actor.roles, permissions=actor.permissions)


def counting(policy: Policy, supporters: Iterable[Supporter], *, requester: str) -> list[Supporter]:
    """Keep those whose vote counts: never the requester, nobody barred, the right still held, each person once."""
    seen: set[str] = {requester, *policy.barred_persons}
    counted = []
    for one in supporters:
        if one.person not in seen and policy.permission in one.permissions:
            seen.add(one.person)
            counted.append(one)
    return counted


def missing(policy: Policy, supporters: Iterable[Supporter], *, requester: str) -> Missing:
    """Compute what the policy still lacks, by a maximum bipartite matching of people to slots."""
    people = counting(policy, supporters, requester=requester)
    filled = _filled(policy.quorum, people)
    open_slots = tuple(slot for index, slot in enumerate(policy.quorum.slots) if index not in filled)
    extra = len(people) - len(filled)
    wanted_extra = policy.quorum.people - len(policy.quorum.slots)
    involved = policy.involved_persons
    return Missing(
        slots=open_slots,
        more_people=max(wanted_extra - extra, 0),
        uninvolved=bool(involved) and all(one.person in involved for one in people),
    )


def complete(policies: Sequence[Policy], supporters: Iterable[Supporter], *, requester: str) -> bool:
    """Tell whether every policy is met; meeting both the original and today's means meeting the stricter (rule 6)."""
    supporters = list(supporters)
    return all(missing(policy, supporters, requester=requester).nothing for policy in policies)


def deciding_roles(policy: Policy) -> list[str]:
    """Give the roles in which a vote may count, and :data:`~core.database.tables.requests.ANYBODY` where all do."""
    anybody = policy.quorum.people > len(policy.quorum.slots) or policy.involved_persons
    return sorted({ANYBODY} if anybody else frozenset().union(*policy.quorum.slots))


def advances(policies: Sequence[Policy], before: Sequence[Supporter], candidate: Supporter, *, requester: str) -> bool:
    """Tell whether the candidate's agreement would bring any of the policies nearer."""
    return any(
        missing(policy, [*before, candidate], requester=requester).size
        < missing(policy, before, requester=requester).size
        for policy in policies
    )


def fillable(policy: Policy, staff: Iterable[Supporter], *, requester: str) -> bool:
    """Tell whether these people could meet the policy if all agreed."""
    return missing(policy, staff, requester=requester).nothing


def missing_words(lacking: Missing, office: Office) -> str:
    """Say who is missing: ``Finance, then two of Finance, Manager, Security``; empty when nobody is.

    Slots alike are one part, and the narrower ones come first, since a wide one could be filled by the same person.
    """
    alike = Counter(lacking.slots)
    narrow_first = sorted(alike, key=lambda slot: (len(slot), _titles(slot, office)))
    parts = [_some_of(slot, alike[slot], office) for slot in narrow_first]
    if lacking.more_people:
        parts.append(f"{_number(lacking.more_people)} more {'person' if lacking.more_people == 1 else 'people'}")
    if lacking.uninvolved and not lacking.slots and not lacking.more_people:
        parts.append("somebody who had no part in the original")
    if any(" or " in part or " of " in part for part in parts):
        return ", then ".join(parts)
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


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
    """That of all players it names; read only where somebody of them works for one brand alone."""
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
        return [supporter(one) for one in agreed if one is not None and one.knows(self.brand)]


def named(request: Request) -> Collection[int]:
    """Give the players whom a request names beside that one; none where its content was changed past the desk."""
    try:
        return actions.read(request).names()
    except actions.Altered:
        return ()


async def participants(work: Work, request: Request, *, actor: Actor) -> Participants:
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
        brand=await brand_scope.of_all(work.db, (request.player_id, *named(request))) if bound else None,
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


def _some_of(slot: frozenset[str], people: int, office: Office) -> str:
    titles = _titles(slot, office)
    if people > 1:
        return f"{_number(people)} of {', '.join(titles)}"
    return alternatives(titles)


def _titles(slot: frozenset[str], office: Office) -> list[str]:
    return sorted(office.roles[role].title if role in office.roles else role for role in slot)


def _number(people: int) -> str:
    return NUMBERS.get(people, str(people))


def _filled(quorum: Quorum, people: Sequence[Supporter]) -> set[int]:
    """Find a maximum bipartite matching of people to slots (augmenting paths, Kuhn 1955)."""
    holder: dict[int, int] = {}

    def place(person: int, tried: set[int]) -> bool:
        for index, slot in enumerate(quorum.slots):
            if index in tried or not people[person].roles & slot:
                continue
            tried.add(index)
            if index not in holder or place(holder[index], tried):
                holder[index] = person
                return True
        return False

    for person in range(len(people)):
        place(person, set())
    return set(holder)
