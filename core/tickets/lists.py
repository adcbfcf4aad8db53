"""Lists of tickets: one's own, the queue, all that are open, and those of one player."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from core import audit, operations, players, staff
from core.database.pages import Page
from core.operations import Seen
from core.people import Actor, Permission
from core.tickets import queries
from core.tickets.queries import Ticket
from core.tickets.sheets import LOOKING
from core.work import Work


class TicketList(StrEnum):
    """Which tickets a list is about."""

    MINE = "mine"
    QUEUE = "queue"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of tickets, and the names of their owners."""

    page: Page[Ticket]
    owners: Mapping[UUID, str]

    def owner(self, ticket: Ticket) -> str | None:
        """Name the ticket's owner; None where it has none."""
        return self.owners.get(ticket.assignee_id) if ticket.assignee_id else None


@operations.query("ticket.listed", module="tickets", needs=Permission.TICKET_VIEW, doing=LOOKING)
async def list_tickets(work: Work, actor: Actor, which: TicketList, *, at: str = "") -> Seen[Listed]:
    """List a page of one of the lists, soonest due first."""
    read = {TicketList.MINE: queries.mine, TicketList.QUEUE: queries.waiting, TicketList.ALL: queries.at_work}[which]
    found = await _listed(work, await read(work.db, actor=actor, at=at))
    return Seen(found, facts={"which": which.value, **_counted(found)})


@operations.query("ticket.listed", module="tickets", needs=Permission.TICKET_VIEW, doing=LOOKING, looks_at_player=True)
async def list_tickets_of_player(work: Work, actor: Actor, player_id: int, *, at: str = "") -> Seen[Listed]:
    """List a page of the open tickets about a player, soonest due first.

    Raises :class:`~core.errors.Unknown` for a player whom this person may not know of.
    """
    player = await players.introduction(work.db, player_id, actor=actor, now=work.now)
    found = await _listed(work, await queries.of_player(work.db, player_id, actor=actor, at=at))
    return Seen(found, looked_at=player, facts={"which": "player", **_counted(found)})


async def _listed(work: Work, page: Page[Ticket]) -> Listed:
    return Listed(page, await staff.names(work.db, [one.assignee_id for one in page if one.assignee_id]))


def _counted(found: Listed) -> dict[str, Any]:
    return {"count": len(found.page), **audit.kept_for(one.visibility for one in found.page)}
