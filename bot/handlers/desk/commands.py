"""``/pitboss``: what one may do here, who one is here, who else is, and how Pitboss itself is doing."""

from collections.abc import Iterable

from bot import kit
from bot.handlers.desk import status
from bot.slack import typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from bot.slack.routes import Routes, SlashCommand
from core import staff
from core.people import Permission, Visibility
from core.staff import Member

COMMAND = "/pitboss"
WHOAMI = HelpLine("/pitboss whoami", "shows who you are here: roles, what you may do, what you see")
STAFF = HelpLine("/pitboss staff bob", "finds colleagues and their roles; without a name it lists the first twenty")
STATUS = HelpLine("/pitboss status", "shows whether Pitboss works", Permission.DESK_STATUS)
SEES = {
    Visibility.STAFF: "what all staff may see",
    Visibility.SECURITY: "what is for security and fraud only",
    Visibility.COMPLIANCE: "what is for compliance only",
}


def titles(call: Call, names: Iterable[str]) -> str:
    """Name roles as people know them."""
    known = call.services.office.roles
    return kit.listed([known[name].title if name in known else name for name in sorted(names)])


async def _whoami(call: Call) -> Answer:
    actor = call.actor
    lines = [
        kit.Row("Person key", actor.person),
        kit.Row("Roles", titles(call, actor.roles) or "none: ask an administrator for one"),
        kit.Row("Time zone", actor.zone),
        kit.Row("You see", kit.listed([words for level, words in SEES.items() if level in actor.sees]) or "no player"),
    ]
    may = [permission.words for permission in Permission if actor.may(permission)]
    rights = [kit.say(kit.bold("You may")), kit.bullets(may)] if may else [kit.say("You may do nothing here yet.")]
    heading = kit.say(kit.bold(actor.name))
    return Answer.of(f"{actor.name}: {titles(call, actor.roles) or 'no role'}", heading, *kit.facts(lines), *rights)


async def _staff(call: Call) -> Answer:
    start = typed_text.straight(call.text)
    found = await call.see(staff.colleagues, start=start.removeprefix("@"))
    if not found:
        text = f"Nobody here is called “{kit.plain(start, most=40)}”."
        return Answer.of(text, kit.say(text), kit.small("Type the beginning of a name, or /pitboss staff alone."))
    lines = kit.stacked(kit.marked(kit.bold(one.actor.name), f": {_standing(call, one)}") for one in found)
    more = "Sorted by name, at most 20. Type the beginning of a name to find others."
    return Answer.of(f"{len(found)} colleagues", kit.say(kit.bold("Colleagues")), kit.say(lines), kit.small(more))


def _standing(call: Call, member: Member) -> str:
    if member.barred:
        return "may not work here: a guest, a bot, deleted or of another company"
    if member.state != "active":
        return member.state
    cooling = member.held - member.actor.roles
    later = f" (cooling off: {titles(call, cooling)})" if cooling else ""
    return (titles(call, member.actor.roles) or "no role") + later


ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            None,
            "Help for what you may do, who you are here, and whether Pitboss works",
            mentions=True,
            helps_alone=True,
            is_index=True,
        ),
        f"{COMMAND} whoami": SlashCommand(_whoami, help=(WHOAMI,), alone=True),
        f"{COMMAND} staff": SlashCommand(_staff, help=(STAFF,)),
        f"{COMMAND} status": SlashCommand(status.status, help=(STATUS,), alone=True),
    }
)
