"""What the forms around a ticket show: who the player of a new one is, or the ticket that a form is about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core import audit, operations, players, search, staff
from core.operations import Seen
from core.people import Actor, Permission
from core.search.parts import SEARCHED
from core.tickets import queries, replies
from core.tickets.queries import Ticket
from core.tickets.store import WORKING
from core.work import Work


@dataclass(frozen=True, slots=True)
class ConsideredTicket:
    """The ticket that a form is about."""

    ticket: Ticket
    recipient: str | None
    """To whom a reply goes, masked; None for a ticket about no player."""


@dataclass(frozen=True, slots=True)
class NewTicketContent:
    """What is known of a ticket that somebody wants to open."""

    player_id: int | None = None
    """Whom it is about; None where nobody was named, or not exactly one player."""
    username: str | None = None
    """None also where the purpose of the look-up would have to be said first: the form then shows the id alone."""
    problem: str | None = None
    """Why what was typed names not exactly one player."""
    offered: tuple[search.Match, ...] = ()
    """Who may have been meant, where there is not exactly one."""
    ticket: str = ""
    """The code of the ticket whose number was typed; empty where there is none that this person may see."""
    author: str = ""
    """The colleague who wrote the message it is made from; empty for anybody else."""


@operations.query(
    "ticket.considered",
    module="tickets",
    needs=Permission.TICKET_WORK,
    doing=WORKING,
    looks_at_player=True,
    records=(SEARCHED,),
    before=search.Counting(),
)
async def consider_new(
    work: Work, actor: Actor, *, text: str = "", player_id: int | None = None, author: str = ""
) -> Seen[NewTicketContent]:
    """Read what the form of a new ticket shows: who the player is, by what was typed or by the id, and the author.

    Raises :class:`~core.errors.Unknown` for a player whom this person may not know of.
    """
    wrote = await staff.by_account(work.db, author, office=work.office, now=work.now) if author else []
    ticket = await queries.numbered(work.db, text, actor=actor)
    known = NewTicketContent(
        player_id, ticket=ticket.code if ticket else "", author=wrote[0].actor.name if wrote else ""
    )
    also: Mapping[str, Mapping[str, Any]] = {}
    if text and actor.may(Permission.PLAYER_VIEW):
        found = await search.named(work, actor, text)
        known, also = (
            replace(known, player_id=found.player_id, problem=found.problem, offered=found.offered),
            found.also,
        )
    if known.player_id is None:
        return Seen(known, also=also)
    player = await players.introduction(work.db, known.player_id, actor=actor, now=work.now)
    if player.asking(work.office.limits) is players.Asking.FIRST:
        return Seen(known, player_id=player.player_id, also=also)
    return Seen(replace(known, username=player.account.username), looked_at=player, also=also)


@operations.query(
    "ticket.considered", module="tickets", needs=Permission.TICKET_WORK, doing=WORKING, looks_at_player=True
)
async def consider(work: Work, actor: Actor, ticket_id: UUID) -> Seen[ConsideredTicket]:
    """Read a ticket for a form about it.

    Raises :class:`~core.errors.Unknown` for one that this person may not see.
    """
    ticket = await queries.by_id(work.db, ticket_id, actor=actor)
    return Seen(
        ConsideredTicket(ticket, await replies.recipient(work, ticket)),
        player_id=ticket.player_id,
        subject=audit.Subject("ticket", ticket.code),
        facts={"visibility": ticket.visibility.value},
        details={"ticket": ticket.code},
    )
