"""The kill switch: stopping a colleague, an action or the desk at once, and seeing what is stopped."""

from dataclasses import dataclass
from typing import Any

import slackblocks
from slackblocks import Block

from bot import kit
from bot.parsing import freezes
from bot.parsing.freezes import COLLEAGUE, DESK
from bot.parsing.people import REASON_LEAST
from bot.slack import typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Errors, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core.actions.thaw import Thaw
from core.approvals import kill_switch
from core.freezes import Freeze
from core.people import Permission

USAGES = (
    HelpLine("/pitboss freeze @bob because his laptop is gone", "stops a colleague, at once", Permission.STAFF_FREEZE),
    HelpLine(
        "/pitboss freeze adjust_balance because amounts leave", "stops an action for everybody", Permission.STAFF_FREEZE
    ),
    HelpLine(
        "/pitboss freeze desk because we are under attack",
        "stops payouts, unblocks and role grants for everybody; blocking still works",
        Permission.STAFF_FREEZE,
    ),
)
LISTED = HelpLine("/pitboss frozen", "shows what is frozen, by whom and why")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be stopped: ``desk``, an action's name, or somebody's account."""

    what: str = ""
    user: str = ""
    why: str = ""
    unread: str = ""

    @property
    def whole(self) -> bool:
        """Whether all of it is known."""
        named = self.user if self.what == COLLEAGUE else self.what
        return bool(named) and len(self.why) >= REASON_LEAST and not self.unread


async def _wish(call: Call) -> Shown:
    """Stop what was named, or open the form with what was said filled in."""
    wanted = _understood(call.text)
    if wanted.whole:
        return await _freeze(call, wanted)
    await call.see(kill_switch.consider)
    return Form(_form(wanted))


async def _frozen(call: Call) -> Answer:
    """List what is frozen; colleagues only to those who may freeze."""
    found = await call.see(kill_switch.standing)
    if not found:
        return Answer.of("Nothing is frozen.", kit.say("Nothing is frozen."))
    blocks = [block for one in found for block in _line(call, one.name, one.freeze)]
    return Answer.of(f"{len(found)} frozen", kit.say(kit.bold("Frozen")), *blocks)


async def _pressed(call: Call) -> Shown:
    return await (_frozen(call) if call.verb == "frozen" else _wish(call))


async def _submitted(call: Call) -> Shown:
    what, user, why = (str(call.values.get(name) or "").strip() for name in ("what", "user", "why"))
    wanted = Wanted(what, user, why)
    wrong = {"what": "Choose one."} if not what else {}
    wrong |= {"user": "Choose the colleague."} if what == COLLEAGUE and not user else {}
    wrong |= {"why": "Say why in a few words."} if len(why) < REASON_LEAST else {}
    return Errors(wrong) if wrong else await _freeze(call, wanted)


async def _freeze(call: Call, wanted: Wanted) -> Answer:
    if wanted.what == COLLEAGUE:
        name = await call.do(kill_switch.freeze_colleague, staff_id=wanted.user, why=wanted.why)
    elif wanted.what == DESK:
        await call.do(kill_switch.freeze_desk, why=wanted.why)
        name = "The whole desk"
    else:
        await call.do(kill_switch.freeze_action, name=wanted.what, why=wanted.why)
        name = f"“{freezes.titles()[wanted.what]}”"
    words = f"{name} is now frozen. Security is notified. Thawing takes two people."
    return Answer.of(words, kit.say(words), kit.buttons(kit.button("What is frozen", "freezes:frozen")))


def _understood(text: str) -> Wanted:
    said = typed_text.parted(text)
    subject = freezes.read(said.head)
    return Wanted(subject.what, subject.user, said.why, subject.unread)


def _form(wanted: Wanted) -> dict[str, Any]:
    choices = {COLLEAGUE: "A colleague", DESK: "The whole desk", **freezes.titles()}
    options = {name: kit.option(title, name) for name, title in choices.items()}
    what = slackblocks.StaticSelectMenu(
        "freezes:what", list(options.values()), initial_option=options.get(wanted.what or COLLEAGUE)
    )
    user = slackblocks.UserSelectMenu("freezes:user", initial_user=wanted.user or None)
    why = kit.text("freezes:why", most=500, long=True, known=wanted.why)
    blocks = [
        *([kit.say(typed_text.unread(wanted.unread))] if wanted.unread else []),
        kit.small(
            "Takes effect when you submit, and security is notified. Protective actions still work. Thawing "
            "takes two people."
        ),
        kit.field("What", "what", what),
        kit.field("Who, if it is a colleague", "user", user, optional=True),
        kit.field("Why", "why", why),
    ]
    return kit.modal("Freeze", blocks, callback_id="freezes:freeze", submit="Freeze")


def _line(call: Call, name: str, one: Freeze) -> list[Block]:
    may = call.actor.may(Permission.STAFF_FREEZE)
    button = kit.button(f"Thaw {name.strip('“”')}…", f"{Thaw.name}:open", value=str(one.id)) if may else None
    since = f"Since {kit.moment(one.frozen_at)}, by {one.frozen_by_name}, because:"
    return [kit.say(kit.bold(name), kit.NEW_LINE, since, beside=button), kit.quote(one.why)]


ROUTES = Routes(
    commands={
        "/pitboss freeze": SlashCommand(_wish, help=USAGES),
        "/pitboss frozen": SlashCommand(_frozen, help=(LISTED,), alone=True),
    },
    buttons={"freezes": _pressed},
    forms={"freezes": _submitted},
)
