"""Help for the words people type after a command, and suggestions for mistyped ones."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slackblocks import Block

from bot import kit
from bot.slack.responses import Answer
from core.errors import Unknown
from core.people import Actor, Permission

HELP = "help"
NOTHING_ALLOWED = "Your roles allow none of this. An administrator can grant you a role."


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One thing to type, what it does, and who may; None for everybody."""

    typed: str
    does: str
    needs: Permission | None = None


def shown(title: str, lines: Iterable[HelpLine], actor: Actor) -> Answer:
    """List what this person may type after one command."""
    return _drawn(title, [_allowed(lines, actor)])


def index(title: str, several: Iterable[Iterable[HelpLine]], actor: Actor) -> Answer:
    """List everything this person may type, command by command."""
    return _drawn(title, [_allowed(lines, actor) for lines in several])


def unknown(word: str, known: Iterable[str], command: str) -> Unknown:
    """Say that a word is unknown, and suggest the closest one."""
    nearest = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.5)
    meant = f" Did you mean {command} {nearest[0]}?" if nearest else ""
    return Unknown(f"I do not know “{kit.plain(word, most=40)}” here.{meant} Type {command} help to see what I know.")


def _allowed(lines: Iterable[HelpLine], actor: Actor) -> list[HelpLine]:
    return [line for line in lines if line.needs is None or actor.may(line.needs)]


def _drawn(title: str, parts: Sequence[list[HelpLine]]) -> Answer:
    typed = [line.typed for lines in parts for line in lines]
    blocks = [_section(lines) for lines in parts if lines] or [kit.say(NOTHING_ALLOWED)]
    return Answer.of(f"{title}: {'; '.join(typed)}", kit.say(kit.bold(title)), *blocks)


def _section(lines: Sequence[HelpLine]) -> Block:
    return kit.say(kit.stacked(kit.marked(kit.code(line.typed), f" {line.does}") for line in lines))
