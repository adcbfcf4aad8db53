"""Quorum rules: whose votes count and who is still missing, as a pure calculation."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.action import Policy
from core.database.tables.requests import ANYBODY, Decision
from core.office import Office, Quorum
from core.people import Actor, Permission
from core.phrases import alternatives

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
