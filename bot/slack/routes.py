"""Which handler an event goes to: each feature names its own, by what is typed or by the id of what is pressed."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from bot.process.services import EntryPoints, Services
from bot.slack.commands import Commands, Handler, SlashCommand
from bot.slack.incoming import Call, IncomingKind
from bot.slack.responses import Answer
from core.errors import Refused

Table = Mapping[str, Handler]
Refusal = Callable[[Call, Any], Awaitable[Answer]]
"""Shows a refusal that the person can do something about, in place of its words."""
Listener = Callable[[Services, Mapping[str, Any]], Awaitable[None]]
"""Told an event of Slack's own, which nobody waits for and nobody has to be allowed."""


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
