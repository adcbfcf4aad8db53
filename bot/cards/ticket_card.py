"""A ticket drawn: for its channel, where nothing stands that somebody wrote, and for one person who opens it."""

from collections.abc import Iterator
from datetime import datetime

from slackblocks import Block, Button

from bot import kit
from bot.cards import caller_text
from core import tickets
from core.people import Actor, Permission, Visibility
from core.tickets import ClockRow, Sheet, Ticket, TicketMessage

CLOCKS = {"first_response": "First answer", "resolution": "Solution", "complaint": "Complaint answered, by law"}
KEPT = {
    Visibility.STAFF: "all staff",
    Visibility.SECURITY: "security and fraud only",
    Visibility.COMPLIANCE: "compliance only",
}
SAID = {"player": "The player, written down by {name}", "note": "{name}", "reply": "{name} to {recipient}"}
"""Who a message is from, by its kind."""
DELIVERIES = {
    "by_hand": "written down; send it yourself",
    "waiting": "on its way",
    "sent": "handed to the platform",
    "failed": "did not reach the player; send it yourself",
}
TEXT_MOST = 900
"""Characters of each of them."""
PRIVATE = "ticket-mine"
"""Begins the ids of rows of buttons that only one person sees: what is pressed there is redrawn there."""
AFTERWARDS = (("Note…", "note"), ("Reopen…", "reopen"), ("Close ticket", "close"))
ASKED = (("Block…", "block", Permission.BLOCK_ASK), ("Adjust…", "adjust", Permission.ADJUSTMENT_ASK))
"""What is asked for from a ticket: the button, its verb, and what it takes."""


def words(value: str) -> str:
    """Write a category or a priority as people say it."""
    return value.replace("_", " ")


def notice(ticket: Ticket) -> str:
    """Say it where everybody may look over one's shoulder."""
    return f"Ticket {ticket.code} is {tickets.STATES[ticket.state]}."


def in_channel(sheet: Sheet) -> list[Block]:
    """Draw the head of the thread: no names of players, nothing that somebody wrote."""
    ticket = sheet.ticket
    return [
        kit.say(kit.bold(f"{ticket.code} · {words(ticket.category).capitalize()} · {words(ticket.priority)}")),
        kit.say(_state(sheet)),
        *kit.facts(_facts(sheet)),
        *kit.row([*_first(ticket), *_second(ticket)], block_id=f"ticket:{ticket.number}"),
    ]


def elsewhere(ticket: Ticket) -> list[Block]:
    """Draw it where not everybody may know more than that there is one."""
    said = kit.say("Ticket ", kit.code(ticket.code), " is not shown here.")
    return [said, kit.buttons(_button("Open", "open", ticket))]


def in_private(sheet: Sheet, reader: Actor) -> list[Block]:
    """Draw all of it for one person: what was said, and everything that can be done."""
    ticket = sheet.ticket
    return [
        kit.headline(f"{ticket.code} · {kit.typed(ticket.title)}"),
        kit.say(_state(sheet)),
        *kit.facts([*_facts(sheet), *_private_facts(sheet)]),
        *_buttons(ticket, reader),
        kit.line(),
        *_said(sheet, reader),
    ]


def line(ticket: Ticket, owner: str | None) -> kit.Marked:
    """Say a ticket in one line, for lists that one person sees."""
    due = f" · {run}" if (run := running(ticket)) else ""
    player = f" · player {ticket.player_id}" if ticket.player_id else ""
    call = f" · call promised {kit.moment(ticket.call_back_at)}" if ticket.call_back_at else ""
    title = kit.typed(ticket.title)
    state = tickets.STATES[ticket.state]
    return kit.stacked([f"{words(ticket.priority)} · {state} · {owner or 'nobody yet'}{player}{due}{call}", title])


