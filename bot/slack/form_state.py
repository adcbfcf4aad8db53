"""The state of a form: read as plain values, and put back into the form so that no input is lost."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from bot.slack import typed_text

Json = dict[str, Any]

KEPT = (
    "type",
    "title",
    "submit",
    "close",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
)
"""The keys of a shown view that may be sent back to Slack."""
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
WRONG = "wrong:"
"""The prefix of block ids of errors that we draw ourselves."""
LISTS = frozenset({"checkboxes", "multi_static_select", "multi_external_select"})


def values(view: Mapping[str, Any]) -> dict[str, Any]:
    """Read each block of a view as one plain value, by block id; None where nothing was entered."""
    state = (view.get("state") or {}).get("values") or {}
    return {block_id: _value(next(iter(elements.values()), {})) for block_id, elements in state.items()}


def passages(view: Mapping[str, Any]) -> dict[str, str]:
    """Read what was written where a form has room for several lines, by block id."""
    entered = values(view)
    long = [
        str(each.get("block_id")) for each in view.get("blocks") or [] if (each.get("element") or {}).get("multiline")
    ]
    return {block_id: str(entered.get(block_id) or "") for block_id in long}


def again(view: Mapping[str, Any], errors: Mapping[str, str]) -> Json:
    """Redraw the form with its input and each error under its field, when it is too late for Slack's own errors."""
    entered = (view.get("state") or {}).get("values") or {}
    shown: Json = {key: view[key] for key in KEPT if view.get(key) not in (None, "")}
    shown["blocks"] = list(_blocks(view.get("blocks") or [], entered, errors))
    return shown


def _blocks(blocks: list[Json], entered: Mapping[str, Any], errors: Mapping[str, str]) -> Iterator[Json]:
    for block in blocks:
        block_id = str(block.get("block_id", ""))
        if block_id.startswith(WRONG):
            continue
        yield _begun(block, entered.get(block_id) or {})
        if block_id in errors:
            words = {"type": "plain_text", "text": f"⚠ {errors[block_id]}"[:3000]}
            yield {"type": "section", "block_id": f"{WRONG}{block_id}"[:255], "text": words}


def _begun(block: Json, entered: Mapping[str, Any]) -> Json:
    element = block.get("element") or {}
    state = entered.get(element.get("action_id", ""))
    if state is None:
        return block
    block = deepcopy(block)
    for said, begins in INITIAL.items():
        if said not in state:
            continue
        block["element"].pop(begins, None)
        if state[said]:
            block["element"][begins] = state[said]
    return block


def _value(state: Mapping[str, Any]) -> Any:
    if state.get("type") in LISTS:
        return [option["value"] for option in state.get("selected_options") or []]
    if option := state.get("selected_option"):
        return option["value"]
    entered = next((state[key] for key in INITIAL if key in state and key != "selected_option"), None)
    return typed_text.read_field(entered) if isinstance(entered, str) else entered
