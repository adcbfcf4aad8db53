"""Rules that see all blocks of a message or view at once."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.blocks.rules import problem


def unique_ids(blocks: list[Any], at: str, problems: list[str]) -> None:
    """Demand that block_ids differ, and action_ids within a block."""
    named = [block["block_id"] for block in blocks if isinstance(block, dict) and block.get("block_id")]
    for repeated in (name for name, count in Counter(map(str, named)).items() if count > 1):
        problem(problems, f"`block_id` {repeated} already exists", at)
    for index, block in enumerate(blocks):
        actions = [each["action_id"] for each in _elements(block) if each.get("action_id")]
        for repeated in (name for name, count in Counter(map(str, actions)).items() if count > 1):
            problem(problems, f"`action_id` {repeated} already exists for this block", f"{at}/{index}")


def one_focus(blocks: list[Any], at: str, problems: list[str]) -> None:
    """Demand at most one element that takes the focus."""
    if sum(bool(each.get("focus_on_load")) for block in blocks for each in _elements(block)) > 1:
        problem(problems, "only one element may set `focus_on_load`", at)


def _elements(block: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(block, dict):
        return
    several = block.get("elements")
    found = [*(several if isinstance(several, list) else []), block.get("accessory"), block.get("element")]
    yield from (each for each in found if isinstance(each, dict))
