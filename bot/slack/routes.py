"""Which handler an event goes to: each feature names its own, by the part before the first colon."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from bot.process.services import EntryPoints, Services
from bot.slack.incoming import Call, Kind
from bot.slack.responses import Shown

Handler = Callable[[Call], Awaitable[Shown]]
Table = Mapping[str, Handler]
Listener = Callable[[Services, Mapping[str, Any]], Awaitable[None]]
"""Told an event of Slack's own, which nobody waits for and nobody has to be allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The handlers of a feature.

    Commands are named as typed (``/player``); buttons, forms, closed forms, options and shortcuts by the prefix of
    their ids; events by their type (``app_home_opened``, ``message``). ``news`` are events that have no author:
    whoever listens gets the inner event.
    """

    commands: Table = field(default_factory=dict)
    buttons: Table = field(default_factory=dict)
    forms: Table = field(default_factory=dict)
    closed: Table = field(default_factory=dict)
    options: Table = field(default_factory=dict)
    shortcuts: Table = field(default_factory=dict)
    events: Table = field(default_factory=dict)
    news: Mapping[str, Listener] = field(default_factory=dict)

    @classmethod
    def joined(cls, several: Iterable["Routes"]) -> "Routes":
        """Join the routes of all features.

        Raises ``ValueError`` when two claim the same name.
        """
        joined: dict[str, dict[str, Any]] = {each.name: {} for each in fields(cls)}
        for routes in several:
            for kind, table in joined.items():
                claimed: Mapping[str, Any] = getattr(routes, kind)
                if twice := table.keys() & claimed.keys():
                    message = f"two features claim the {kind} {sorted(twice)}"
                    raise ValueError(message)
                table.update(claimed)
        return cls(**joined)

    @property
    def entry_points(self) -> EntryPoints:
        """What the manifest has to declare for these."""
        return EntryPoints(frozenset(self.commands), frozenset(self.shortcuts), frozenset({*self.events, *self.news}))

    def find(self, kind: Kind, name: str) -> Handler | None:
        """Find who handles this, or None."""
        tables = {
            Kind.COMMAND: self.commands,
            Kind.BUTTON: self.buttons,
            Kind.FORM: self.forms,
            Kind.CLOSED: self.closed,
            Kind.OPTIONS: self.options,
            Kind.SHORTCUT: self.shortcuts,
            Kind.EVENT: self.events,
        }
        return tables[kind].get(name.partition(":")[0])
