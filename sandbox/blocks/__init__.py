"""Block Kit as Slack validates it: limits, surfaces, and pointers to mistakes."""

from typing import Any

from sandbox.blocks import data, whole
from sandbox.blocks.layout import SURFACES
from sandbox.blocks.objects import GROUP, OPTION, OPTIONS_MOST, plain
from sandbox.blocks.rules import Rule, anything, boolean, items, problem, shape, string
from sandbox.errors import SlackError

MESSAGE_BLOCKS_MOST = 50
VIEW_BLOCKS_MOST = 100
ATTACHMENTS_MOST = 100
MESSAGE_TEXT_MOST = 12_000
"""Characters in all the blocks of a message, tables aside; undocumented, seen as msg_blocks_too_long."""

TABLES = frozenset({"table", "data_table"})
"""Blocks with a limit on text of their own."""

VIEW: dict[str, Rule] = {
    "type": anything,
    "blocks": items(anything, VIEW_BLOCKS_MOST),
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
MODAL: dict[str, Rule] = {
    "submit": plain(24),
    "close": plain(24),
    **dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), boolean),
}


def check(blocks: Any, surface: str, at: str = "/blocks") -> None:
    """Check the blocks of a message; raise invalid_blocks with a pointer to each mistake."""
    problems: list[str] = []
    items(SURFACES[surface], MESSAGE_BLOCKS_MOST, 0)(blocks, at, problems)
    if isinstance(blocks, list):
        data.counts(blocks, at, problems)
        whole.unique_ids(blocks, at, problems)
        whole.one_focus(blocks, at, problems)
    _refuse("invalid_blocks", problems)


def check_message(blocks: list[Any], attachments: list[Any]) -> None:
    """Check all of a message's blocks; raise invalid_blocks, msg_blocks_too_long or invalid_attachments."""
    check(blocks, "message")
    counted = [block for block in blocks if block.get("type") not in TABLES]
    if data.text_length(counted) > MESSAGE_TEXT_MOST:
        raise SlackError("msg_blocks_too_long")
    if len(attachments) > ATTACHMENTS_MOST:
        raise SlackError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        if not isinstance(attachment, dict):
            raise SlackError("invalid_attachments")
        check(attachment.get("blocks") or [], "message", f"/attachments/{index}/blocks")


def check_view(spec: Any, surface: str) -> None:
    """Check a view for this surface; raise invalid_arguments with a pointer to each mistake."""
    problems: list[str] = []
    if not isinstance(spec, dict) or spec.get("type") != surface:
        kind = spec.get("type") if isinstance(spec, dict) else None
        problem(problems, f"unsupported type: {kind}", "/view/type")
        _refuse("invalid_arguments", problems)
    required = {"blocks": VIEW["blocks"]} | ({"title": plain(24)} if surface == "modal" else {})
    shape(required, VIEW | (MODAL if surface == "modal" else {}))(spec, "/view", problems)
    blocks = spec.get("blocks")
    if isinstance(blocks, list):
        items(SURFACES[surface], None, 0)(blocks, "/view/blocks", problems)
        whole.unique_ids(blocks, "/view/blocks", problems)
        whole.one_focus(blocks, "/view/blocks", problems)
        inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
        if surface == "modal" and inputs and not spec.get("submit"):
            problem(problems, "must define `submit` to use an `input` block in modals", "/view")
    _refuse("invalid_arguments", problems)


def check_suggestions(body: Any) -> None:
    """Check the options an app offers in an external menu; raise invalid_options."""
    problems: list[str] = []
    if not isinstance(body, dict) or ("options" in body) == ("option_groups" in body):
        problem(problems, "must define either `options` or `option_groups`", "")
    else:
        shape({}, {"options": items(OPTION, OPTIONS_MOST, 0), "option_groups": items(GROUP, 100, 0)})(
            body, "", problems
        )
    _refuse("invalid_options", problems)


def _refuse(error: str, problems: list[str]) -> None:
    if problems:
        raise SlackError(error, messages=[f"[ERROR] {each}" for each in problems], errors=problems)
