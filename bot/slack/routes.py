"""Which handler an event goes to, by the command typed or the id of what is pressed; each feature names its own."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field, fields, replace
from typing import Any

from bot import kit
from bot.process.services import EntryPoints, Services
from bot.slack import command_help
from bot.slack.command_help import HELP, HelpLine, Mistyped
from bot.slack.incoming import Call, IncomingKind
from bot.slack.responses import Answer, Shown
from core.errors import Refused
from core.people import Actor

Handler = Callable[[Call], Awaitable[Shown]]
Table = Mapping[str, Handler]
Refusal = Callable[[Call, Any], Awaitable[Answer]]
"""Shows a refusal in its own way, so that the person can act on it."""
Listener = Callable[[Services, Mapping[str, Any]], Awaitable[None]]
"""Handles an event without an author; nobody waits for it and no right is needed."""
WORD = re.compile(r'"[^"]*"|\S+')
"""A word, or several in quotes, which are no verb."""
INDEX_TITLE = "What you can do here"


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command, or a verb of one: its handler, and its texts for Slack, help and the reference."""

    handler: Handler | None
    """None where only its verbs do anything."""
    about: str = ""
    """What it does, in one line; verbs are described by their help only."""
    _: KW_ONLY
    hint: str = ""
    """What may be typed after it, in short."""
    help: tuple[HelpLine, ...] = ()
    mentions: bool = False
    """Whether Slack hands over people named after it by their ids."""
    helps_alone: bool = False
    """Whether it answers with its help where nothing is typed after it."""
    alone: bool = False
    """Whether nothing may be typed after it."""
    verbs_before: re.Pattern[str] | None = None
    """Where a verb may also stand further behind, after a player of several words: before what this finds."""
    is_index: bool = False
    """Whether its help lists every command there is."""


