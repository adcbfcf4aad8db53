"""Who may not decide together: somebody new, and those who asked for their hire or agreed to it."""

from collections.abc import Collection, Iterable
from typing import ClassVar

from core import staff
from core.action import Policy
from core.errors import NotAllowed
from core.people import Actor
from core.phrases import Phrase
from core.requests import Request, Vote
from core.work import Work


class KeptApart(NotAllowed):
    """One of two people who would share a request was hired on the other's word, a short while ago."""

    code: ClassVar[str] = "kept_apart"


async def bar(work: Work, policy: Policy, *, requester: str) -> Policy:
    """Let nobody count towards a request of somebody from whom they are kept apart."""
    apart = await staff.apart_from(work.db, requester, now=work.now)
    return policy.model_copy(update={"barred_persons": policy.barred_persons.union(apart)}) if apart else policy


async def refuse(work: Work, actor: Actor, persons: Iterable[str]) -> None:
    """Refuse to share a request with these people where somebody is kept apart from one of them.

    Raises :class:`KeptApart`.
    """
    apart = await staff.apart_from(work.db, actor.person, now=work.now)
    for person in dict.fromkeys(persons):
        if person in apart:
            words = (
                "You and {name} share no request until {until}, because one of you was hired on the other's word. "
                "Somebody else has to decide this."
            )
            raise KeptApart(Phrase(words, name=await staff.name_of_person(work.db, person), until=apart[person]))


async def applies(work: Work, actor: Actor, persons: Iterable[str]) -> bool:
    """Tell whether somebody is kept apart from one of these people."""
    return not (await staff.apart_from(work.db, actor.person, now=work.now)).keys().isdisjoint(persons)


async def names(work: Work, actor: Actor) -> list[str]:
    """Name those from whom somebody is kept apart now."""
    apart = await staff.apart_from(work.db, actor.person, now=work.now)
    return sorted([await staff.name_of_person(work.db, person) for person in apart])


async def shareable(work: Work, actor: Actor, several: Iterable[Request]) -> list[Request]:
    """Keep the requests of those from whom nobody keeps this person apart."""
    apart = await staff.apart_from(work.db, actor.person, now=work.now)
    return [request for request in several if request.requester_person not in apart]


def involved(request: Request, votes: Collection[Vote]) -> list[str]:
    """Name everybody who has a part in a request, by person key."""
    return [request.requester_person, *(one.person for one in votes)]
