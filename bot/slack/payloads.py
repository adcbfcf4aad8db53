"""Reading Slack's payloads: each kind of event into one value."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from bot import kit
from bot.slack import form_state, message_text, typed_text
from bot.slack.incoming import Incoming, IncomingKind
from core import characters, redaction
from core.errors import Invalid

Body = Mapping[str, Any]

TYPED_MOST = 5_000
"""Characters of typed text that are read. A message may hold 40,000, and parsing that many would keep everybody
else waiting."""

MESSAGE = "message"
"""The event of a message in a channel."""
DIRECT = "message.im"
"""What a person wrote to Pitboss alone; Slack names it like any other message."""
DIGITS_MOST = 18
"""Of a 64-bit number."""
ANEW = {
    "player": "Look the player up again.",
    "request": "/approvals lists what waits.",
    "alert": "/alerts lists them.",
    "ticket": "Open the ticket again.",
    "digest": "Ask for the digest again.",
    "note": "Look at the notes again.",
    "interaction": "List the interactions again.",
}
"""What to do when a button's value is invalid, by what it should name."""


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
        text=said(inner)[:TYPED_MOST],
    )


def _direct(message: Body) -> str:
    """Name a message of a direct conversation: what a person wrote there, or all else, which nobody answers."""
    written = message.get("subtype") in {None, "file_share"} and not message.get("bot_id")
    return DIRECT if written else f"{DIRECT}.other"


def said(message: object) -> str:
    """Give the words of a message."""
    return message_text.read(message) if isinstance(message, Mapping) else ""


def refuse_broken(incoming: Incoming) -> None:
    """Refuse what cannot be stored, before anything is done with it.

    Raises :class:`~core.errors.Invalid`, beside the field of a form.
    """
    characters.refuse_broken({"text": incoming.text, **(incoming.values if incoming.screen else {})})


def refuse_numbers(incoming: Incoming) -> None:
    """Refuse a form in whose notes and reasons stands a number that must not stand in Slack.

    Raises :class:`~core.redaction.HoldsNumbers`, beside the field.
    """
    for block_id, written in form_state.passages(incoming.screen).items():
        redaction.refuse(written, field=block_id)


def number(value: object) -> int | None:
    """Read a number from a button or a form; None if it is not one."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MOST else None


def player(value: object) -> int:
    """Read a player's id from a button or a form.

    Raises :class:`~core.errors.Invalid` if it is invalid.
    """
    if (player_id := number(value)) is None:
        raise _names_no("player")
    return player_id


def row(what: str, value: object) -> UUID:
    """Read which request, alert, ticket or the like a button or a form is about.

    Raises :class:`~core.errors.Invalid` if it names none.
    """
    try:
        return UUID(str(value))
    except ValueError:
        raise _names_no(what) from None


def turned(value: str) -> tuple[str, str]:
    """Split the value of a paging button: what the list is about, and the requested page."""
    about, _, at = value.partition(":")
    return about, at


def _names_no(what: str) -> Invalid:
    return Invalid(f"This button does not say which {what} it is about. {ANEW[what]}")


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
