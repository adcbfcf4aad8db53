"""Safer-gambling interactions in chat: recorded, listed, and their outcomes said when they are due."""

from datetime import date

from slackblocks import Block

from bot import kit
from bot.cards import interaction_text
from bot.handlers.players import interaction_forms
from bot.parsing import players
from bot.slack import failures, payloads, typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core import interactions
from core.database.pages import Page
from core.errors import Invalid
from core.interactions import Interaction, evaluation
from core.people import Permission

ONE, MANY = "/player interaction", "/player interactions"
LIST, DUE, NEW = "interaction:list", "interaction:due", "interaction:new"
MOMENT = kit.modal("Interaction", [kit.say("One moment…")], callback_id="page")
"""Stands there while the player is read."""


async def _record(call: Call) -> Shown:
    """Answer ``/player anna42 interaction because …``: open the form."""
    said = typed_text.parted(call.text)
    if not said.head:
        raise Invalid("Say with which player: /player anna42 interaction because she chases losses")
    player_id = await players.find_one(call, said.head)
    return Form(MOMENT, on_top=True, then=lambda: _recording(call, player_id, reason=said.why))


async def _list(call: Call) -> Shown:
    """Answer ``/player interactions``: what is due; with a player, all interactions with that one."""
    if not call.text:
        return await _due(call, at="")
    return await _of_player(call, await players.find_one(call, call.text), at="")


async def _pressed(call: Call) -> Shown:
    about, more = payloads.turned(call.value)
    match call.verb.partition(":")[0]:
        case "new":
            player_id = payloads.player(about)
            return Form(MOMENT, on_top=True, then=lambda: _recording(call, player_id, alert=more))
        case "list":
            return await _of_player(call, payloads.player(about), at=more)
        case "due":
            return await _due(call, at=about)
        case "evaluate":
            return Form(MOMENT, on_top=True, then=lambda: _evaluating(call))
    return failures.strange(call)


async def _recording(call: Call, player_id: int, *, reason: str = "", alert: str = "") -> Form:
    alert_id = payloads.row("alert", alert) if alert else None
    form = await call.see(interactions.consider, player_id, alert_id=alert_id)
    return interaction_forms.recording(form, reason=reason)


async def _evaluating(call: Call) -> Form:
    about, named = payloads.turned(call.value)
    interaction_id = payloads.row("interaction", named)
    one = await call.see(evaluation.view, payloads.player(about), interaction_id)
    return interaction_forms.evaluating(one, today=_today(call))


async def _submitted(call: Call) -> Shown:
    match call.verb:
        case "record":
            new = await call.do(interactions.record, interaction_forms.recorded(call))
            said = f"The interaction with player {new.player_id} is recorded."
            more = kit.small(interaction_text.due(new, _today(call)) + ". “/player interactions” lists what is due.")
        case "evaluate":
            now = await call.do(interactions.evaluate, interaction_forms.evaluated(call))
            said = f"The outcome of the interaction with player {now.player_id} is saved."
            more = kit.small(interaction_text.due(now, _today(call)))
        case _:
            return failures.strange(call)
    return Answer.of(said, kit.say(kit.bold(said)), more)


async def _of_player(call: Call, player_id: int, *, at: str) -> Answer:
    found = await call.see(interactions.of_player, player_id, at=at)
    text = f"Interactions with player {player_id}: {kit.count(found.page)}"
    text = text if found.page else f"No interaction with player {player_id} is recorded."
    new = kit.button("Record an interaction…", NEW, value=str(player_id))
    ways = [new] if call.actor.may(Permission.INTERACTION_WRITE) else []
    ways.append(kit.button("Open player", "player:open", value=str(player_id)))
    turns = kit.turning(found.page, LIST, about=str(player_id))
    blocks = [kit.say(kit.bold(text)), *_lines(call, found.page, named=False), *turns, kit.buttons(*ways)]
    return Answer.of(text, *blocks, replace=bool(at))


async def _due(call: Call, *, at: str) -> Answer:
    found = await call.see(interactions.due, at=at)
    text = f"Interactions whose outcome is to be looked at: {kit.count(found)}"
    text = text if found else "No interaction waits for its outcome."
    blocks = [kit.say(kit.bold(text)), *_lines(call, found, named=True), *kit.turning(found, DUE)]
    return Answer.of(text, *blocks, replace=bool(at))


def _lines(call: Call, page: Page[Interaction], *, named: bool) -> list[Block]:
    reader, today = call.actor, _today(call)
    return [block for one in page for block in interaction_text.lines(one, reader=reader, today=today, named=named)]


def _today(call: Call) -> date:
    return call.services.office.day(call.services.clock().now)


WRITE, VIEW = Permission.INTERACTION_WRITE, Permission.PLAYER_VIEW
ROUTES = Routes(
    commands={
        ONE: SlashCommand(
            _record,
            help=(
                HelpLine(
                    "/player anna42 interaction because she chases losses",
                    "records what was done about how a player plays, or why nobody was contacted",
                    WRITE,
                ),
            ),
        ),
        MANY: SlashCommand(
            _list,
            help=(
                HelpLine("/player interactions", "lists the interactions whose outcome is to be looked at", WRITE),
                HelpLine("/player anna42 interactions", "lists the interactions with a player", VIEW),
            ),
        ),
    },
    buttons={"interaction": _pressed},
    forms={"interaction": _submitted},
)
