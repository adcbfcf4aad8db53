"""Somebody leaves: one colleague says so, everything of theirs stops at once and is handed on."""

from typing import Any

import slackblocks

from bot import kit
from bot.cards import audience_text, leaver_text
from bot.parsing import people
from bot.parsing.people import MENTION, REASON_LEAST
from bot.slack import typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Errors, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from bot.workflows.audiences import Audiences
from core import leavers
from core.people import Permission

USAGES = (
    HelpLine(
        "/pitboss leaver @bob because it was his last day",
        "ends all rights of somebody who left and hands on their work, at once",
        Permission.STAFF_GRANT,
    ),
)


async def _leaver(call: Call) -> Shown:
    """Open the form with what was said filled in: it cannot be undone by a click."""
    said = typed_text.parted(call.text)
    mentioned = MENTION.search(said.head)

    unread = people.readable(MENTION.sub("", said.head, count=1).strip())
    await call.see(leavers.consider)
    return Form(_form(mentioned["user"] if mentioned else None, said.why, unread))


async def _submitted(call: Call) -> Shown:
    user, why = (str(call.values.get(name) or "").strip() for name in ("user", "why"))
    wrong = {"user": "Choose somebody."} if not user else {}
    wrong |= {"why": "Say why in a few words."} if len(why) < REASON_LEAST else {}
    if wrong:
        return Errors(wrong)

    handed = await call.do(leavers.leave, staff_id=user, why=why)
    words = f"{handed.name} has left: every role is revoked, and their votes no longer count."
    counts = leaver_text.left_behind(handed)
    more = f"Left behind: {counts}. Requests wait until somebody takes them over: /approvals left."
    channels = await Audiences(call.services).named_with(user)
    remove = [kit.say(audience_text.remove(user, channels))] if channels else []
    return Answer.of(words, kit.say(words), *remove, kit.small(more))


def _form(user: str | None, why: str, unread: str) -> dict[str, Any]:
    who = slackblocks.UserSelectMenu("leavers:user", initial_user=user)
    reason = kit.text("leavers:why", most=500, long=True, known=why)
    blocks = [
        *([kit.say(typed_text.unread(unread))] if unread else []),
        kit.small(
            "At once: every role is taken away, votes no longer count, tickets and alerts go back to their queues, "
            "and what they asked for waits until another takes it over. Coming back means being hired again."
        ),
        kit.field("Who", "user", who),
        kit.field("Why", "why", reason),
    ]
    return kit.modal("Somebody leaves", blocks, callback_id="leavers:leave", submit="They have left")


ROUTES = Routes(
    commands={"/pitboss leaver": SlashCommand(_leaver, help=USAGES)},
    buttons={"leavers": _leaver},
    forms={"leavers": _submitted},
)
