"""One Slack event as handlers see it: who, what and where, and the two ways into core."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, ParamSpec, TypeVar

from bot.process import transactions
from bot.process.services import Services
from bot.slack import form_state
from core.operations import Operation, Query
from core.people import Actor, Origin

P = ParamSpec("P")
T = TypeVar("T")

NO_ADDRESS = "not available from Slack"
"""The IP address in the record: Slack does not provide it."""


class IncomingKind(StrEnum):
    """The kinds of Slack events; each is also the surface named in the record."""

    COMMAND = "slash_command"
    BUTTON = "button"
    """Anything pressed or chosen in a message, a modal or Home."""
    FORM = "form"
    CLOSED = "closed_form"
    OPTIONS = "typeahead"
    SHORTCUT = "shortcut"
    EVENT = "event"


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One Slack event, parsed, before its author is looked up.

    ``name`` decides the route: ``/player``, or an id such as ``player:open`` whose part before the first
    colon names the feature.
    """

    kind: IncomingKind
    name: str
    body: Mapping[str, Any]
    user: str
    """Slack's user id; empty where an event has no author."""
    team: str | None = None
    """The user's team, never the installed one; None for commands and events, where Slack does not say."""
    channel: str | None = None
    key: str | None = None
    """The key that repeated deliveries of this event share."""
    text: str = ""
    """The typed text: after a command, or in a menu so far."""

    @property
    def origin(self) -> Origin:
        """Where it came from, for the record."""
        return Origin(
            surface=self.kind.value,
            workspace=self.team,
            channel=self.channel,
            correlation=self.key,
            address=NO_ADDRESS,
        )

    @cached_property
    def values(self) -> dict[str, Any]:
        """The form's values by block id: text, an option's value, a list of them, a date, an id, or None."""
        return form_state.values(self.screen)

    @property
    def screen(self) -> Mapping[str, Any]:
        """The modal or Home it happened in, as Slack keeps it; empty elsewhere."""
        return self.body.get("view") or {}

    @property
    def in_modal(self) -> bool:
        """Whether it happened in a modal."""
        return self.screen.get("type") == "modal"

    @property
    def topmost(self) -> bool:
        """Whether no modal can be pushed on top: Slack stacks three."""
        beneath = self.screen.get("previous_view_id")
        return bool(beneath) and beneath != self.screen.get("root_view_id")

    @property
    def action(self) -> Mapping[str, Any]:
        """The pressed or chosen element as sent by Slack; empty for other events."""
        actions = self.body.get("actions") or [{}]
        first: Mapping[str, Any] = actions[0]
        return first

    @property
    def value(self) -> str:
        """The pressed button's value, or the chosen option's."""
        chosen = self.action.get("selected_option") or self.action
        return str(chosen.get("value") or "")

    @property
    def verb(self) -> str:
        """What follows the feature's name: ``open`` of ``player:open``."""
        return self.name.partition(":")[2]

    @property
    def event(self) -> Mapping[str, Any]:
        """The inner event of the Events API; empty elsewhere."""
        return self.body.get("event") or {}

    @property
    def trigger(self) -> str | None:
        """The trigger id that opens a modal, once, within three seconds."""
        return self.body.get("trigger_id")

    @property
    def response_url(self) -> str | None:
        """The response_url for private answers: five uses within half an hour."""
        return self.body.get("response_url")

    @property
    def metadata(self) -> Any:
        """The form's private metadata, parsed from JSON; empty if there is none."""
        try:
            parsed = json.loads(self.screen.get("private_metadata") or "{}")
        except (ValueError, RecursionError):
            return {}
        return parsed if isinstance(parsed, dict) else {}


@dataclass(frozen=True, kw_only=True)
class Call(Incoming):
    """One Slack event whose author is known. Handlers take one and return what to show."""

    actor: Actor
    services: Services

    @classmethod
    def of(cls, incoming: Incoming, actor: Actor, services: Services) -> "Call":
        """Create a call from an event, its author and the desk."""
        known = {each.name: getattr(incoming, each.name) for each in fields(incoming)}
        return cls(**known, actor=replace(actor, origin=incoming.origin), services=services)

    async def see(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Look, on the record: see :func:`bot.process.transactions.see`."""
        return await transactions.see(self.services, self.actor, query, *args, **kwargs)

    async def do(self, operation: Operation[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do all of it or nothing, once for this event: see :func:`bot.process.transactions.do`."""
        return await transactions.do(self.services, self.actor, operation, self.key, *args, **kwargs)
