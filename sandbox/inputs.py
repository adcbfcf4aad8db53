"""Interactive elements: where they stand, what they start with, what a choice looks like in a payload."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sandbox.ids import Ids

WITHOUT_STATE = frozenset({"button", "overflow", "workflow_button", "icon_button", "feedback_buttons", "image"})
TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input"})
SELECTED = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
}
"""Element type: where its value stands in a payload, and where it starts from."""


class Placed(NamedTuple):
    """An element and the block it stands in."""

    block: dict[str, Any]
    element: dict[str, Any]

    @property
    def block_id(self) -> str:
        """Return the id of its block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Return its own id."""
        return str(self.element["action_id"])

    @property
    def type(self) -> str:
        """Return the element's type."""
        return str(self.element["type"])


def placed(blocks: list[dict[str, Any]]) -> Iterator[Placed]:
    """Yield every interactive element of these blocks."""
    for block in blocks:
        for element in _elements(block):
            yield Placed(block, element)
        for child in block.get("child_blocks", []):
            yield from placed([child])


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    match block.get("type"):
        case "actions" | "context_actions":
            found = block.get("elements", [])
        case "section":
            found = [block.get("accessory")]
        case "input":
            found = [block.get("element")]
        case "card":
            found = block.get("actions", [])
        case _:
            found = []
    return [each for each in found if each and each.get("type") != "image"]


def give_ids(blocks: list[dict[str, Any]], ids: Ids) -> None:
    """Give blocks and elements the ids Slack would make up, new ones every time."""
    for block in blocks:
        block.setdefault("block_id", ids.secret()[:5])
        give_ids(block.get("child_blocks", []), ids)
        for element in _elements(block):
            element.setdefault("action_id", ids.secret()[:5])


def initial_state(blocks: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Build `state.values` of blocks nobody has touched."""
    state: dict[str, dict[str, Any]] = {}
    for each in placed(blocks):
        if each.type in WITHOUT_STATE or each.type not in SELECTED:
            continue
        key, initial = SELECTED[each.type]
        start: Any = each.element.get(initial)
        if start is None and key.startswith("selected_") and key.endswith("s"):
            start = []
        state.setdefault(each.block_id, {})[each.action_id] = {"type": each.type, key: start}
    return state


def chosen(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """Build what `state.values` holds once this value is chosen."""
    key, _ = SELECTED[element["type"]]
    return {"type": element["type"], key: value}


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """List an element's options, groups flattened."""
    groups = element.get("option_groups") or []
    options: list[dict[str, Any]] = list(element.get("options") or [])
    return options + [option for group in groups for option in group["options"]]


def is_empty(value: dict[str, Any]) -> bool:
    """Tell whether a state entry holds nothing."""
    return all(each in (None, "", []) for key, each in value.items() if key != "type")
