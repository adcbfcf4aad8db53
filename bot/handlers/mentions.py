"""Mentions: the commands that only answer, for threads, where Slack lets no command be typed."""

import re
from dataclasses import replace

from bot.handlers.activity import commands as activity
from bot.handlers.audit import commands as audit
from bot.handlers.desk import commands as desk
from bot.handlers.digests import commands as digests
from bot.handlers.players import commands as players
from bot.handlers.requests import approvals
from bot.handlers.tickets import commands as tickets
from bot.slack import command_help
from bot.slack.incoming import Call
from bot.slack.responses import Shown
from bot.slack.routes import Handler, Routes

OURSELVES = re.compile(r"^\s*<@[A-Z0-9]+(?:\|[^>]*)?>[\s,:]*")
COMMANDS: dict[str, Handler] = {
    command.removeprefix("/"): handler
    for each in (players, activity, audit, approvals, desk, tickets, digests)
    for command, handler in each.ROUTES.commands.items()
}


async def _mentioned(call: Call) -> Shown:
    """Answer ``@Pitboss player anna42`` where it was said, to whoever said it alone."""
    word, _, rest = OURSELVES.sub("", call.text).partition(" ")
    name = word.removeprefix("/").casefold()
    if not name or name == command_help.HELP:
        name, rest = "pitboss", command_help.HELP
    if name not in COMMANDS:
        raise command_help.unknown(word, COMMANDS, "@Pitboss")
    return await COMMANDS[name](replace(call, text=rest.strip()))


ROUTES = Routes(events={"app_mention": _mentioned})
