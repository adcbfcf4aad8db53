"""What can be typed: commands and their verbs, found by their first words, each with its help."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

from bot.slack import command_help
from bot.slack.command_help import HELP, HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Shown
from core.people import Actor

Handler = Callable[[Call], Awaitable[Shown]]

INDEX_TITLE = "What you can do here"


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command, or a verb of one: who answers it, and what Slack, help and reference tell of it."""

    handler: Handler | None
    """None where only its verbs do anything."""
    about: str = ""
    """What it does, in a line; a verb is told by its help alone."""
    _: KW_ONLY
    hint: str = ""
    """What may be typed after it, in short."""
    help: tuple[HelpLine, ...] = ()
    mentions: bool = False
    """Whether Slack hands over people named after it by their ids."""
    helps_alone: bool = False
    """Whether it answers with its help where nothing is typed after it."""
    is_index: bool = False
    """Whether its help lists every command there is."""


class Commands:
    """Every command there is, by what is typed: ``/player``, or ``/pitboss grant`` for a verb of another command."""

    def __init__(self, table: Mapping[str, SlashCommand]) -> None:
        self._table = table

    def __iter__(self) -> Iterator[tuple[str, SlashCommand]]:
        """Go through the commands; their verbs are told by :meth:`lines`."""
        return ((name, command) for name, command in self._table.items() if " " not in name)

    def lines(self, name: str) -> list[HelpLine]:
        """Give the help of a command and of its verbs."""
        return [line for each in (name, *self._verbs(name)) for line in self._table[each].help]

    def hint(self, name: str) -> str:
        """Say in short what may be typed after a command: its own hint, or its verbs where it has nothing else."""
        command = self._table[name]
        return command.hint if command.handler else f"[{' | '.join([HELP, *map(_verb, self._verbs(name))])}]"

    def declared(self) -> dict[str, dict[str, Any]]:
        """Give what the manifest says of each command."""
        return {
            name: {
                "description": command.about,
                "usage_hint": self.hint(name),
                "should_escape": command.mentions,
            }
            for name, command in self
        }

    def words(self) -> dict[str, str]:
        """Give what may be said to Pitboss without a slash: each command, and each verb of the index."""
        verbs = {_verb(name): name for name in self._verbs(self._index)} if self._index else {}
        return {**verbs, **{name.removeprefix("/"): name for name, _ in self}}

    async def typed(self, call: Call) -> Shown:
        """Answer a command as it was typed."""
        return await self.answer(call.name, call)

    async def answer(self, name: str, call: Call) -> Shown:
        """Answer what stands in the call's text as if it were typed after this command.

        Raises :class:`~core.errors.Unknown` for a word that none of its verbs is, where it has nothing but verbs.
        """
        name, text = self._found(name, call.text)
        command = self._table[name]
        if text.casefold() == HELP or (command.helps_alone and not text):
            return self.help(name, call.actor)
        if command.handler is None:
            known = map(_verb, self._verbs(name))
            raise command_help.unknown(text.partition(" ")[0], [HELP, *known], name)
        return await command.handler(replace(call, text=text))

    def help(self, name: str, actor: Actor) -> Answer:
        """Show what this person may type after a command; after the index, everything there is."""
        if self._table[name].is_index:
            return self.everything(actor)
        return command_help.shown(self._table[name].about or name, self.lines(name), actor)

    def everything(self, actor: Actor) -> Answer:
        """Show what this person may type at all."""
        return command_help.index(INDEX_TITLE, [self.lines(name) for name, _ in self], actor)

    def _found(self, name: str, text: str) -> tuple[str, str]:
        """Find the verb meant, first or behind one other word: the player it is about. Give what else was typed."""
        words = text.split(maxsplit=2)
        for place, word in enumerate(words[:2]):
            if (verb := f"{name} {word.casefold()}") in self._table:
                return verb, " ".join(words[:place] + words[place + 1 :])
        return name, text

    def _verbs(self, name: str) -> list[str]:
        return [each for each in self._table if each.startswith(f"{name} ")]

    @property
    def _index(self) -> str:
        return next((name for name, command in self._table.items() if command.is_index), "")


def _verb(name: str) -> str:
    """Give the second word of ``/pitboss grant``."""
    return name.partition(" ")[2]