def running(ticket: Ticket, *, now: datetime | None = None) -> str:
    """Say by when something is due in an open ticket, or since when its clocks stand still."""
    if not ticket.open:
        return ""
    if ticket.stands_still_since:
        return f"stands still since {kit.moment(ticket.stands_still_since)}"
    if ticket.due_at is None:
        return ""
    return f"{'overdue since' if now and ticket.due_at <= now else 'due'} {kit.moment(ticket.due_at)}"


def call_due(ticket: Ticket, at: datetime) -> tuple[str, list[Block]]:
    """Remind of a promised call, with what ends that."""
    text = f"{ticket.code}: the call promised for {kit.moment(at)} is due."
    return text, [kit.say(text), kit.buttons(*_call(ticket), _button("Open", "open", ticket))]


def call_over(ticket: Ticket, at: datetime) -> tuple[str, list[Block]]:
    """Say in place of a reminder what became of the call."""
    moved = f"was moved to {kit.moment(ticket.call_back_at)}" if ticket.call_back_at else "is no longer due"
    text = f"{ticket.code}: the call promised for {kit.moment(at)} {moved}."
    return text, [kit.say(text), kit.buttons(_button("Open", "open", ticket))]


def posted(message: TicketMessage) -> list[Block]:
    """Draw something written in a form for the ticket's thread."""
    if message.kind == "system":
        return [kit.small(message.text)]
    return [kit.small(_heading(message)), kit.quote(message.text)]


def _state(sheet: Sheet) -> str:
    ticket = sheet.ticket
    holds = "has it" if ticket.open else "had it"
    who = f"{sheet.owner} {holds}" if sheet.owner else f"Waits in {ticket.queue} for somebody to take it"
    waits = ", ".join(one.code for one in sheet.asked if one.open)
    request = f" · waits for request {waits}" if waits else ""
    state = tickets.STATES[ticket.state].capitalize()
    return f"{state} · {who}{request}"


def _facts(sheet: Sheet) -> Iterator[kit.Row]:
    ticket = sheet.ticket
    yield kit.Row("Player", str(ticket.player_id) if ticket.player_id else "none linked")
    for clock in sheet.clocks:
        late = clock.missed(sheet.now, stopped_at=ticket.clock_stopped_at)
        if ticket.open and (clock.met_at is None or late):
            yield kit.Row(CLOCKS[clock.clock], _clock(clock, ticket, late=late))
    if ticket.call_back_at and ticket.open:
        overdue = "overdue: promised for " if ticket.call_back_at <= sheet.now else ""
        yield kit.Row("Call promised", f"{overdue}{kit.moment(ticket.call_back_at)}")
    if sheet.caller:
        yield kit.Row("Caller", caller_text.checked(sheet.caller, now=sheet.now))
    if sheet.asked:
        yield kit.Row("Requests", ", ".join(f"{one.code} {one.how}" for one in sheet.asked[-5:]))


def _clock(clock: ClockRow, ticket: Ticket, *, late: bool) -> str:
    if late:
        done = f", done {kit.moment(clock.met_at)}" if clock.met_at else ""
        return f"late: was due {kit.moment(clock.due_at)}{done}"
    if ticket.clock_stopped_at and clock.stands_still(ticket.clock_stopped_at):
        return f"stands still since {kit.moment(ticket.clock_stopped_at)}"
    return f"by {kit.moment(clock.due_at)}"


def _private_facts(sheet: Sheet) -> Iterator[kit.Row]:
    ticket = sheet.ticket
    yield kit.Row("For", KEPT[ticket.visibility])
    yield kit.Row("Opened", f"by {ticket.opened_by_name}, {kit.moment(ticket.opened_at)}")
    yield kit.Row("About", f"{words(ticket.category)}, {words(ticket.priority)}, queue {ticket.queue}")
    if ticket.source_link:
        yield kit.Row("From the message", ticket.source_link)


