"""The ways to request an action, as its class declares them: command, verb, button, shortcut or mention."""

from collections.abc import Iterable
from functools import partial

from bot.approvals import submission, typed_fields
from bot.approvals.submission import Draft
from bot.cards import action_fields, player_card
from bot.cards.action_fields import Widget
from bot.cards.drawing import Reader
from bot.parsing.players import named_in
from bot.slack import message_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Shown
from bot.slack.routes import Routes, Shortcut, SlashCommand
from core import player_blocks, players, search
from core.action import Action, Command, Usage
from core.errors import Refused
from core.office import Office
from core.people import Permission


def routes(actions: Iterable[type[Action]]) -> Routes:
    """Build the routes of these actions from what each declares."""
    several = tuple(actions)
    declared = [(action, action.command) for action in several]
    return Routes(
        commands={typed_as(command): _command(action, command) for action, command in declared if command},
        buttons={action.name: partial(_pressed, action) for action in several},
        shortcuts={_shortcut_id(action): _shortcut(action, action.shortcut) for action in several if action.shortcut},
    )


def typed_as(command: Command) -> str:
    """Return what people type to request it: ``/adjust``, or ``/adjust reverse``."""
    return f"{command.name} {command.verb}".strip()


def _command(action: type[Action], command: Command) -> SlashCommand:
    lines = tuple(HelpLine(_example(command, usage), usage.does, action.ask) for usage in command.usages)
    mentions = any(one.widget is Widget.STAFF for one in action_fields.of(action))
    return SlashCommand(partial(_typed, action), command.about, hint=command.hint, help=lines, mentions=mentions)


def _example(command: Command, usage: Usage) -> str:
    """Write an example as people type it: ``/player anna42 password because …``, the act behind the player."""
    if command.name != action_fields.LOOK_UP or not command.verb:
        return f"{typed_as(command)} {usage.example}"
    player, _, rest = usage.example.partition(" ")
    return f"{command.name} {player} {command.verb} {rest}"


def _shortcut(action: type[Action], title: str) -> Shortcut:
    about = action.command.about if action.command and action.command.about else action.title
    return Shortcut(partial(_from_shortcut, action), title, about, on_message=action.shortcut_on_message)


def _shortcut_id(action: type[Action]) -> str:
    """Return the id of the shortcut to the form, named after the action's command if it has one."""
    command = action.command
    word = command.name.removeprefix("/") if command and not command.verb else action.name
    return f"{word}:{'from_message' if action.shortcut_on_message else 'shortcut'}"


async def _typed(action: type[Action], call: Call) -> Shown:
    if not call.text and action.command and action.command.verb and (named := await _named_like(call, action.command)):
        return named
    return await submission.opened(call, typed_fields.draft(action, call.text, _readable(call)))


async def _named_like(call: Call, command: Command) -> Answer | None:
    """Show the player whose name the verb is, where it stands alone and there is exactly one."""
    if not call.actor.may(Permission.PLAYER_VIEW):
        return None
    try:
        found = await call.see(search.find, command.verb)
    except Refused:
        return None
    if not isinstance(found, search.One):
        return None
    profile = await call.see(players.card, found.player_id, by=found.by)
    return player_card.answer(profile, reader=Reader.of(call))


def _readable(call: Call) -> Office:
    """Give the office file with the reasons this person may see: any other word is as unknown as what there is not."""
    office = call.services.office
    return office.model_copy(update={"reasons": player_blocks.reasons_for(office, call.actor.sees)})


async def _pressed(action: type[Action], call: Call) -> Shown:
    return await submission.opened(call, typed_fields.chosen(action, call.value))


async def _from_shortcut(action: type[Action], call: Call) -> Shown:
    """Open the form, about the player that the message names where it was chosen on one."""
    message = message_text.said(call.body.get("message"))
    return await submission.opened(call, Draft(action, named=named_in(message) or ""))
