"""Help for the words people type after a command, and a hand for those who mistype one."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot import kit
from bot.slack.responses import Answer
from core.errors import Unknown
from core.people import Actor, Permission

HELP = "help"


@dataclass(frozen=True, slots=True)
class Usage:
    """One thing to type, what it does, and who may; None for everybody."""

    typed: str
    does: str
    needs: Permission | None = None


def shown(title: str, usages: Sequence[Usage], actor: Actor) -> Answer:
    """Show what this person may type."""
    mine = [each for each in usages if each.needs is None or actor.may(each.needs)]
    lines = [kit.marked(kit.code(each.typed), f" {each.does}\n") for each in mine]
    words = kit.say(*lines) if lines else kit.say("Your roles allow nothing here. Ask an administrator for one.")
    return Answer.of(f"{title}: {'; '.join(each.typed for each in mine)}", kit.say(kit.bold(title)), words)


def unknown(word: str, known: Iterable[str], command: str) -> Unknown:
    """Say that a word is not known, with the nearest one."""
    nearest = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.5)
    meant = f" Did you mean {command} {nearest[0]}?" if nearest else ""
    return Unknown(f"I do not know “{kit.plain(word, most=40)}” here.{meant} Type {command} help to see what I know.")
