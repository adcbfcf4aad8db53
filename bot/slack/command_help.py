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
NEAR = 0.7
"""How similar a word must be to one that is known (0 to 1)."""
NEAR_HELP = 0.75
PREFIX_LEAST = 3
NOTHING_ALLOWED = "Your roles allow none of this. An administrator can grant you a role."


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One thing to type, what it does, and who may; None for everybody."""

    typed: str
    does: str
    needs: Permission | None = None


def shown(title: str, lines: Iterable[HelpLine], actor: Actor) -> Answer:
    """List what this person may type after one command."""
    return _drawn(title, [allowed(lines, actor)])


def index(title: str, several: Iterable[Iterable[HelpLine]], actor: Actor) -> Answer:
    """List everything this person may type, command by command."""
    return _drawn(title, [allowed(lines, actor) for lines in several])


def allowed(lines: Iterable[HelpLine], actor: Actor) -> list[HelpLine]:
    """Keep the lines that this person may type."""
    return [line for line in lines if line.needs is None or actor.may(line.needs)]


class Mistyped(Unknown):
    """A word that means nothing here, and what may have been meant: whole lines, or other words in its place."""

    def __init__(self, message: str, *, lines: Sequence[str] = (), word: str = "", meant: Sequence[str] = ()) -> None:
        super().__init__(message)
        self._lines, self._word, self._meant = tuple(lines), word, tuple(meant)

    def lines(self, typed: str) -> tuple[str, ...]:
        """Give the lines to offer instead of the one that was typed."""
        begin = typed.lower().rfind(self._word.lower())
        head, tail = typed[:begin], typed[begin + len(self._word) :]
        return (*self._lines, *(f"{head}{each}{tail}" for each in self._meant if begin >= 0))


def unknown(word: str, known: Iterable[str], command: str, *, rest: str = "") -> Mistyped:
    """Say that a word is unknown, and offer the closest one, with the words behind it as they were typed."""
    found = nearest(word, known)
    meant = f" Did you mean {command} {found}?" if found else ""
    words = f"I do not know “{kit.plain(word, most=40)}” here.{meant} Type {command} help to see what I know."
    return Mistyped(words, lines=[f"{command} {found} {rest}".strip()] if found else [])


def refuse_misspelled_help(text: str, command: str) -> None:
    """Refuse a word that was meant for *help*, where it is nothing else.

    Raises :class:`Mistyped`.
    """
    if difflib.SequenceMatcher(None, text.casefold(), HELP).ratio() >= NEAR_HELP:
        raise unknown(text, [HELP], command)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the word somebody probably meant: one that begins so, or one with nearly the same letters."""
    typed, words = word.casefold(), list(known)
    begins = [each for each in words if len(typed) >= PREFIX_LEAST and each.startswith(typed)]
    close = begins or difflib.get_close_matches(typed, words, n=1, cutoff=NEAR)
    return next(iter(close), None)


def _drawn(title: str, parts: Sequence[list[HelpLine]]) -> Answer:
    typed = [line.typed for lines in parts for line in lines]
    blocks = [_section(lines) for lines in parts if lines] or [kit.say(NOTHING_ALLOWED)]
    return Answer.of(f"{title}: {'; '.join(typed)}", kit.say(kit.bold(title)), *blocks)


def _section(lines: Sequence[HelpLine]) -> Block:
    return kit.say(kit.stacked(kit.marked(kit.code(line.typed), f" {line.does}") for line in lines))
