"""Slack's payloads: what each key may hold, what was entered into a form, and what the value of a button names."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from bot.slack import typed_text
from core.errors import Invalid

Kinds = tuple[type, ...]
OBJECT: Kinds = (dict,)
TEXT: Kinds = (str,)
NAMED: Kinds = (dict, str)
"""An object in interactions, and its id alone in events."""

SHAPES: Mapping[str, Kinds] = {
    **dict.fromkeys(("container", "event", "view", "message", "previous_message", "item", "file", "edited"), OBJECT),
    **dict.fromkeys(
        ("element", "accessory", "selected_option", "values", "bot_profile", "assistant_thread", "profile"), OBJECT
    ),
    **dict.fromkeys(("user", "team", "channel", "enterprise", "state", "text", "title", "label"), NAMED),
    **dict.fromkeys(("actions", "blocks", "elements", "selected_options", "options", "option_groups"), (list,)),
    **dict.fromkeys(("authorizations", "response_urls", "files", "attachments", "fields", "reactions"), (list,)),
    **dict.fromkeys(("selected_users", "selected_channels", "selected_conversations", "authed_users"), (list,)),
    **dict.fromkeys(("type", "subtype", "callback_id", "action_id", "block_id", "action_ts", "private_metadata"), TEXT),
    **dict.fromkeys(("hash", "ts", "event_ts", "thread_ts", "message_ts", "external_id", "root_view_id"), TEXT),
    **dict.fromkeys(("user_id", "team_id", "channel_id", "enterprise_id", "bot_id", "channel_type", "tab"), TEXT),
    **dict.fromkeys(("trigger_id", "response_url", "event_id", "command", "previous_view_id", "app_id"), TEXT),
    **dict.fromkeys(("selected_user", "selected_channel", "selected_conversation", "selected_date"), TEXT),
    **dict.fromkeys(("value", "selected_time"), TEXT),
    **dict.fromkeys(("user_team", "user_name", "app_installed_team_id", "function_execution_id", "challenge"), TEXT),
}
"""By key. None counts as absent, as Slack means it."""
LISTS_OF_TEXT = frozenset({"selected_users", "selected_channels", "selected_conversations", "authed_users"})
WITH_ID = frozenset({"user", "team", "channel", "enterprise", "view"})
"""Objects whose ``id`` is text; files and attachments count theirs."""
PEOPLE = frozenset({"user", "profile"})
SAID_OF_PEOPLE = frozenset({"name", "real_name", "display_name", "tz", "email"})
FORMS = ("view_submission", "view_closed")
CHOSEN = frozenset({"selected_option", "selected_options"})
"""Options, each with the value it stands for."""
FIGURES = frozenset({"rows", "data"})
"""Where tables and charts hold numbers, which come back with the message that a button stands on."""
STRANGERS = frozenset({"attachments", "metadata", "function_data", "inputs"})
"""What other apps fill in as they like; whatever reads it asks for its type."""
INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_conversation": "initial_conversation",
}
"""Where Slack reports an entered value, and the key that sets it initially."""
LISTS = frozenset({"checkboxes", "multi_static_select", "multi_external_select"})
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


def misshapen(payload: object) -> str | None:
    """Name the first key that holds something that Slack never sends there; None where all is as it should be."""
    if not isinstance(payload, Mapping):
        return "payload"
    if odd := _odd_event(payload) if payload.get("type") == "event_callback" else _odd_interaction(payload):
        return odd
    rest: list[tuple[str, Mapping[str, Any]]] = [("", payload)]
    while rest:
        within, node = rest.pop()
        for key, value in node.items():
            if value is None:
                continue
            if _odd(within, key, value):
                return key
            if key not in STRANGERS:
                rest += [(key, each) for each in _objects(value)]
    return None


def entered(view: Mapping[str, Any]) -> dict[str, Any]:
    """Read each block of a view as one plain value, by block id; None where nothing was entered."""
    state = (view.get("state") or {}).get("values") or {}
    return {block_id: _value(next(iter(elements.values()), {})) for block_id, elements in state.items()}


def passages(view: Mapping[str, Any]) -> dict[str, str]:
    """Read what was written where a form has room for several lines, by block id."""
    written = entered(view)
    long = [
        str(each.get("block_id")) for each in view.get("blocks") or [] if (each.get("element") or {}).get("multiline")
    ]
    return {block_id: str(written.get(block_id) or "") for block_id in long}


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


def _odd_interaction(payload: Mapping[str, Any]) -> str | None:
    """Name what is missing or odd where somebody pressed, typed or chose something: there, each is an object."""
    if "event" in payload and not isinstance(payload["event"], dict):
        return "event"
    for key in ("user", "team", "channel"):
        if not isinstance(payload.get(key), dict | None):
            return key
    view = payload.get("view")
    if payload.get("type") in FORMS and not (isinstance(view, dict) and ("type" in view or not view)):
        return "view"
    if payload.get("type") != "block_actions":
        return None
    pressed = payload.get("actions")
    named = isinstance(pressed, list) and all(isinstance(one, dict) and "action_id" in one for one in pressed)
    return None if named and pressed else "actions"


def _odd_event(payload: Mapping[str, Any]) -> str | None:
    return None if isinstance(payload.get("event"), dict) else "event"


def _odd(within: str, key: str, value: Any) -> bool:
    kinds = _kinds(within, key)
    if kinds is None:
        return False
    if not isinstance(value, kinds):
        return True
    if within == "state" and key == "values":
        return not _is_entered(value)
    if key in CHOSEN:
        return not all(map(_stands, value if isinstance(value, list) else filter(None, [value])))
    if isinstance(value, list):
        item = str if key in LISTS_OF_TEXT else dict
        return not all(isinstance(each, item) for each in value)
    return False


def _kinds(within: str, key: str) -> Kinds | None:
    """Say what a key may hold; None where anything may stand."""
    if key == "id":
        return TEXT if within in WITH_ID else None
    if within in FIGURES and key == "value":
        return None
    if within in PEOPLE and key in SAID_OF_PEOPLE:
        return TEXT
    return OBJECT if within == "view" and key == "state" else SHAPES.get(key)


def _is_entered(values: Any) -> bool:
    """Tell whether it is what was entered into a form: by block, by element, one object each."""
    blocks = values.values() if isinstance(values, dict) else [None]
    return all(isinstance(block, dict) and all(isinstance(one, dict) for one in block.values()) for block in blocks)


def _stands(option: Any) -> bool:
    """Tell whether it is an option, with the value it stands for."""
    return isinstance(option, dict) and isinstance(option.get("value"), str)


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Give the objects in a value, also of lists within lists."""
    lists = [value]
    while lists:
        one = lists.pop()
        if isinstance(one, Mapping):
            yield one
        elif isinstance(one, list):
            lists += one


def _value(state: Mapping[str, Any]) -> Any:
    if state.get("type") in LISTS:
        return [option["value"] for option in state.get("selected_options") or []]
    if option := state.get("selected_option"):
        return option["value"]
    entered = next((state[key] for key in INITIAL if key in state and key != "selected_option"), None)
    return typed_text.read_field(entered) if isinstance(entered, str) else entered
