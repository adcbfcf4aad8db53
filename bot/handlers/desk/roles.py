"""Taking a role away: one person does, and it is done at once."""

from dataclasses import dataclass
from typing import Any

import slackblocks

from bot import kit
from bot.parsing import people
from bot.parsing.people import MENTION, REASON_LEAST
from bot.slack import typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Errors, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core import staff
from core.people import Permission

USAGES = (
    HelpLine(
        "/pitboss revoke @bob finance because he left the team", "revokes a role, at once", Permission.STAFF_GRANT
    ),
)


@dataclass(frozen=True, slots=True)
class Revoked:
    """What somebody typed to take a role away."""

    user: str | None
    role: str | None
    why: str
    unread: str


async def _revoke(call: Call) -> Shown:
    """Open the form that takes a role away, with what was said filled in."""
    await call.see(staff.consider_revoking)
    return Form(_form(call, _understood(call)))


async def _revoked(call: Call) -> Shown:
    user, role, why = (call.values.get(name) for name in ("staff_id", "role", "note"))
    wrong = {"staff_id": "Choose somebody."} if not user else {"role": "Choose one."} if not role else {}
    if wrong or len((why or "").strip()) < REASON_LEAST:
        return Errors(wrong or {"note": "Say why in a few words."})
    taken = await call.do(staff.revoke, staff_id=str(user), role=str(role), why=str(why).strip())
    title = call.services.office.roles[str(role)].title
    return Answer.of(f"{taken.actor.name} no longer holds the role {title}. Their requests wait to be taken over.")


def _understood(call: Call) -> Revoked:
    """Find the person, the role and the reason in what was typed."""
    said = typed_text.parted(call.text)
    mentioned = MENTION.search(said.head)
    titles = {name: role.title for name, role in call.services.office.roles.items()}
    rest, role = typed_text.ending(f"role {MENTION.sub('', said.head, count=1)}", titles)
    unread = people.readable(rest.removeprefix("role").strip())
    return Revoked(mentioned["user"] if mentioned else None, role, said.why, unread)


def _form(call: Call, typed: Revoked) -> dict[str, Any]:
    roles = {name: kit.option(one.title, name) for name, one in call.services.office.roles.items()}
    who = slackblocks.UserSelectMenu("roles:who", initial_user=typed.user)
    which = slackblocks.StaticSelectMenu("roles:role", list(roles.values()), initial_option=roles.get(typed.role or ""))
    blocks = [
        *([kit.say(typed_text.unread(typed.unread))] if typed.unread else []),
        kit.small("It is revoked when you submit. Granting it again takes two people."),
        kit.field("Who", "staff_id", who),
        kit.field("Role", "role", which),
        kit.field("Why", "note", kit.text("roles:note", most=500, long=True, known=typed.why)),
    ]
    return kit.modal("Revoke a role", blocks, callback_id="roles:revoked", submit="Revoke")


ROUTES = Routes(
    commands={"/pitboss revoke": SlashCommand(_revoke, help=USAGES)},
    buttons={"roles": _revoke},
    forms={"roles": _revoked},
)
