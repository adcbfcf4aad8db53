"""Somebody leaves: one colleague says so, everything of theirs stops at once and is handed on."""

from typing import Any

import slackblocks

from bot import kit
from bot.parsing import sentences
from bot.parsing.people import MENTION, REASON_LEAST, member
from bot.rights import demand
from bot.slack.command_help import Usage
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Errors, Form, Shown
from bot.slack.routes import Routes
from core import audit, leavers
from core.leavers import Handed
from core.people import Permission
from core.work import Work

DOING = "say that somebody has left"
USAGES = (
    Usage(
        "/pitboss leaver @bob because it was his last day",
        "ends all of somebody's rights and hands on their work, at once",
        Permission.STAFF_GRANT,
    ),
)


async def leaver(call: Call, text: str = "") -> Shown:
    """Open the form with what was said filled in: it cannot be undone by a click."""
    said = sentences.parted(text)
    mentioned = MENTION.search(said.head)

    async def read(_: Work) -> tuple[None, audit.Entry]:
        demand(call, Permission.STAFF_GRANT, DOING)
        return None, call.entry("staff.leaving_considered", "staff")

    await call.view(call.entry("staff.leaving_considered", "staff"), read)
    return Form(_form(mentioned["user"] if mentioned else None, said.why))


async def _submitted(call: Call) -> Shown:
    user, why = (str(call.values.get(name) or "").strip() for name in ("user", "why"))
    wrong = {"user": "Choose somebody."} if not user else {}
    wrong |= {"why": "Say why in a few words."} if len(why) < REASON_LEAST else {}
    if wrong:
        return Errors(wrong)

    async def act(work: Work) -> Handed:
        demand(call, Permission.STAFF_GRANT, DOING)
        colleague = await member(work, user, field="user")
        await leavers.refuse_last(work, colleague.id, field="user")
        return await leavers.leave(work, call.actor, staff_id=colleague.id, why=why)

    handed = await call.change(call.entry("staff.left", "staff", facts={"account": user}), act)
    words = f"{handed.name} has left: every role is taken away and no vote of theirs counts any more."
    more = f"Left behind: {handed.words()}. Requests stand still until somebody takes them over: /approvals left."
    return Answer.of(words, kit.say(words), kit.small(more))


async def _pressed(call: Call) -> Shown:
    return await leaver(call)


def _form(user: str | None, why: str) -> dict[str, Any]:
    who = slackblocks.UserSelectMenu("leavers:user", initial_user=user)
    reason = kit.text("leavers:why", most=500, long=True, known=why)
    blocks = [
        kit.small(
            "At once: every role is taken away, votes no longer count, tickets and alerts go back to their queues, "
            "and what they asked for waits until another takes it over. Coming back is being hired anew."
        ),
        kit.field("Who", "user", who),
        kit.field("Why", "why", reason),
    ]
    return kit.modal("Somebody leaves", blocks, callback_id="leavers:leave", submit="They have left")


ROUTES = Routes(buttons={"leavers": _pressed}, forms={"leavers": _submitted})
