"""A ticket as it is opened: its owner, its clocks, the requests asked from it and what was said last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import audit, operations, players, staff
from core.errors import Invalid
from core.operations import Recorded, Seen
from core.people import Actor, Permission
from core.players import CheckedCaller, checked_callers
from core.tickets import queries, thread_messages
from core.tickets.queries import Asked, ClockRow, Ticket
from core.tickets.thread_messages import TicketMessage
from core.work import Work

LOOKING = "look at tickets"
SAID_MOST, DONE_MOST = 8, 4
"""Messages of an opened ticket: the newest that people wrote, and the newest steps; the thread holds them all."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a drawing of a ticket shows beside the ticket."""

    ticket: Ticket
    owner: str | None
    clocks: Sequence[ClockRow]
    asked: Sequence[Asked]
    now: datetime
    caller: CheckedCaller | None = None
    """The last caller who was checked for it; that may be over."""
    messages: Sequence[TicketMessage] = ()
    more: int = 0
    """How many messages there are besides these."""


@operations.query("ticket.viewed", module="tickets", needs=Permission.TICKET_VIEW, doing=LOOKING, looks_at_player=True)
async def view(work: Work, actor: Actor, ticket_id: UUID | str) -> Seen[Sheet]:
    """Open a ticket by its id or its code. It counts as a look-up of its player; the ticket is the purpose.

    Raises :class:`~core.errors.Unknown` for one that this person may not see.
    """
    ticket = (
        await queries.by_id(work.db, ticket_id, actor=actor)
        if isinstance(ticket_id, UUID)
        else await queries.get(work.db, ticket_id, actor=actor)
    )
    return Seen(
        await read(work, ticket, said=True),
        player_id=ticket.player_id,
        subject=audit.Subject("ticket", ticket.code),
        facts={"visibility": ticket.visibility.value},
        details={"ticket": ticket.code},
    )


@operations.operation(
    "purpose.given",
    module="players",
    needs=Permission.PLAYER_VIEW,
    doing="look at players",
    recorded=Recorded.CHANGES,
)
async def give_as_purpose(work: Work, actor: Actor, ticket_id: UUID) -> int:
    """Let one's own open ticket be the purpose for which its player is looked up; give the player.

    A delicate account, or an office that requires a purpose each time, still asks. Raises
    :class:`~core.errors.Invalid` where no player is linked.
    """
    ticket = await queries.by_id(work.db, ticket_id, actor=actor)
    if ticket.player_id is None:
        raise Invalid(f"No player is linked to {ticket.code} any more.")
    player = await players.introduction(work.db, ticket.player_id, actor=actor, now=work.now)
    own = ticket.open and ticket.assignee_id == actor.staff_id
    if own and player.asking(work.office.limits) is players.Asking.BESIDE:
        await players.give_ticket(work, actor, player_id=ticket.player_id, ticket=ticket.code)
    return ticket.player_id


async def read(work: Work, ticket: Ticket, *, said: bool = False) -> Sheet:
    """Read everything that a drawing of a ticket shows; its messages (``said``) only where one person reads it."""
    messages = await thread_messages.lately(work.db, ticket.id, said=SAID_MOST, done=DONE_MOST) if said else ()
    every = await thread_messages.count_messages(work.db, ticket.id) if said else 0
    return Sheet(
        ticket=ticket,
        owner=await staff.name_of(work.db, ticket.assignee_id) if ticket.assignee_id else None,
        clocks=await queries.clocks_of(work.db, ticket.id),
        asked=await queries.asked_from(work.db, ticket),
        now=work.now,
        caller=await checked_callers.of_ticket(work.db, ticket.player_id, ticket.code),
        messages=messages,
        more=every - len(messages),
    )