class Commands:
    """Every command there is, by what is typed: ``/player``, or ``/pitboss grant`` for a verb of another command."""

    def __init__(self, table: Mapping[str, SlashCommand]) -> None:
        self._table = table

    def __iter__(self) -> Iterator[tuple[str, SlashCommand]]:
        """Go through the commands; their verbs are listed by :meth:`lines`."""
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
        """Give what may be said to Pitboss without a slash: each command, each verb of the index and about a player."""
        verbs = {_verb(name): name for name in self._verbs(self._index)} if self._index else {}
        acts = {_verb(each): each for name, command in self if command.verbs_before for each in self._verbs(name)}
        return {**acts, **verbs, **{name.removeprefix("/"): name for name, _ in self}}

    async def typed(self, call: Call) -> Shown:
        """Answer a command as it was typed."""
        return await self.answer(call.name, call)

    async def answer(self, name: str, call: Call) -> Shown:
        """Answer what stands in the call's text as if it were typed after this command.

        Raises :class:`~core.errors.Unknown` for a word that none of its verbs is, where it has nothing but verbs.
        """
        name, text = self._found(name, call.text)
        command = self._table[name]
        first, *rest = text.split() or [""]
        if first.casefold() == HELP and (command.handler is None or not rest):
            return self.help(self.words().get(" ".join(rest).removeprefix("/").casefold(), name), call.actor)
        if command.helps_alone and not text:
            return self.help(name, call.actor)
        if command.alone and text:
            raise Mistyped(
                f"{name} takes nothing after it, so “{kit.plain(text, most=40)}” was not read.", lines=[name]
            )
        if command.handler is None:
            known = map(_verb, self._verbs(name))
            raise command_help.unknown(first, [HELP, *known], name, rest=" ".join(rest))
        return await command.handler(replace(call, text=text))

    def help(self, name: str, actor: Actor) -> Answer:
        """Show what this person may type after a command; after the index, everything there is."""
        if self._table[name].is_index:
            return self.everything(actor)
        return command_help.shown(self._table[name].about or name, self.lines(name), actor)

    def alone(self, actor: Actor) -> list[str]:
        """List the commands that this person may type with nothing after them."""
        lines = ((name, line) for name, _ in self for line in self._table[name].help)
        return [name for name, line in lines if line.typed == name and command_help.allowed([line], actor)]

    def everything(self, actor: Actor) -> Answer:
        """Show what this person may type at all."""
        return command_help.index(INDEX_TITLE, [self.lines(name) for name, _ in self], actor)

    def _found(self, name: str, text: str) -> tuple[str, str]:
        """Find the verb meant, first or behind one other word: the player it is about. Give what else was typed."""
        words = text.split(maxsplit=2)
        for place, word in enumerate(words[:2]):
            if (verb := f"{name} {word.casefold()}") in self._table:
                return verb, " ".join(words[:place] + words[place + 1 :])
        for found in WORD.finditer(self._before_reason(name, text)):
            if (verb := f"{name} {found[0].casefold()}") in self._table:
                return verb, f"{text[: found.start()].strip()} {text[found.end() :].strip()}".strip()
        return name, text

    def _before_reason(self, name: str, text: str) -> str:
        """Give the part of a text in which a verb may stand anywhere."""
        reason = self._table[name].verbs_before
        return reason.split(text, maxsplit=1)[0] if reason else ""

    def _verbs(self, name: str) -> list[str]:
        return [each for each in self._table if each.startswith(f"{name} ")]

    @property
    def _index(self) -> str:
        return next((name for name, command in self._table.items() if command.is_index), "")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of Slack's own menus: who answers it, its title there, and what it does in a line."""

    handler: Handler
    title: str
    about: str
    on_message: bool = False
    """Whether it stands in the menu of each message, and not in the one for everywhere."""

    @property
    def declared(self) -> dict[str, str]:
        """What the manifest says of it."""
        return {"name": self.title, "type": "message" if self.on_message else "global", "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The handlers of a feature.

    Commands are named as typed (``/player``, or ``/pitboss grant`` for a verb of another feature's command);
    shortcuts by their ids; buttons, forms, closed forms and options by the prefix of their ids; events by their type
    (``app_home_opened``, ``message``). ``news`` are events that have no author: the listener gets the inner event.
    ``refusals`` say how a refusal is shown, whichever feature met it.
    """

    commands: Mapping[str, SlashCommand] = field(default_factory=dict)
    buttons: Table = field(default_factory=dict)
    forms: Table = field(default_factory=dict)
    closed: Table = field(default_factory=dict)
    options: Table = field(default_factory=dict)
    shortcuts: Mapping[str, Shortcut] = field(default_factory=dict)
    events: Table = field(default_factory=dict)
    news: Mapping[str, Listener] = field(default_factory=dict)
    refusals: Mapping[type[Refused], Refusal] = field(default_factory=dict)

    @classmethod
    def joined(cls, several: Iterable["Routes"]) -> "Routes":
        """Join the routes of all features.

        Raises ``ValueError`` when two claim the same name, or a verb belongs to no command.
        """
        joined: dict[str, dict[Any, Any]] = {each.name: {} for each in fields(cls)}
        for routes in several:
            for kind, table in joined.items():
                claimed: Mapping[Any, Any] = getattr(routes, kind)
                if twice := table.keys() & claimed.keys():
                    message = f"two features claim the {kind} {sorted(map(str, twice))}"
                    raise ValueError(message)
                table.update(claimed)
        commands = joined["commands"]
        if strays := {name for name in commands if name.partition(" ")[0] not in commands}:
            message = f"these verbs belong to no command: {sorted(strays)}"
            raise ValueError(message)
        return cls(**joined)

    @property
    def entry_points(self) -> EntryPoints:
        """What the manifest has to declare for these."""
        return EntryPoints(
            commands=Commands(self.commands).declared(),
            shortcuts={name: shortcut.declared for name, shortcut in self.shortcuts.items()},
            events=frozenset({*self.events, *self.news}),
        )

    def find(self, kind: IncomingKind, name: str) -> Handler | None:
        """Find who handles this, or None."""
        if kind is IncomingKind.COMMAND:
            return Commands(self.commands).typed if name in self.commands else None
        if kind is IncomingKind.SHORTCUT:
            return self.shortcuts[name].handler if name in self.shortcuts else None
        tables = {
            IncomingKind.BUTTON: self.buttons,
            IncomingKind.FORM: self.forms,
            IncomingKind.CLOSED: self.closed,
            IncomingKind.OPTIONS: self.options,
            IncomingKind.EVENT: self.events,
        }
        return tables[kind].get(name.partition(":")[0])


def _verb(name: str) -> str:
    """Give the second word of ``/pitboss grant``."""
    return name.partition(" ")[2]
