"""Every limit of Block Kit, with one case on either side."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import blocks
from sandbox.errors import SlackError
from tests.support.pieces import (
    actions,
    asked,
    button,
    confirm,
    line,
    modal,
    mrkdwn,
    option,
    options,
    pie,
    plain,
    select,
    table,
)

Limits = dict[str, tuple[Callable[[int], dict[str, Any]], int]]


MESSAGE_LIMITS: Limits = {
    "section text": (lambda n: {"type": "section", "text": mrkdwn(n)}, 3000),
    "section field": (lambda n: {"type": "section", "fields": [mrkdwn(n)]}, 2000),
    "section fields": (lambda n: {"type": "section", "fields": [mrkdwn(1)] * n}, 10),
    "header": (lambda n: {"type": "header", "text": plain(n)}, 150),
    "context elements": (lambda n: {"type": "context", "elements": [mrkdwn(1)] * n}, 10),
    "actions elements": (lambda n: actions(*[button()] * n), 25),
    "image alt text": (lambda n: {"type": "image", "image_url": "https://x.example", "alt_text": "x" * n}, 2000),
    "image url": (lambda n: {"type": "image", "image_url": "x" * n, "alt_text": "x"}, 3000),
    "image title": (
        lambda n: {"type": "image", "image_url": "u", "alt_text": "x", "title": plain(n)},
        2000,
    ),
    "markdown": (lambda n: {"type": "markdown", "text": "x" * n}, 12_000),
    "block_id": (lambda n: {"type": "divider", "block_id": "x" * n}, 255),
    "action_id": (lambda n: actions(button(action_id="x" * n)), 255),
    "button text": (lambda n: actions({"type": "button", "text": plain(n)}), 75),
    "button value": (lambda n: actions(button(value="x" * n)), 2000),
    "button url": (lambda n: actions(button(url="x" * n)), 3000),
    "button accessibility label": (lambda n: actions(button(accessibility_label="x" * n)), 75),
    "confirm title": (lambda n: actions(confirm(title=plain(n))), 100),
    "confirm text": (lambda n: actions(confirm(text=plain(n))), 300),
    "confirm yes": (lambda n: actions(confirm(confirm=plain(n))), 30),
    "confirm no": (lambda n: actions(confirm(deny=plain(n))), 30),
    "option text": (lambda n: select(options=[option(text=n)]), 75),
    "option value": (lambda n: select(options=[option(value=n)]), 150),
    "option description": (lambda n: select(options=[option() | {"description": plain(n)}]), 75),
    "options of a select": (lambda n: select(options=options(n)), 100),
    "placeholder": (lambda n: select(placeholder=plain(n)), 150),
    "options of overflow": (lambda n: actions({"type": "overflow", "options": options(n)}), 5),
    "checkboxes": (lambda n: actions({"type": "checkboxes", "options": options(n)}), 10),
    "radio buttons": (lambda n: actions({"type": "radio_buttons", "options": options(n)}), 10),
    "table rows": (lambda n: table(n, 1), 100),
    "table columns": (lambda n: table(1, n), 20),
    "data table rows": (lambda n: table(n, 1, "data_table"), 101),
    "data table columns": (lambda n: table(2, n, "data_table"), 20),
    "chart title": (lambda n: pie(title=n), 50),
    "pie segments": (pie, 12),
    "segment label": (lambda n: pie(label=n), 20),
    "chart series": (line, 12),
    "chart points": (lambda n: line(points=n), 20),
    "series name": (lambda n: line(name=n), 20),
    "axis label": (lambda n: line(axis=n), 50),
}


MODAL_LIMITS: Limits = {
    "alert": (lambda n: {"type": "alert", "text": plain(n)}, 200),
    "input label": (lambda n: asked({"type": "plain_text_input"}) | {"label": plain(n)}, 2000),
    "input hint": (lambda n: asked({"type": "plain_text_input"}, hint=plain(n)), 2000),
    "max_length": (lambda n: asked({"type": "plain_text_input", "max_length": n}), 3000),
    "initial value": (lambda n: asked({"type": "plain_text_input", "initial_value": "x" * n}), 3000),
    "max files": (lambda n: asked({"type": "file_input", "max_files": n}), 10),
}


VIEW_LIMITS: Limits = {
    "title": (lambda n: {"title": plain(n)}, 24),
    "submit": (lambda n: {"submit": plain(n)}, 24),
    "close": (lambda n: {"close": plain(n)}, 24),
    "private_metadata": (lambda n: {"private_metadata": "x" * n}, 3000),
    "callback_id": (lambda n: {"callback_id": "x" * n}, 255),
    "external_id": (lambda n: {"external_id": "x" * n}, 255),
    "blocks of a view": (lambda n: {"blocks": [{"type": "divider"}] * n}, 100),
}


@pytest.mark.parametrize("what", MESSAGE_LIMITS)
def test_limit_in_messages(what: str) -> None:
    make, most = MESSAGE_LIMITS[what]

    blocks.check([make(most)], "message")
    with pytest.raises(SlackError, match="invalid_blocks") as refusal:
        blocks.check([make(most + 1)], "message")

    assert "[json-pointer:/blocks/0" in refusal.value.messages[0]


@pytest.mark.parametrize("what", MODAL_LIMITS)
def test_limit_in_modals(what: str) -> None:
    make, most = MODAL_LIMITS[what]

    blocks.check_view(modal(blocks=[make(most)]), "modal")
    with pytest.raises(SlackError, match="invalid_arguments") as refusal:
        blocks.check_view(modal(blocks=[make(most + 1)]), "modal")

    assert "[json-pointer:/view/blocks/0" in refusal.value.messages[0]


@pytest.mark.parametrize("what", VIEW_LIMITS)
def test_limit_of_views(what: str) -> None:
    make, most = VIEW_LIMITS[what]

    blocks.check_view(modal(**make(most)), "modal")
    with pytest.raises(SlackError, match="invalid_arguments"):
        blocks.check_view(modal(**make(most + 1)), "modal")


def test_message_holds_fifty_blocks() -> None:
    blocks.check([{"type": "divider"}] * 50, "message")

    with pytest.raises(SlackError, match="invalid_blocks") as refusal:
        blocks.check([{"type": "divider"}] * 51, "message")
    assert refusal.value.messages == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]


def test_blocks_of_a_message_hold_twelve_thousand_characters_in_all() -> None:
    four = [{"type": "section", "text": mrkdwn(3000)} for _ in range(4)]

    blocks.check_message(four, [])
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        blocks.check_message([*four, {"type": "section", "text": mrkdwn(1)}], [])


def test_cells_of_data_tables_hold_twenty_thousand_characters() -> None:
    def long(length: int) -> dict[str, Any]:
        rows = [[{"type": "raw_text", "text": "x" * length}], [{"type": "raw_text", "text": "x"}]]
        return {"type": "data_table", "caption": "x", "rows": rows}

    blocks.check([long(19_999)], "message")
    with pytest.raises(SlackError, match="invalid_blocks"):
        blocks.check([long(20_000)], "message")


def test_data_table_needs_a_row_beside_its_header() -> None:
    with pytest.raises(SlackError, match="no fewer than 2 items allowed"):
        blocks.check([table(1, 1, "data_table")], "message")


def test_two_charts_and_one_table_fit_a_message() -> None:
    blocks.check([pie(), pie(), table(1, 1)], "message")

    for crowd in ([pie(), pie(), pie()], [table(1, 1), table(1, 1)]):
        with pytest.raises(SlackError, match="invalid_blocks"):
            blocks.check(crowd, "message")
