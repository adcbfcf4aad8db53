"""Somebody leaves: everything of theirs stops at once and is handed on."""

from dataclasses import dataclass
from uuid import UUID

from core import requests, security, staff, tickets
from core.errors import Refused
from core.people import Actor, Permission
from core.work import Work


class LastOne(Refused):
    """Nobody could bring anybody in any more."""

    code = "last_one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What somebody left behind, counted."""

    name: str
    requests: int
    tickets: int
    alerts: int

    def words(self) -> str:
        """Say it as a person would: ``2 requests, 1 ticket and 0 alerts``."""
        parts = [("request", self.requests), ("ticket", self.tickets), ("alert", self.alerts)]
        *first, last = [f"{count} {word}{'' if count == 1 else 's'}" for word, count in parts]
        return f"{', '.join(first)} and {last}"


async def leave(work: Work, by: Actor, *, staff_id: UUID, why: str, whole: bool = True) -> Handed:
    """End somebody's work here: roles and votes at once; what they worked on goes to whoever takes it.

    Tickets and alerts return to their queues; what they asked for stands still until another takes it over.
    Raises :class:`~core.errors.Conflict` when they have left already.
    """
    gone = await staff.leave(work, by, staff_id=staff_id, why=why, whole=whole)
    left = [one for one in await requests.standing(work.db, by=gone.person) if one.requester_id in gone.accounts]
    tickets_back = [await tickets.hand_back(work, staff_id=account, by=by) for account in gone.accounts]
    alerts_back = [await security.hand_back(work, staff_id=account, by=by) for account in gone.accounts]
    return Handed(name=gone.name, requests=len(left), tickets=sum(tickets_back), alerts=sum(alerts_back))


async def refuse_last(work: Work, staff_id: UUID, *, field: str | None = None) -> None:
    """Refuse to let the last one go who may grant roles: from then on nobody could come.

    Raises :class:`LastOne`.
    """
    human = (await staff.by_id(work.db, staff_id, office=work.office, now=work.now)).actor.person
    here = (await staff.current(work.db, office=work.office, now=work.now)).values()
    granting = {one.person for one in here if one.may(Permission.STAFF_GRANT)}
    if granting == {human}:
        raise LastOne(
            "Nobody else could grant roles then. Grant somebody else that role first, "
            "or let whoever runs Pitboss do it from the command line.",
            field=field,
        )
