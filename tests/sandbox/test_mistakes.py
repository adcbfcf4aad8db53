"""Blocks stand where Slack lets them, and a mistake is named with its place."""

import pytest

from sandbox import blocks
from sandbox.errors import SlackError
from tests.support.pieces import actions, asked, button, line, modal, mrkdwn, option, pie, plain, select, table

DATA = ("table", "data_table", "data_visualization", "markdown")


EXAMPLES = {
    "table": table(1, 1),
    "data_table": table(2, 1, "data_table"),
    "data_visualization": pie(),
    "markdown": {"type": "markdown", "text": "x"},
    "alert": {"type": "alert", "text": plain(5)},
    "number_input": asked({"type": "number_input", "is_decimal_allowed": True}),
}


@pytest.mark.parametrize("kind", DATA)
def test_data_stands_in_messages_only(kind: str) -> None:
    blocks.check([EXAMPLES[kind]], "message")

    for surface, view in (("modal", modal()), ("home", {"type": "home"})):
        with pytest.raises(SlackError, match=f"unsupported type: {kind}") as refusal:
            blocks.check_view({**view, "blocks": [EXAMPLES[kind]]}, surface)
        assert "[json-pointer:/view/blocks/0/type]" in refusal.value.messages[0]


def test_alert_stands_in_modals_only() -> None:
    blocks.check_view(modal(blocks=[EXAMPLES["alert"]]), "modal")

    with pytest.raises(SlackError, match="unsupported type: alert"):
        blocks.check([EXAMPLES["alert"]], "message")
    with pytest.raises(SlackError, match="unsupported type: alert"):
        blocks.check_view({"type": "home", "blocks": [EXAMPLES["alert"]]}, "home")


def test_number_input_stands_in_modals_only() -> None:
    blocks.check_view(modal(blocks=[EXAMPLES["number_input"]]), "modal")

    with pytest.raises(SlackError, match="unsupported type: number_input"):
        blocks.check([EXAMPLES["number_input"]], "message")


BROKEN = {
    "unsupported type: marquee [json-pointer:/blocks/0/type]": {"type": "marquee"},
    "missing required field: type [json-pointer:/blocks/0]": {"text": plain(1)},
    "must define either `text` or `fields` [json-pointer:/blocks/0]": {"type": "section"},
    "must be more than 0 characters [json-pointer:/blocks/0/text/text]": {"type": "section", "text": mrkdwn(0)},
    "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]": {"type": "header", "text": mrkdwn(1)},
    "invalid additional property: colour [json-pointer:/blocks/0]": {"type": "divider", "colour": "red"},
    "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]": actions(
        {"type": "plain_text_input"}
    ),
    "missing required field: alt_text [json-pointer:/blocks/0]": {"type": "image", "image_url": "x"},
    "must be a valid enum value: loud [json-pointer:/blocks/0/elements/0/style]": actions(button(style="loud")),
    "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]": actions(
        {"type": "static_select"}
    ),
    "option values must be unique [json-pointer:/blocks/0/elements/0/options]": select(options=[option(), option()]),
    "initial option must exactly match one of the provided options [json-pointer:/blocks/0/elements/0]": select(
        initial_option=option(9)
    ),
    "`action_id` same already exists for this block [json-pointer:/blocks/0]": actions(
        button(action_id="same"), button(action_id="same")
    ),
    "must be an object [json-pointer:/blocks/0]": "text",
}


@pytest.mark.parametrize("problem", BROKEN)
def test_mistake_is_named_with_its_place(problem: str) -> None:
    with pytest.raises(SlackError) as refusal:
        blocks.check([BROKEN[problem]], "message")

    assert refusal.value.messages == [f"[ERROR] {problem}"]


def test_block_ids_differ_within_a_message() -> None:
    with pytest.raises(SlackError, match="`block_id` same already exists"):
        blocks.check([{"type": "divider", "block_id": "same"}] * 2, "message")


def test_modal_with_inputs_needs_a_submit_button() -> None:
    spec = modal(blocks=[asked({"type": "plain_text_input"})])
    del spec["submit"]

    with pytest.raises(SlackError, match="must define `submit`"):
        blocks.check_view(spec, "modal")


def test_series_have_names_of_their_own_and_a_value_for_each_category() -> None:
    twins = line(2)
    twins["chart"]["series"][1]["name"] = twins["chart"]["series"][0]["name"]
    gap = line(points=3)
    gap["chart"]["axis_config"]["categories"].append("missing")

    for chart, problem in ((twins, "unique"), (gap, "match the categories")):
        with pytest.raises(SlackError, match=problem):
            blocks.check([chart], "message")


def test_rich_text_passes_with_emoji_and_links() -> None:
    elements = [
        {"type": "text", "text": "héllo 👋🏽 ", "style": {"bold": True}},
        {"type": "emoji", "name": "tada"},
        {"type": "link", "url": "https://x.example", "text": "there"},
    ]
    section = {"type": "rich_text_section", "elements": elements}
    rich = {
        "type": "rich_text",
        "elements": [section, {"type": "rich_text_list", "style": "bullet", "elements": [section]}],
    }

    blocks.check([rich], "message")
