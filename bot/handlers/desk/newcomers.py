"""``/pitboss newcomers``: whom to hire, as the user groups of the workspace suggest; nobody gets a role by that."""

from collections.abc import Mapping

from slackblocks import Block

from bot import kit
from bot.slack.api_errors import FAULTS, error_of
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from bot.slack.routes import Routes, SlashCommand
from core import staff
from core.actions.hire import Hire
from core.people import Permission

NEWCOMERS = HelpLine(
    "/pitboss newcomers", "suggests whom to hire: members of a role's user group in Slack", Permission.STAFF_GRANT
)
SHOWN_MOST = 20
NO_GROUP = "No role of the office file names a user group (user_group: S0123ABCD), so nobody can be suggested."
NONE_LEFT = "Everybody in these user groups works here."
UNLISTED = "Nobody can be suggested now."
NONE_KNOWN = "These user groups have no members."
NOTHING_BY_ITSELF = "Nobody is hired by being in a group: each is requested, and a second person agrees."


async def _newcomers(call: Call) -> Answer:
    groups = {role: one.user_group for role, one in call.services.office.roles.items() if one.user_group}
    members, troubles = await _members(call, groups) if call.actor.may(Permission.STAFF_GRANT) else ({}, [])
    found = await call.see(staff.newcomers, accounts=list(members))
    if not groups:
        return Answer.of(NO_GROUP, kit.say(NO_GROUP))
    lines = [_line(call, user, members[user]) for user in found[:SHOWN_MOST]]
    more = [kit.small(f"{len(found) - SHOWN_MOST} more.")] if len(found) > SHOWN_MOST else []
    nobody = NONE_LEFT if members else UNLISTED if troubles else NONE_KNOWN
    words = f"{kit.counted(len(found), 'account')} to hire" if found else nobody
    return Answer.of(words, kit.say(kit.bold(words)), *lines, *more, *troubles, kit.small(NOTHING_BY_ITSELF))


async def _members(call: Call, groups: Mapping[str, str]) -> tuple[dict[str, str], list[Block]]:
    """Ask Slack who is in each role's group; give the first role of each account, and what could not be asked."""
    members: dict[str, str] = {}
    troubles: list[Block] = []
    for role, group in groups.items():
        try:
            answer = await call.services.slack.usergroups_users_list(usergroup=group)
        except FAULTS as fault:
            troubles.append(kit.small(f"Slack did not list the user group {group} ({error_of(fault)})."))
            continue
        for user in answer["users"]:
            members.setdefault(str(user), role)
    return members, troubles


def _line(call: Call, user: str, role: str) -> Block:
    title = call.services.office.roles[role].title
    button = kit.button(f"Hire as {title}…", f"{Hire.name}:open", value=f"{user}::{role}")
    return kit.say(kit.person(user), f": {title}", beside=button)


ROUTES = Routes(commands={"/pitboss newcomers": SlashCommand(_newcomers, help=(NEWCOMERS,), alone=True)})
