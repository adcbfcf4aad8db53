"""``/ticket``: opening tickets, looking at them, and every button on one."""

import re
from uuid import UUID

from bot import kit
from bot.approvals import submission
from bot.cards import player_card, purposes, ticket_card
from bot.cards.drawing import Reader
from bot.handlers.tickets import fields, handover, views
from bot.handlers.tickets import forms as ticket_forms
from bot.handlers.tickets.forms import TicketDraft
from bot.parsing.players import named_first
from bot.slack import failures, message_text, payloads, typed_text
from bot.slack.api_errors import FAULTS
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.permalinks import permalink
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Handler, Routes, Shortcut, SlashCommand
from core import players, tickets
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.operations import Operation
from core.people import Permission
from core.tickets import Ticket, TicketList

COMMAND = "/ticket"
USAGES = (
    HelpLine("/ticket", "opens the form for a new ticket", Permission.TICKET_WORK),
    HelpLine("/ticket anna42 prize of the late tournament", "opens it filled in", Permission.TICKET_WORK),
    HelpLine("/ticket T-1042", "shows a ticket, what was said in it and what can be done", Permission.TICKET_VIEW),
    HelpLine("/ticket mine", "lists what you have to work on, soonest due first", Permission.TICKET_VIEW),
    HelpLine("/ticket hand on", "hands all your open tickets to a colleague or the queues", Permission.TICKET_WORK),
    HelpLine("/ticket queue", "lists what waits for somebody to take it", Permission.TICKET_VIEW),
    HelpLine("/ticket all", "lists every open ticket", Permission.TICKET_VIEW),
)
HAND_ON = re.compile(r"hand (?:(?:all )?(?:my |the )?tickets |them )?(?:on|over)", re.IGNORECASE)
MOMENT = kit.modal("Ticket", [kit.say("One moment…")], callback_id="page")
"""Shown while a form is made, where that takes longer than its trigger lives."""
TEXT_FROM = 40_000
"""Characters of a message that are read; Slack has no longer ones."""
STEPS: dict[str, tuple[Operation[[UUID], Ticket], str]] = {
    "take": (tickets.take, "{code} is yours."),
    "hold": (tickets.hold, "{code} is on hold. Its clocks go on."),
    "wait": (tickets.wait_for_player, "{code} waits for the player. Its clocks stand still."),
    "go_on": (tickets.go_on, "{code} is in progress again."),
    "called": (tickets.called_back, "The promised call is made: {code} owes none any more."),
    "close": (tickets.close, "{code} is closed."),
}
"""Buttons that need no form: what each does, and what is said then."""


async def command(call: Call) -> Shown:
    """Answer ``/ticket …``."""
    word, rest = typed_text.first_word(call.text)
    if HAND_ON.fullmatch(call.text):
        return await handover.form(call)
    if not rest and word.casefold() in list(TicketList):
        return await views.listed(call, TicketList(word.casefold()))
    if not rest and tickets.number(word) is not None:
        return await views.opened(call, word)
    player, text = named_first(call.text)
    return await _new(call, TicketDraft(player=player, text=text))


async def _pressed(call: Call) -> Shown:
    handler = BUTTONS.get(call.verb.partition(":")[0])
    return await handler(call) if handler else failures.strange(call)


async def _open(call: Call) -> Shown:
    return await views.opened(call, views.ticket_id(call), replace=call.verb == "again")


async def _list(call: Call) -> Shown:
    return await views.listed(call, TicketList(call.verb.partition(":")[0]), at=call.value)


async def _of_player(call: Call) -> Shown:
    player_id, at = payloads.turned(call.value)
    return await views.of_player(call, payloads.player(player_id), at=at)


async def _of_player_for(call: Call) -> Shown:
    """Keep the purpose, then list the player's tickets in the question's place."""
    number, purpose = purposes.chosen_purpose(call.value)
    player_id = payloads.player(number)
    await call.do(players.give_purpose, player_id=player_id, purpose=purpose)
    return await views.of_player(call, player_id, replace=True)


async def _whom(call: Call) -> Answer:
    """Open the player's card; where it would ask for the purpose, the ticket that one has is the answer."""
    player_id = await call.do(tickets.give_as_purpose, views.ticket_id(call))
    profile = await call.see(players.card, player_id, by="ticket")
    return player_card.answer(profile, reader=Reader.of(call))


async def _blank(call: Call) -> Shown:
    return await _new(call, TicketDraft(player_id=payloads.player(call.value) if call.value else None))


async def _new(call: Call, draft: TicketDraft) -> Form:
    if not call.actor.may(Permission.TICKET_WORK):
        return await ticket_forms.new(call, draft)  # refused at once, in the answer to the command
    return Form(MOMENT, on_top=True, then=lambda: ticket_forms.new(call, draft))


async def _step(call: Call) -> Answer:
    """Do what needs no form; then say it, or draw again what it was pressed in."""
    ticket_id = views.ticket_id(call)
    step, told = STEPS[call.verb]
    done = await call.do(step, ticket_id)
    if str(call.action.get("block_id", "")).startswith(ticket_card.PRIVATE):
        return await views.opened(call, ticket_id, replace=True)
    words = told.format(code=done.code)
    return Answer.of(words, kit.say(words))


async def _form(call: Call) -> Form:
    """Open the form that a button stands for."""
    return Form(MOMENT, on_top=True, then=lambda: ticket_forms.asked(call, call.verb, views.ticket_id(call)))


async def _asked(call: Call) -> Shown:
    """Ask for an action from the ticket: the form opens with its code and its player."""
    ticket = (await call.see(tickets.consider, views.ticket_id(call))).ticket
    filled = {"ticket": ticket.code}
    if ticket.player_id is not None:
        filled["player_id"] = str(ticket.player_id)
    action = BlockPlayer if call.verb == "block" else AdjustBalance
    return await submission.opened(call, submission.Draft(action, filled))


async def _from_message(call: Call) -> Shown:
    """Open the form with a message's words, its author and its address."""
    return Form(MOMENT, on_top=True, then=lambda: _with_message(call))


async def _with_message(call: Call) -> Form:
    message = call.body.get("message") or {}
    draft = TicketDraft(
        text=message_text.said(message)[:TEXT_FROM],
        source="shortcut",
        link=await _link(call, str(message.get("ts") or "")),
        author=str(message.get("user") or ""),
    )
    return await ticket_forms.new(call, draft)


async def _link(call: Call, ts: str) -> str | None:
    """Ask Slack for the address of the message; without one the ticket has its words all the same."""
    if not (call.channel and ts):
        return None
    try:
        return await permalink(call.services.slack, channel=call.channel, ts=ts)
    except FAULTS:
        return None


BUTTONS: dict[str, Handler] = {
    **dict.fromkeys(("open", "again"), _open),
    **dict.fromkeys(map(str, TicketList), _list),
    **dict.fromkeys(STEPS, _step),
    **dict.fromkeys(fields.TITLES, _form),
    **dict.fromkeys(("block", "adjust"), _asked),
    "player": _of_player,
    "why": _of_player_for,
    "whom": _whom,
    "new": _blank,
    "hand": handover.form,
}

ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            command,
            "Open a ticket, look at one, see what waits",
            hint="[player what happened | T-1042 | mine | hand on | queue | all]",
            help=USAGES,
        )
    },
    buttons={"ticket": _pressed, "tickets": _pressed},
    forms={"ticket": ticket_forms.submitted, "tickets": handover.submitted},
    shortcuts={
        "ticket:from_message": Shortcut(
            _from_message, "Open a ticket", "Take a message over into a ticket", on_message=True
        )
    },
)