def _said(sheet: Sheet, reader: Actor) -> Iterator[Block]:
    if sheet.more:
        lines = "1 more line" if sheet.more == 1 else f"{sheet.more} more lines"
        thread = "" if sheet.ticket.visibility is Visibility.COMPLIANCE else "; the conversation is in the thread too"
        yield kit.small(f"{lines}{thread}.")
    for message in sheet.messages:
        if message.kind == "system":
            yield kit.small(f"{kit.moment(message.at)} · {kit.written(message.text)}")
            continue
        yield kit.small(f"{kit.moment(message.at)} · {_heading(message)}")
        gone = message.deleted_at and not reader.may(Permission.AUDIT_READ)
        yield kit.small("Deleted.") if gone else kit.quote(message.text, most=TEXT_MOST)


def _heading(message: TicketMessage) -> str:
    said = SAID[message.kind].format(name=message.author_name, recipient=message.recipient or "the player")
    marks = [DELIVERIES[message.delivery]] if message.delivery else []
    marks += ["edited"] if message.edited_at else []
    marks += ["deleted in the thread"] if message.deleted_at else []
    return " · ".join([said, *marks])


def _buttons(ticket: Ticket, reader: Actor) -> Iterator[Block]:
    if not reader.may(Permission.TICKET_WORK):
        return
    if ticket.open:
        yield from kit.row([*_first(ticket), *_second(ticket, reader), *_third(ticket)], block_id=PRIVATE)
    elif ticket.state == "solved":
        afterwards = (_button(*each, ticket) for each in AFTERWARDS)
        yield from kit.row([*afterwards, *_player(ticket)], block_id=PRIVATE)


def _first(ticket: Ticket) -> Iterator[Button]:
    if not ticket.open:
        yield _button("Open", "open", ticket)
        yield from _player(ticket)
        return
    if ticket.assignee_id is None:
        yield _button("Take", "take", ticket, "primary")
    yield _button("Note…", "note", ticket)
    if ticket.player_id is not None:
        yield _button("Reply…", "reply", ticket)
    yield _button("Solve…", "solve", ticket)
    yield (
        _button("Go on", "go_on", ticket)
        if ticket.state in {"on_hold", "pending_player"}
        else _button("Hold", "hold", ticket)
    )


def _second(ticket: Ticket, reader: Actor | None = None) -> Iterator[Button]:
    """Offer what is done with the player: to one reader what they may, to a whole channel all of it."""
    if not ticket.open:
        return
    for label, verb, needed in ASKED if ticket.player_id is not None else ():
        if reader is None or reader.may(needed):
            yield _button(label, verb, ticket)
    yield from _caller(ticket, reader)
    yield from _player(ticket)
    if reader is None:
        yield from _call(ticket) if ticket.call_back_at else ()
        yield _button("More", "open", ticket)


def _caller(ticket: Ticket, reader: Actor | None) -> Iterator[Button]:
    if ticket.player_id is not None and (reader is None or reader.may(Permission.CALLER_CHECK)):
        yield kit.button("Check caller…", "caller:open", value=f"{ticket.player_id}:{ticket.code}")


def _call(ticket: Ticket) -> Iterator[Button]:
    yield _button("Called", "called", ticket)
    yield _button("Move the call…", "call", ticket)


def _player(ticket: Ticket) -> Iterator[Button]:
    if ticket.player_id is not None:
        yield _button("Open player", "whom", ticket)


def _third(ticket: Ticket) -> Iterator[Button]:
    if ticket.state != "pending_player":
        yield _button("Wait for the player", "wait", ticket)
    yield _button("Assign…", "assign", ticket)
    if ticket.call_back_at is None:
        yield _button("Promise a call…", "call", ticket)
    else:
        yield from _call(ticket)
    yield _button("File…", "file", ticket)
    yield _button("Look again", "again", ticket)


def _button(label: str, verb: str, ticket: Ticket, style: kit.Style | None = None) -> Button:
    return kit.button(label, f"ticket:{verb}", value=str(ticket.id), style=style)
