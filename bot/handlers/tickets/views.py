"""Tickets opened and listed for one person."""

from uuid import UUID

from slackblocks import Block

from bot import kit
from bot.cards import purposes, ticket_card
from bot.slack import payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from core import tickets
from core.people import Permission
from core.players import PurposeNeeded
from core.tickets import Listed, Sheet, Ticket, TicketList

EMPTY = {
    TicketList.MINE: "You have no open ticket. /ticket queue shows what waits for somebody.",
    TicketList.QUEUE: "No ticket waits for somebody to take it.",
    TicketList.ALL: "No ticket is open.",
}
TITLES = {
    TicketList.MINE: "Your tickets",
    TicketList.QUEUE: "Tickets that wait for somebody",
    TicketList.ALL: "Open tickets",
}
OF_PLAYER = ("Open tickets about this player", "No ticket is open about this player.")
MENU = "ticket:why"
"""Takes the purpose, where that is asked for before the tickets of a player are listed."""


def ticket_id(call: Call) -> UUID:
    """Read which ticket a button is about.

    Raises :class:`~core.errors.Invalid` for what names none.
    """
    return payloads.row("ticket", call.value)


async def opened(call: Call, ticket_id: UUID | str, *, replace: bool = False) -> Answer:
    """Open a ticket that a button names, or that somebody named by its code."""
    return drawn(call, await call.see(tickets.view, ticket_id), replace=replace)


def drawn(call: Call, sheet: Sheet, *, replace: bool = False) -> Answer:
    """Draw all of a ticket for one person."""
    return Answer.of(ticket_card.notice(sheet.ticket), *ticket_card.in_private(sheet, call.actor), replace=replace)


async def listed(call: Call, which: TicketList, *, at: str = "") -> Answer:
    """List tickets; the page ``at`` takes the place of another."""
    found = await call.see(tickets.list_tickets, which, at=at)
    turning = kit.turning(found.page, f"ticket:{which}", about="")
    if which is TicketList.MINE and found.page and call.actor.may(Permission.TICKET_WORK):
        turning = [*turning, kit.buttons(kit.button("Hand them on…", "ticket:hand"), block_id="ticket-hand")]
    return _list(found, (TITLES[which], EMPTY[which]), turning, replace=bool(at))


async def of_player(call: Call, player_id: int, *, at: str = "", replace: bool = False) -> Answer:
    """List the open tickets of a player, or ask for the purpose first."""
    try:
        found = await call.see(tickets.list_tickets_of_player, player_id, at=at)
    except PurposeNeeded:
        return purposes.ask_purpose_first(player_id, menu=MENU)
    turning = kit.turning(found.page, "ticket:player", about=str(player_id))
    return _list(found, OF_PLAYER, turning, replace=replace or bool(at))


def _list(found: Listed, titles: tuple[str, str], turning: list[Block], *, replace: bool) -> Answer:
    title, none = titles
    count = f"{title}: {kit.count(found.page)}" if found.page else none
    lines = [_line(one, found.owner(one)) for one in found.page]
    return Answer.of(count, kit.say(kit.bold(count)), *lines, *turning, replace=replace)


def _line(ticket: Ticket, owner: str | None) -> Block:
    opening = kit.button("Open", "ticket:open", value=str(ticket.id))
    return kit.say(kit.bold(ticket.code), " · ", ticket_card.line(ticket, owner), beside=opening)
