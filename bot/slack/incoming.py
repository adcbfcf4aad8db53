"""One Slack event as handlers see it: read from its payload, with who, what and where, and the two ways into core."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, ParamSpec, TypeVar

from bot import kit
from bot.process import transactions
from bot.process.services import Services
from bot.slack import message_text, payloads, typed_text
from core.operations import Operation, Query
from core.people import Actor, Origin

P = ParamSpec("P")
T = TypeVar("T")

Body = Mapping[str, Any]

NO_ADDRESS = "not available from Slack"
"""The IP address in the record: Slack does not provide it."""
TYPED_MOST = 5_000
"""Characters of typed text that are read. A message may hold 40,000, and parsing that many would keep everybody
else waiting."""

MESSAGE = "message"
"""The event of a message in a channel."""
DIRECT = "message.im"
"""What a person wrote to Pitboss alone; Slack names it like any other message."""


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
        return payloads.entered(self.screen)

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


def command(body: Body) -> Incoming:
    """Read a slash command. Its ``team_id`` is where it was typed, not the person's team, so it is left out."""
    return Incoming(
        kind=IncomingKind.COMMAND,
        name=_text(body, "command"),
        body=body,
        user=_text(body, "user_id"),
        channel=body.get("channel_id"),
        key=_key("command", body.get("trigger_id")),
        text=typed_text.read(_text(body, "text")[:TYPED_MOST]).strip(),
    )


def button(body: Body) -> Incoming:
    """Read something pressed or chosen."""
    action = _pressed((body.get("actions") or [{}])[0])
    parts = (action.get("action_ts"), action.get("action_id"), _user(body).get("id"))
    key, name = _key("button", *parts), str(action.get("action_id", ""))
    return _interactive(IncomingKind.BUTTON, {**body, "actions": [action]}, name=name, key=key)


def _pressed(action: Body) -> Body:
    """Read a choice of a menu of buttons as the button that it stands for."""
    if action.get("type") != "overflow" and action.get("action_id") != kit.BUTTON_MENU:
        return action
    action_id, _, value = str((action.get("selected_option") or {}).get("value") or "").partition(" ")
    return {**action, "type": "button", "action_id": action_id, "value": value, "selected_option": None}


def form(body: Body) -> Incoming:
    """Read a submitted form."""
    view = body.get("view") or {}
    return _interactive(IncomingKind.FORM, body, name=_text(view, "callback_id"), key=form_key(view))


def form_key(view: Body) -> str | None:
    """Return the key of one state of a form, so that submitting it twice counts once."""
    return _key("form", view.get("id"), view.get("hash"))


def closed(body: Body) -> Incoming:
    """Read a form that was closed unsubmitted."""
    view = body.get("view") or {}
    key = _key("closed", view.get("id"), view.get("hash"))
    return _interactive(IncomingKind.CLOSED, body, name=_text(view, "callback_id"), key=key)


def options(body: Body) -> Incoming:
    """Read what was typed into a menu so far."""
    text = typed_text.read_field(_text(body, "value")[:TYPED_MOST])
    return _interactive(IncomingKind.OPTIONS, body, name=_text(body, "action_id"), key=None, text=text)


def shortcut(body: Body) -> Incoming:
    """Read a shortcut, global or on a message."""
    key = _key("shortcut", body.get("trigger_id"))
    return _interactive(IncomingKind.SHORTCUT, body, name=_text(body, "callback_id"), key=key)


def event(body: Body) -> Incoming:
    """Read an event of the Events API. Some name no author, or an object in its place."""
    inner = body.get("event") or {}
    author = inner.get("user") or (inner.get("message") or {}).get("user")  # of a message that was changed
    name = _text(inner, "type")
    return Incoming(
        kind=IncomingKind.EVENT,
        name=_direct(inner) if inner.get("channel_type") == "im" and name == MESSAGE else name,
        body=body,
        user=author if isinstance(author, str) else _text(author or {}, "id"),
        channel=inner.get("channel") if isinstance(inner.get("channel"), str) else None,
        key=_key("event", body.get("event_id")),
        text=message_text.said(inner)[:TYPED_MOST],
    )


def _direct(message: Body) -> str:
    """Name a message of a direct conversation: what a person wrote there, or all else, which nobody answers."""
    written = message.get("subtype") in {None, "file_share"} and not message.get("bot_id")
    return DIRECT if written else f"{DIRECT}.other"


def _interactive(kind: IncomingKind, body: Body, *, name: str, key: str | None, text: str = "") -> Incoming:
    user, container = _user(body), body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    return Incoming(
        kind=kind,
        name=name,
        body=body,
        user=_text(user, "id"),
        team=user.get("team_id"),
        channel=channel,
        key=key,
        text=text,
    )


def _user(body: Body) -> Body:
    user: Body = body.get("user") or {}
    return user


def _text(body: Body, key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""


def _key(*parts: object) -> str | None:
    return ":".join(map(str, parts)) if all(parts) else None
