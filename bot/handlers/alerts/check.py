"""The security check of a player: every rule's answer, with the thresholds it goes by, on the record."""

from collections.abc import Iterator

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import purposes
from bot.parsing import players
from bot.slack import payloads, typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core import security
from core.actions.block_player import BlockPlayer
from core.people import Actor, Permission
from core.players import PurposeNeeded, give_purpose
from core.search.lookup import LONGEST
from core.security import Check, RuleAnswer, RuleOutcome

COMMAND = "/check"
USAGES = (
    HelpLine(
        "/check anna42", "asks every security rule about a player; also by id, e-mail, phone", Permission.ALERT_VIEW
    ),
    HelpLine("/check", "opens a form to name the player in", Permission.ALERT_VIEW),
)
MENU = "check:why"
"""Takes the purpose, where that is asked for first."""
FIELD = "player"
WORDS = {
    RuleOutcome.ALERT: "Alert",
    RuleOutcome.NOTHING: "Nothing",
    RuleOutcome.NOT_ENOUGH: "Not enough history",
    RuleOutcome.FAILED: "The rule does not work",
}
ORDER = tuple(WORDS)


async def _command(call: Call) -> Shown:
    said = typed_text.parted(call.text)
    if not said.head:
        return await _form(call)
    player_id = await players.find_one(call, said.head)
    if said.why:
        await call.do(give_purpose, player_id=player_id, purpose=purposes.spoken_purpose(said.why))
    return await _checked(call, player_id)


async def _pressed(call: Call) -> Shown:
    """Check the player of a card, or ask which."""
    if call.name == MENU:
        return await _checked(call, await _keep_purpose(call), replace=True)
    return await _checked(call, payloads.player(call.value)) if call.value else await _form(call)


async def _submitted(call: Call) -> Shown:
    return await _checked(call, await players.find_one(call, str(call.values.get(FIELD) or "")))


async def _checked(call: Call, player_id: int, *, replace: bool = False) -> Answer:
    try:
        return _drawn(await call.see(security.check, player_id), actor=call.actor, replace=replace)
    except PurposeNeeded:
        return purposes.ask_purpose_first(player_id, menu=MENU)


async def _keep_purpose(call: Call) -> int:
    number, purpose = purposes.chosen_purpose(call.value)
    player_id = payloads.player(number)
    await call.do(give_purpose, player_id=player_id, purpose=purpose)
    return player_id


def _drawn(check: Check, *, actor: Actor, replace: bool) -> Answer:
    alerts = sum(answer.outcome is RuleOutcome.ALERT for answer in check.answers)
    found = (
        "no rule has found anything"
        if not alerts
        else "1 rule has found something"
        if alerts == 1
        else f"{alerts} rules have found something"
    )
    text = f"Security check of player {check.player_id}: {found}."
    title = kit.say(kit.bold(text), kit.Marked(" As of "), kit.clock(check.as_of, zone=actor.zone), ".")
    in_order = sorted(check.answers, key=lambda answer: ORDER.index(answer.outcome))
    rules = [block for answer in in_order for block in _rule(answer)]
    nobody = [] if rules else [kit.small("There is no rule that your role may see.")]
    buttons = kit.row(_buttons(check.player_id, actor), block_id=f"check:{check.player_id}")
    return Answer.of(text, title, *rules, *nobody, *buttons, replace=replace)


def _rule(answer: RuleAnswer) -> Iterator[Block]:
    grave = f" ({answer.severity})" if answer.outcome is RuleOutcome.ALERT else ""
    head = kit.bold(f"{WORDS[answer.outcome]}{grave}: {answer.title}")
    yield kit.say(head, kit.NEW_LINE, answer.sentence)
    yield kit.small(f"Looks for: {answer.limits}.")


def _buttons(player_id: int, actor: Actor) -> Iterator[slackblocks.Button]:
    value = str(player_id)
    yield kit.button("Alerts", "alerts:player", value=value)
    if actor.may(Permission.PLAYER_VIEW):
        yield kit.button("Activity", "activity:open", value=value)
        yield kit.button("Open player", "player:open", value=value)
    if actor.may(Permission.BLOCK_ASK):
        yield kit.button("Block…", f"{BlockPlayer.name}:open", value=value, style="danger")


async def _form(call: Call) -> Form:
    """Ask which player."""
    await call.see(security.prepare_check)
    who = kit.text("check:player", most=LONGEST, example="anna42, an id, an e-mail or a phone number")
    field = kit.field("Player", FIELD, who)
    view = kit.modal("Security check", [field], callback_id="check:find", submit="Check")
    return Form(view, on_top=True)


ROUTES = Routes(
    commands={COMMAND: SlashCommand(_command, "Ask every security rule about a player", hint="player", help=USAGES)},
    buttons={"check": _pressed},
    forms={"check": _submitted},
)
