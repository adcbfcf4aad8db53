"""Interactive elements and where each may stand."""

from typing import Any

from sandbox.blocks.objects import (
    CONFIRM,
    DISPATCH,
    FILTER,
    GROUP,
    ID,
    OPTION,
    OPTIONS_MOST,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    RICH_OPTION,
    SLACK_FILE,
    STYLE,
    URL,
    initial_among_options,
    options_or_groups,
    plain,
)
from sandbox.blocks.rules import Rule, anything, boolean, integer, items, one_of, problem, shape, string

COMMON: dict[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
HINTED: dict[str, Rule] = {**COMMON, "placeholder": PLACEHOLDER}
SEVERAL: dict[str, Rule] = {**HINTED, "max_selected_items": integer(1)}
TYPED: dict[str, Rule] = {
    "action_id": ID,
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}
CHOICE: dict[str, Rule] = {"options": items(OPTION, OPTIONS_MOST), "option_groups": items(GROUP, 100)}
CONVERSATIONS: dict[str, Rule] = {"default_to_current_conversation": boolean, "filter": FILTER}
ONE_CONVERSATION: dict[str, Rule] = {**CONVERSATIONS, "response_url_enabled": boolean, "initial_conversation": ID}


def _boxes(initial: dict[str, Rule]) -> Rule:
    required = {"options": items(RICH_OPTION, 10)}
    return shape(required, {**COMMON, **initial}, initial_among_options)


def _lengths(element: dict[str, Any], at: str, problems: list[str]) -> None:
    least, most = element.get("min_length"), element.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        problem(problems, "`min_length` must not exceed `max_length`", at)
    initial = element.get("initial_value")
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        problem(problems, "`initial_value` must not exceed `max_length`", at)


ELEMENTS: dict[str, Rule] = {
    "button": shape(
        {"text": plain(75)},
        {
            "action_id": ID,
            "value": string(2000, 0),
            "url": URL,
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "overflow": shape({"options": items(OVERFLOW_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "static_select": shape(
        {}, {**HINTED, **CHOICE, "initial_option": OPTION}, options_or_groups, initial_among_options
    ),
    "multi_static_select": shape(
        {}, {**SEVERAL, **CHOICE, "initial_options": items(OPTION)}, options_or_groups, initial_among_options
    ),
    "external_select": shape({}, {**HINTED, "min_query_length": integer(0), "initial_option": OPTION}),
    "multi_external_select": shape({}, {**SEVERAL, "min_query_length": integer(0), "initial_options": items(OPTION)}),
    "users_select": shape({}, {**HINTED, "initial_user": ID}),
    "multi_users_select": shape({}, {**SEVERAL, "initial_users": items(ID)}),
    "channels_select": shape({}, {**HINTED, "initial_channel": ID, "response_url_enabled": boolean}),
    "multi_channels_select": shape({}, {**SEVERAL, "initial_channels": items(ID)}),
    "conversations_select": shape({}, {**HINTED, **ONE_CONVERSATION}),
    "multi_conversations_select": shape({}, {**SEVERAL, **CONVERSATIONS, "initial_conversations": items(ID)}),
    "radio_buttons": _boxes({"initial_option": RICH_OPTION}),
    "checkboxes": _boxes({"initial_options": items(RICH_OPTION, 10)}),
    "datepicker": shape({}, {**HINTED, "initial_date": string(10, 10)}),
    "timepicker": shape({}, {**HINTED, "initial_time": string(5, 5), "timezone": string()}),
    "datetimepicker": shape({}, {**COMMON, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": shape(
        {},
        {
            **TYPED,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths,
    ),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**TYPED, "initial_value": string(least=0), "min_value": string(), "max_value": string()},
    ),
    "email_text_input": shape({}, {**TYPED, "initial_value": string(least=0)}),
    "url_text_input": shape({}, {**TYPED, "initial_value": string(least=0)}),
    "rich_text_input": shape({}, {**TYPED, "initial_value": anything}),
    "file_input": shape({}, {"action_id": ID, "filetypes": items(string()), "max_files": integer(1, 10)}),
    "image": shape({"alt_text": string(2000)}, {"image_url": URL, "slack_file": SLACK_FILE}),
}

INPUTS_ONLY = frozenset(
    {
        "plain_text_input",
        "number_input",
        "email_text_input",
        "url_text_input",
        "rich_text_input",
        "file_input",
    }
)
PRESSED = frozenset({"button", "overflow"})
MODALS_ONLY = frozenset({"number_input", "email_text_input", "url_text_input", "file_input"})
"""Typed inputs Slack shows in modals alone."""

IN_ACTIONS = frozenset(ELEMENTS) - INPUTS_ONLY - {"image"}
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = frozenset(ELEMENTS) - PRESSED - {"image"}

ALIGN = one_of("left", "center", "right")
