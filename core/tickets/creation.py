"""Opening a ticket: its number, its clocks, and its card for those who may see it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, insert, select

from core import operations
from core.database.connections import lock
from core.database.tables import tickets
from core.errors import Invalid, NotAllowed, Unknown
from core.office import Category, Priority
from core.operations import Recorded
from core.people import Actor, Permission, Visibility
from core.players import brand_scope, honey
from core.tickets import clock_rows, queries, store
from core.tickets.clock_rows import RunningClocks
from core.tickets.queries import Ticket
from core.tickets.store import WORKING, Saying
from core.work import Work

FIRST_NUMBER = 1_001
"""Four digits from the first ticket on."""
TITLE_MOST = 100
"""Characters of the first line that stand in lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """A ticket to be opened; ``key`` names the submission it comes from, so that opened twice is opened once."""

    text: str
    category: str
    key: str
    player_id: int | None = None
    priority: str = "normal"
    visibility: Visibility = Visibility.STAFF
    source: str = "command"
    """``command``, ``shortcut``, ``reaction`` or ``api``."""
    source_link: str | None = None
    said_by: str = ""
    """The author of the text, where it comes from somebody's message."""


@operations.operation(
    "ticket.opened",
    module="tickets",
    needs=Permission.TICKET_WORK,
    doing=WORKING,
    recorded=Recorded.CHANGES,
)
async def open_ticket(work: Work, actor: Actor, new: NewTicket) -> Ticket:
    """Open a ticket, in the queue of its category.

    Raises :class:`~core.errors.NotAllowed` for a visibility that this person lacks, :class:`~core.errors.Invalid` for
    what cannot be read, :class:`~core.redaction.HoldsNumbers` for numbers it must not hold,
    :class:`~core.errors.Unknown` for a player whom this person may not know of.
    """
    await lock(work.db, "ticket number")
    if before := await queries.found(work.db, tickets.c.key == new.key):
        return before
    text = store.readable(new.text)
    standing = _standing(work, new, text)
    brand = await _brand(work, actor, new)
    ticket_id = await _insert(work, actor, new, title=_title(text), brand=brand, **_filed(work, standing))
    await clock_rows.start(work, ticket_id, standing)
    ticket = await queries.by_id(work.db, ticket_id, actor=actor)
    await store.say(work, ticket, actor, Saying(kind="note", text=text, author_name=new.said_by))
    await store.show(work, ticket)
    facts = {"category": ticket.category, "priority": ticket.priority, "source": new.source}
    await store.record(work, actor, ticket, "ticket.opened", facts=facts, text=text)
    return ticket


def raised_by(work: Work, text: str, priority: str) -> Priority | None:
    """Give the higher priority that the words of a text ask for; None where the present one is high enough."""
    least, ranks = work.office.tickets.raised(text), list(Priority)
    return least if least is not None and ranks.index(least) > ranks.index(Priority(priority)) else None


def _standing(work: Work, new: NewTicket, text: str) -> RunningClocks:
    try:
        category = Category(new.category)
    except ValueError:
        raise Invalid("Choose what the ticket is about.", field="category") from None
    try:
        priority = Priority(new.priority)
    except ValueError:
        raise Invalid("Choose how much it matters.", field="priority") from None
    return RunningClocks(raised_by(work, text, priority) or priority, category)


async def _brand(work: Work, actor: Actor, new: NewTicket) -> str | None:
    if new.visibility not in actor.sees:
        raise NotAllowed("You can only open what you may read yourself; choose another visibility.")
    if new.player_id is None:
        return actor.brand
    try:
        await brand_scope.refuse_unknown(work.db, actor, new.player_id)
    except Unknown as refusal:
        raise Unknown(refusal.message, field="player") from None
    await honey.refuse_touching(work.db, new.player_id)
    return await brand_scope.of(work.db, new.player_id)


async def _insert(work: Work, actor: Actor, new: NewTicket, **decided: str | None) -> UUID:
    ticket_id = work.at.ids()
    highest = await work.db.scalar(select(func.max(tickets.c.number)))
    await work.db.execute(
        insert(tickets).values(
            id=ticket_id,
            number=max(highest or 0, FIRST_NUMBER - 1) + 1,
            key=new.key,
            source=new.source,
            source_link=new.source_link,
            player_id=new.player_id,
            state="open",
            visibility=new.visibility.value,
            opened_by_id=actor.staff_id,
            opened_by_name=actor.name,
            opened_at=work.now,
            changed_at=work.now,
            **decided,
        )
    )
    return ticket_id


def _filed(work: Work, standing: RunningClocks) -> dict[str, str]:
    queue = work.office.tickets.queue(standing.category)
    return {"category": standing.category.value, "priority": standing.priority.value, "queue": queue}


def _title(text: str) -> str:
    first = " ".join(text.split("\n", 1)[0].split())
    return first if len(first) <= TITLE_MOST else f"{first[: TITLE_MOST - 1]}…"
