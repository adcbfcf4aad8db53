"""Blocks and the surfaces each may stand on."""

from typing import Any

from sandbox.blocks.data import DATA_TABLE, DATA_VISUALIZATION, TABLE
from sandbox.blocks.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION, MODALS_ONLY
from sandbox.blocks.objects import ID, SLACK_FILE, URL, plain, text
from sandbox.blocks.rich_text import RICH_TEXT
from sandbox.blocks.rules import Rule, boolean, items, one_of, problem, shape, string, typed


def _text_or_fields(block: dict[str, Any], at: str, problems: list[str]) -> None:
    if not block.get("text") and not block.get("fields"):
        problem(problems, "must define either `text` or `fields`", at)


def _one_picture(block: dict[str, Any], at: str, problems: list[str]) -> None:
    if ("image_url" in block) == ("slack_file" in block):
        problem(problems, "must define either `image_url` or `slack_file`", at)


BLOCK_ID: dict[str, Rule] = {"block_id": ID}


def _context_element(value: Any, at: str, problems: list[str]) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        typed(ELEMENTS)(value, at, problems)
    else:
        text(2000)(value, at, problems)


def blocks_on(surface: str) -> dict[str, Rule]:
    """Return the rule of every block this surface shows."""
    elements = {kind: rule for kind, rule in ELEMENTS.items() if surface == "modal" or kind not in MODALS_ONLY}
    everywhere: dict[str, Rule] = {
        "section": shape(
            {},
            {
                **BLOCK_ID,
                "text": text(3000),
                "fields": items(text(2000), 10),
                "accessory": typed(elements, IN_SECTION),
                "expand": boolean,
            },
            _text_or_fields,
        ),
        "header": shape({"text": plain(150)}, BLOCK_ID),
        "context": shape({"elements": items(_context_element, 10)}, BLOCK_ID),
        "divider": shape({}, BLOCK_ID),
        "actions": shape({"elements": items(typed(elements, IN_ACTIONS), 25)}, BLOCK_ID),
        "image": shape(
            {"alt_text": string(2000)},
            {**BLOCK_ID, "title": plain(2000), "image_url": URL, "slack_file": SLACK_FILE},
            _one_picture,
        ),
        "input": shape(
            {"label": plain(2000), "element": typed(elements, IN_INPUT)},
            {**BLOCK_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        "rich_text": shape({"elements": RICH_TEXT}, BLOCK_ID),
    }
    return everywhere | ONLY.get(surface, {})


ONLY: dict[str, dict[str, Rule]] = {
    "message": {
        "table": TABLE,
        "data_table": DATA_TABLE,
        "data_visualization": DATA_VISUALIZATION,
        "markdown": shape({"text": string(12_000)}, BLOCK_ID),
    },
    "modal": {
        "alert": shape(
            {"text": text(200)},
            {**BLOCK_ID, "level": one_of("default", "info", "warning", "error", "success")},
        )
    },
}

SURFACES: dict[str, Rule] = {surface: typed(blocks_on(surface)) for surface in ("message", "modal", "home")}
