"""Composition objects: texts, options, confirmations."""

from typing import Any

from sandbox.blocks.rules import Rule, anything, boolean, items, one_of, problem, shape, string, typed

ID = string(255)
"""action_id, block_id, callback_id, external_id."""

URL = string(3000)

OPTIONS_MOST = 100
"""Options of a select menu."""


def plain(most: int) -> Rule:
    """Demand a plain_text object."""
    return typed({"plain_text": shape({"text": string(most)}, {"emoji": boolean})})


def text(most: int) -> Rule:
    """Demand a plain_text or mrkdwn object."""
    mrkdwn = shape({"text": string(most)}, {"verbatim": boolean})
    return typed({"plain_text": shape({"text": string(most)}, {"emoji": boolean}), "mrkdwn": mrkdwn})


STYLE = one_of("primary", "danger")

CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)

PLACEHOLDER = plain(150)

OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
RICH_OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
OVERFLOW_OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": URL})
GROUP = shape({"label": plain(75), "options": items(OPTION, OPTIONS_MOST)})

FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

DISPATCH = shape({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})

SLACK_FILE = shape({}, {"id": anything, "url": anything})


def options_or_groups(element: dict[str, Any], at: str, problems: list[str]) -> None:
    """Demand options or option_groups, not both."""
    if ("options" in element) == ("option_groups" in element):
        problem(problems, "must define either `options` or `option_groups`", at)


def initial_among_options(element: dict[str, Any], at: str, problems: list[str]) -> None:
    """Demand that initial choices are among the options, word for word, and that values differ."""
    groups = [group for group in element.get("option_groups") or [] if isinstance(group, dict)]
    offered = [*(element.get("options") or []), *(each for group in groups for each in group.get("options") or [])]
    values = [each.get("value") for each in offered if isinstance(each, dict)]
    if len(set(map(str, values))) < len(values):
        problem(problems, "option values must be unique", f"{at}/options")
    initial = element.get("initial_options") or [element.get("initial_option")]
    if any(each is not None and each not in offered for each in initial):
        problem(problems, "initial option must exactly match one of the provided options", at)
