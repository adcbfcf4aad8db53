"""Tickets opened and listed for one person, each look on the record."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from slackblocks import Block

from bot import kit
from bot.cards import ticket_card
from bot.rights import demand
from bot.slack import payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from bot.workflows import ticket_sheets
from core import audit, staff, tickets
from core.database.pages import Page
from core.people import Permission
from core.tickets import Ticket
from core.work import Work

LOOKING = "look at tickets"
EMPTY = {
    "mine": "You have no open ticket. /ticket queue shows what waits for somebody.",
    "queue": "No ticket waits for somebody to take it.",
    "all": "No ticket is open.",
    "player": "No ticket is open about this player.",
}
TITLES = {
    "mine": "Your tickets",
    "queue": "Tickets that wait for somebody",
    "all": "Open tickets",
    "player": "Open tickets about this player",
}


def ticket_id(call: Call) -> UUID:
    """Read which ticket a button is about.

    Raises :class:`~core.errors.Invalid` for what names none.
    """
    return payloads.row("ticket", call.value)


async def by_code(call: Call, code: str) -> Answer:
    """Open a ticket by its code."""
    return await _opened(call, lambda work: tickets.get(work.db, code, actor=call.actor))


async def by_id(call: Call, ticket_id: UUID, *, replace: bool = False) -> Answer:
    """Open a ticket that a button names."""
    return await _opened(call, lambda work: tickets.by_id(work.db, ticket_id, actor=call.actor), replace=replace)


async def drawn(work: Work, call: Call, ticket: Ticket, *, replace: bool = False) -> Answer:
    """Draw all of a ticket for one person."""
    blocks = ticket_card.in_private(await ticket_sheets.sheet(work, ticket, said=True), call.actor)
    return Answer.of(ticket_card.notice(ticket), *blocks, replace=replace)


async def listed(call: Call, which: str, *, at: str = "", player_id: int | None = None) -> Answer:
    """List tickets: one's own, those that wait, all, or a player's; the page ``at`` takes the place of another."""

    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.TICKET_VIEW, LOOKING)
        shown = await _found(work, call, which, player_id=player_id, at=at)
        owners = await staff.names(work.db, [one.assignee_id for one in shown if one.assignee_id])
        facts = {"which": which, "count": len(shown), **audit.kept_for(one.visibility for one in shown)}
        entry = call.entry("ticket.listed", "tickets", player_id=player_id, facts=facts)
        lines = [_line(one, owners) for one in shown]
        turning = kit.turning(shown, f"ticket:{which}", about="" if player_id is None else str(player_id))
        if which == "mine" and shown and call.actor.may(Permission.TICKET_WORK):
            turning = [*turning, kit.buttons(kit.button("Hand them on…", "ticket:hand"), block_id="ticket-hand")]
        count = f"{TITLES[which]}: {kit.count(shown)}" if lines else EMPTY[which]
        return Answer.of(count, kit.say(kit.bold(count)), *lines, *turning, replace=bool(at)), entry

    return await call.view(call.entry("ticket.listed", "tickets", player_id=player_id), read)


async def _opened(call: Call, find: Callable[[Work], Awaitable[Ticket]], *, replace: bool = False) -> Answer:
    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.TICKET_VIEW, LOOKING)
        ticket = await find(work)
        entry = call.entry(
            "ticket.viewed",
            "tickets",
            subject=audit.Subject("ticket", ticket.code),
            player_id=ticket.player_id,
            ticket=ticket.code,
            facts={"visibility": ticket.visibility.value},
        )
        return await drawn(work, call, ticket, replace=replace), entry

    return await call.view(call.entry("ticket.viewed", "tickets"), read)


async def _found(work: Work, call: Call, which: str, *, player_id: int | None, at: str) -> Page[Ticket]:
    match which:
        case "mine" if call.actor.staff_id is not None:
            return await tickets.mine(work.db, actor=call.actor, at=at)
        case "queue":
            return await tickets.waiting(work.db, actor=call.actor, at=at)
        case "player" if player_id is not None:
            return await tickets.of_player(work.db, player_id, actor=call.actor, at=at)
        case _:
            return await tickets.at_work(work.db, actor=call.actor, at=at)


def _line(ticket: Ticket, owners: Mapping[UUID, str]) -> Block:
    owner = owners.get(ticket.assignee_id) if ticket.assignee_id else None
    opening = kit.button("Open", "ticket:open", value=str(ticket.id))
    return kit.say(kit.bold(ticket.code), " · ", ticket_card.line(ticket, owner), beside=opening)
