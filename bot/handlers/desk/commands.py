"""``/pitboss``: what one may do here, who one is here, who else is, and how Pitboss itself is doing."""

from collections.abc import Iterable

from bot import kit
from bot.handlers.desk import status
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
PERMISSIONS = {
    Permission.PLAYER_VIEW: "look players up",
    Permission.PLAYER_REVEAL: "see masked fields in full",
    Permission.PLAYER_SEARCH_WIDE: "search by IP address, device, card and fragments",
    Permission.NOTE_WRITE: "write notes and tags",
    Permission.BLOCK_ASK: "block a player",
    Permission.BLOCK_CONFIRM: "confirm or end a block",
    Permission.UNBLOCK_ASK: "request to lift a block",
    Permission.UNBLOCK_APPROVE: "approve lifting a block",
    Permission.ADJUSTMENT_ASK: "request a balance adjustment",
    Permission.ADJUSTMENT_APPROVE: "approve a balance adjustment",
    Permission.TICKET_VIEW: "read tickets",
    Permission.TICKET_WORK: "work on tickets",
    Permission.ALERT_VIEW: "see alerts and check a player",
    Permission.ALERT_WORK: "take alerts and close them",
    Permission.DIGEST_READ: "read digests",
    Permission.DIGEST_SCHEDULE: "decide where and when digests are posted",
    Permission.STAFF_FREEZE: "freeze a colleague, an action or the desk, and request a thaw",
    Permission.STAFF_GRANT: "request roles, and revoke them",
    Permission.STAFF_APPROVE: "approve a role",
    Permission.AUDIT_READ: "read the record",
    Permission.OFFICE_CHANGE: "change the office file",
    Permission.DESK_STATUS: "see whether Pitboss works",
}
"""Every permission, completing "You may"."""


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
    may = [words for permission, words in PERMISSIONS.items() if actor.may(permission)]
    rights = [kit.say(kit.bold("You may")), kit.bullets(may)] if may else [kit.say("You may do nothing here yet.")]
    heading = kit.say(kit.bold(actor.name))
    return Answer.of(f"{actor.name}: {titles(call, actor.roles) or 'no role'}", heading, *kit.facts(lines), *rights)


async def _staff(call: Call) -> Answer:
    start = call.text.strip()
    found = await call.see(staff.colleagues, start=start.removeprefix("@"))
    if not found:
        text = f"Nobody here is called “{kit.plain(start, most=40)}”."
        return Answer.of(text, kit.say(text), kit.small("Type the beginning of a name, or /pitboss staff alone."))
    lines = [kit.marked(kit.bold(one.actor.name), f": {_standing(call, one)}\n") for one in found]
    more = "Sorted by name, at most 20. Type the beginning of a name to find others."
    return Answer.of(f"{len(found)} colleagues", kit.say(kit.bold("Colleagues")), kit.say(*lines), kit.small(more))


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
        f"{COMMAND} whoami": SlashCommand(_whoami, help=(WHOAMI,)),
        f"{COMMAND} staff": SlashCommand(_staff, help=(STAFF,)),
        f"{COMMAND} status": SlashCommand(status.status, help=(STATUS,)),
    }
)
