"""Where a ticket is posted in the chat: the channel of those who may see it, or each of them alone."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from core import operations, posted_messages, staff
from core.office import Channel
from core.operations import Recorded, Seen
from core.people import Actor, Permission, SystemRight, Visibility
from core.tickets import queries, sheets, thread_messages
from core.tickets.queries import Ticket
from core.tickets.sheets import Sheet
from core.tickets.store import TICKET_CALL, TICKET_CHANGED, CallBody, TicketBody
from core.tickets.thread_heads import PLACE
from core.tickets.thread_messages import TicketMessage
from core.work import Work

LEVELS = tuple(Visibility)
"""From what all staff may see to what the fewest may."""
CHANNELS = {Visibility.STAFF: Channel.SUPPORT, Visibility.SECURITY: Channel.SECURITY}
"""Where tickets stand, by who may see them; the others reach each of those people alone."""
SAID = "said:"
"""Begins the places of what is posted in a thread."""
ALL_SAID = 1_000
"""Messages that are taken back at most: more than any ticket holds."""

posted = partial(
    operations.query,
    module="tickets",
    needs=SystemRight.RUN,
    doing="post tickets",
    recorded=Recorded.INTERNAL,
)
"""Declares a look of the worker that posts tickets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPosting:
    """A ticket, and where it is to stand: ids of channels and accounts of people in the chat."""

    sheet: Sheet
    places: tuple[str, ...]
    stale: tuple[tuple[str, str], ...] = ()
    """Places and channels where something of it stands, or may stand, that must not."""
    message: TicketMessage | None = None

    @property
    def ticket(self) -> Ticket:
        """The ticket."""
        return self.sheet.ticket


@dataclass(frozen=True, slots=True)
class DueCall:
    """A ticket with a promised call, and whom to remind of it."""

    ticket: Ticket
    places: tuple[str, ...]
    due: bool
    """Whether the call is still to be made; else the places are those where the reminder stands."""


@dataclass(frozen=True, slots=True)
class OwnerNotice:
    """A ticket, and the account of the one person who is told something about it."""

    ticket: Ticket
    account: str


@posted("ticket.posted")
async def posting(
    work: Work,
    actor: Actor,  # noqa: ARG001 - no person sees it
    ticket_id: UUID,
    *,
    message_id: UUID | None = None,
) -> Seen[TicketPosting]:
    """Read a ticket for its card, with one of its messages; what compliance alone may see has none to post.

    Raises ``LookupError`` where there is no such ticket: tickets are never deleted.
    """
    ticket = await _ticket(work, ticket_id)
    places = await _places(work, ticket)
    said = await thread_messages.message_by_id(work.db, message_id) if message_id else None
    return Seen(
        TicketPosting(
            sheet=await sheets.read(work, ticket),
            places=places,
            stale=await _stale(work, ticket, places),
            message=None if ticket.visibility is Visibility.COMPLIANCE else said,
        )
    )


@posted("ticket.posted")
async def late(work: Work, actor: Actor, ticket_id: UUID) -> Seen[tuple[Ticket, tuple[str, ...]]]:  # noqa: ARG001 - same
    """Read a ticket that gets or is late, and where that is said.

    Raises ``LookupError`` where there is no such ticket.
    """
    ticket = await _ticket(work, ticket_id)
    return Seen((ticket, await _places(work, ticket)))


@posted("ticket.posted")
async def call(work: Work, actor: Actor, ticket_id: UUID, *, at: datetime) -> Seen[DueCall]:  # noqa: ARG001 - same
    """Read a ticket whose promised call is due: its owner is reminded, else those in whose queue it waits.

    Raises ``LookupError`` where there is no such ticket.
    """
    ticket = await _ticket(work, ticket_id)
    if ticket.call_back_at == at and ticket.open:
        owner = await _visible_to(work, ticket, ticket.assignee_id) if ticket.assignee_id else None
        return Seen(DueCall(ticket, (owner,) if owner else await _places(work, ticket), due=True))
    reminders = await posted_messages.about(work.db, TICKET_CALL.subject_of(CallBody(ticket_id=ticket_id, at=at)))
    return Seen(DueCall(ticket, tuple(one.channel for one in reminders), due=False))


@posted("ticket.posted")
async def notice(work: Work, actor: Actor, ticket_id: UUID, *, staff_id: UUID) -> Seen[OwnerNotice | None]:  # noqa: ARG001 - same
    """Read a ticket to tell somebody about; None where they are not here or may not see it."""
    ticket = await queries.unfiltered(work.db, ticket_id)
    account = await _visible_to(work, ticket, staff_id) if ticket else None
    return Seen(OwnerNotice(ticket, account) if ticket and account else None)


@posted("ticket.posted")
async def colleague(work: Work, actor: Actor, *, staff_id: UUID) -> Seen[str | None]:  # noqa: ARG001 - same
    """Give the account of somebody to whom tickets were handed; None where they are not here."""
    member = await staff.by_id(work.db, staff_id, office=work.office, now=work.now)
    return Seen(member.user_id if member.works else None)


async def _ticket(work: Work, ticket_id: UUID) -> Ticket:
    ticket = await queries.unfiltered(work.db, ticket_id)
    if ticket is None:
        reason = f"no ticket {ticket_id}"
        raise LookupError(reason)
    return ticket


async def _places(work: Work, ticket: Ticket) -> tuple[str, ...]:
    """Find where a ticket stands. What compliance alone may see stands in no channel: a hint would tip off."""
    if ticket.visibility in CHANNELS:
        channel = work.office.channels.get(CHANNELS[ticket.visibility])
        return (channel,) if channel else ()
    holding = await staff.holding(work.db, Permission.TICKET_WORK, office=work.office, now=work.now)
    return tuple(one.user_id for one in holding if one.works and queries.visible(ticket, one.actor))


async def _visible_to(work: Work, ticket: Ticket, staff_id: UUID) -> str | None:
    member = await staff.by_id(work.db, staff_id, office=work.office, now=work.now)
    return member.user_id if member.works and queries.visible(ticket, member.actor) else None


async def _stale(work: Work, ticket: Ticket, places: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Name what stands, or may stand without our knowing, where the ticket belongs no more."""
    subject = TICKET_CHANGED.subject_of(TicketBody(ticket_id=ticket.id))
    heads = await posted_messages.about(work.db, subject, place=PLACE)
    stale = {(PLACE, one.channel) for one in heads if one.reader not in places}
    wider = [channel for level, channel in CHANNELS.items() if LEVELS.index(level) < LEVELS.index(ticket.visibility)]
    if closed := {work.office.channels.get(channel, "") for channel in wider} - {"", *places}:
        said = [f"{SAID}{one.id}" for one in await thread_messages.messages(work.db, ticket.id, most=ALL_SAID)]
        stale |= {(place, channel) for channel in closed for place in (PLACE, *said)}
    return tuple(sorted(stale))
