"""Mentions: what can be typed as a command, for threads, where Slack lets no command be typed."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot import kit
from bot.parsing import sentences
from bot.slack import command_help
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Commands, Routes

OURSELVES = re.compile(r"^\s*<@[A-Z0-9]+(?:\|[^>]*)?>[\s,:]*")


def routes(several: Iterable[Routes]) -> Routes:
    """Answer mentions by the commands of these routes."""
    commands = Commands(Routes.joined(several).commands)

    async def mentioned(call: Call) -> Shown:
        """Answer ``@Pitboss player anna42`` where it was said, so that only its author sees it."""
        word, rest = sentences.first_word(OURSELVES.sub("", call.text))
        said, known = word.removeprefix("/").casefold(), commands.words()
        if not said or said == command_help.HELP:
            return commands.everything(call.actor)
        if said not in known:
            raise command_help.unknown(word, known, "@Pitboss")
        shown = await commands.answer(known[said], replace(call, text=rest))
        return _instead(known[said]) if isinstance(shown, Form) else shown

    return Routes(events={"app_mention": mentioned})


def _instead(name: str) -> Answer:
    words = f"Slack opens no form from a mention. Type {name} in a channel or a message of your own."
    return Answer.of(words, kit.say(words))
