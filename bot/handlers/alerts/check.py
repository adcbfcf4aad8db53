"""The security check of a player: every rule's answer, with the thresholds it goes by, on the record."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import slackblocks
from slackblocks import Block

from bot import kit
from bot.parsing import players
from bot.rights import demand
from bot.slack import payloads
from bot.slack.command_help import HelpLine
from bot.slack.commands import SlashCommand
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import audit, security
from core.actions.block_player import BlockPlayer
from core.people import Actor, Permission, Visibility
from core.players import brand_scope
from core.search.query_parts import LONGEST
from core.security import Answer as Said
from core.security import Outcome
from core.work import Work

COMMAND = "/check"
USAGES = (
    HelpLine(
        "/check anna42", "asks every security rule about a player; also by id, e-mail, phone", Permission.ALERT_VIEW
    ),
    HelpLine("/check", "opens a form to name the player in", Permission.ALERT_VIEW),
)
CHECKING = "run the security check"
FIELD = "player"
WORDS = {
    Outcome.ALERT: "Alert",
    Outcome.NOTHING: "Nothing",
    Outcome.NOT_ENOUGH: "Not enough history",
    Outcome.FAILED: "The rule does not work",
}
ORDER = tuple(WORDS)


async def _command(call: Call) -> Shown:
    text = call.text.strip()
    return await _checked(call, text) if text else _asked(call)


async def _pressed(call: Call) -> Shown:
    """Check the player of a card, or ask which."""
    return await _checked(call, str(payloads.player(call.value))) if call.value else _asked(call)


async def _submitted(call: Call) -> Shown:
    return await _checked(call, str(call.values.get(FIELD) or ""))


async def _checked(call: Call, named: str) -> Answer:
    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.ALERT_VIEW, CHECKING)
        player_id = await players.the_player(work, call, named)
        await brand_scope.refuse_unknown(work.db, call.actor, player_id)
        answers = await security.check(work, player_id, sees=call.actor.sees)
        facts = {answer.rule: answer.outcome.value for answer in answers}
        about = {"subject": audit.Subject("player", str(player_id)), "player_id": player_id}
        entry = call.entry(
            "player.checked", "security", facts={**facts, **audit.kept_for(_levels(work, answers))}, **about
        )
        return _drawn(player_id, answers, actor=call.actor, now=work.now), entry

    return await call.view(call.entry("player.checked", "security"), read)


def _levels(work: Work, answers: Sequence[Said]) -> set[Visibility]:
    """Tell what one has to be allowed to see to read what the rules said."""
    return {getattr(work.office.security.rules, answer.rule).visibility for answer in answers}


def _drawn(player_id: int, answers: Sequence[Said], *, actor: Actor, now: datetime) -> Answer:
    alerts = sum(answer.outcome is Outcome.ALERT for answer in answers)
    found = "no rule alerts" if not alerts else "1 rule alerts" if alerts == 1 else f"{alerts} rules alert"
    text = f"Security check of player {player_id}: {found}."
    title = kit.say(kit.bold(text), kit.Marked(" As of "), kit.clock(now, zone=actor.zone), ".")
    several = sorted(answers, key=lambda answer: ORDER.index(answer.outcome))
    rules = [block for answer in several for block in _rule(answer)]
    nobody = [kit.small("No rule is for your role to see.")] if not answers else []
    buttons = kit.buttons(*_buttons(player_id, actor), block_id=f"check:{player_id}")
    return Answer.of(text, title, *rules, *nobody, buttons)


def _rule(answer: Said) -> Iterator[Block]:
    grave = f" ({answer.severity})" if answer.outcome is Outcome.ALERT else ""
    head = kit.bold(f"{WORDS[answer.outcome]}{grave}: {answer.title}")
    yield kit.say(head, kit.Marked("\n"), answer.sentence)
    yield kit.small(f"Looks for: {answer.limits}.")


def _buttons(player_id: int, actor: Actor) -> Iterator[slackblocks.Button]:
    value = str(player_id)
    yield kit.button("Alerts", "alerts:player", value=value)
    if actor.may(Permission.PLAYER_VIEW):
        yield kit.button("Activity", "activity:open", value=value)
        yield kit.button("Open player", "player:open", value=value)
    if actor.may(Permission.BLOCK_ASK):
        yield kit.button("Block…", f"{BlockPlayer.name}:open", value=value, style="danger")


def _asked(call: Call) -> Form:
    """Ask which player."""
    demand(call, Permission.ALERT_VIEW, CHECKING)
    who = kit.text("check:player", most=LONGEST, example="anna42, an id, an e-mail or a phone number")
    field = kit.field("Player", FIELD, who)
    view = kit.modal("Security check", [field], callback_id="check:find", submit="Check")
    return Form(view, on_top=True)


ROUTES = Routes(
    commands={COMMAND: SlashCommand(_command, "Ask every security rule about a player", hint="player", help=USAGES)},
    buttons={"check": _pressed},
    forms={"check": _submitted},
)
