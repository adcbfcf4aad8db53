"""Envelopes of every kind Slack sends, old and new, signed afresh: each gets its answer or a polite refusal."""

import json
import logging
from typing import Any

import pytest

from sandbox.delivery.acks import Ack
from tests.support import stories
from tests.support.desk import Desk
from tests.support.wirings import ON_BOTH_TRANSPORTS

pytestmark = ON_BOTH_TRANSPORTS

Json = dict[str, Any]

STRANGER = {"id": "W111", "username": "primary-owner", "name": "primary-owner", "team_id": "T111"}
TEAM = {"id": "T111", "domain": "workspace-domain", "enterprise_id": "E111", "enterprise_name": "Sandbox Org"}
COMMON: Json = {"api_app_id": "A111", "token": "verification_token", "team": TEAM, "user": STRANGER}
TRIGGER = {"trigger_id": "111.222.xxx"}
CHANNEL = {"channel": {"id": "C111", "name": "test-channel"}}
ANSWER_TO = {"response_url": "https://hooks.slack.com/actions/T111/111/random-value"}
MESSAGE: Json = {"bot_id": "B111", "type": "message", "text": "hello", "user": "U222", "ts": "1583636382.000300"}
IN_MESSAGE: Json = {"type": "message", "message_ts": "1583636382.000300", "channel_id": "C111", "is_ephemeral": False}
LEGACY = {"callback_id": "some_id", "action_ts": "1583636399.121212", "message_ts": "1583636382.000300"}
TYPED = {"type": "plain_text_input", "value": "this is a test"}
VIEW: Json = {
    "id": "V111",
    "team_id": "T111",
    "type": "modal",
    "callback_id": "view-id",
    "private_metadata": "This is for you!",
    "title": {"type": "plain_text", "text": "My App", "emoji": True},
    "submit": {"type": "plain_text", "text": "Submit", "emoji": True},
    "close": None,
    "blocks": [
        {
            "type": "input",
            "block_id": "hspI",
            "label": {"type": "plain_text", "text": "Label", "emoji": True},
            "optional": False,
            "element": {"type": "plain_text_input", "action_id": "maBWU"},
        }
    ],
    "state": {"values": {"hspI": {"maBWU": TYPED}}},
    "hash": "1596530361.3wRYuk3R",
    "clear_on_close": False,
    "notify_on_close": False,
    "previous_view_id": None,
    "root_view_id": "V111",
    "app_id": "A111",
    "external_id": "",
    "app_installed_team_id": "T111",
    "bot_id": "B111",
}
BUTTON: Json = {
    "type": "button",
    "block_id": "b",
    "action_id": "a",
    "text": {"type": "plain_text", "text": "Button", "emoji": True},
    "value": "click_me_123",
    "action_ts": "1583637157.207593",
}
OPTION = {"text": {"type": "plain_text", "text": "*One*", "emoji": True}, "value": "value-0"}
MENU = {"type": "static_select", "block_id": "b", "action_id": "a", "selected_option": OPTION, "action_ts": "1.1"}

INTERACTIVE: dict[str, Json] = {
    "button in a message": COMMON
    | TRIGGER
    | CHANNEL
    | ANSWER_TO
    | {"type": "block_actions", "container": IN_MESSAGE, "message": MESSAGE, "actions": [BUTTON]},
    "menu in a message": COMMON
    | CHANNEL
    | {"type": "block_actions", "container": IN_MESSAGE, "actions": [MENU], "state": {"values": {}}},
    "button in a modal": COMMON
    | TRIGGER
    | {"type": "block_actions", "container": {"type": "view", "view_id": "V111"}, "view": VIEW, "actions": [BUTTON]},
    "form": COMMON | TRIGGER | {"type": "view_submission", "view": VIEW, "response_urls": []},
    "form closed": COMMON | {"type": "view_closed", "view": VIEW, "is_cleared": False},
    "menu asking": COMMON
    | {"type": "block_suggestion", "action_id": "a", "block_id": "b", "value": "find", "container": IN_MESSAGE}
    | CHANNEL,
    "menu of a dialog asking": COMMON
    | CHANNEL
    | {"type": "dialog_suggestion", "name": "types", "value": "search"}
    | LEGACY,
    "global shortcut": COMMON | TRIGGER | {"type": "shortcut", "callback_id": "test-shortcut", "action_ts": "1.1"},
    "message shortcut": COMMON
    | TRIGGER
    | CHANNEL
    | ANSWER_TO
    | {"type": "message_action", "message": MESSAGE}
    | LEGACY,
    "dialog": COMMON
    | CHANNEL
    | ANSWER_TO
    | LEGACY
    | {"type": "dialog_submission", "submission": {"a": "b"}, "state": "x"},
    "dialog cancelled": COMMON | CHANNEL | ANSWER_TO | LEGACY | {"type": "dialog_cancellation", "state": "x"},
    "button of an attachment": COMMON
    | TRIGGER
    | CHANNEL
    | LEGACY
    | {"type": "interactive_message", "actions": [{"name": "game", "type": "button", "value": "chess"}]},
    "step of a workflow": COMMON
    | TRIGGER
    | {"type": "workflow_step_edit", "callback_id": "copy_review", "workflow_step": {"workflow_id": "12345"}},
    "whole organisation": COMMON
    | TRIGGER
    | {"type": "view_submission", "view": VIEW, "team": None, "enterprise": {"id": "E111"}}
    | {"is_enterprise_install": True},
}
EVENTS: dict[str, Json] = {
    "mention": {"type": "app_mention", "user": "W111", "text": "<@W222> Hi!", "channel": "C111", "ts": "1.1"},
    "home": {"type": "app_home_opened", "user": "W111", "channel": "D111", "tab": "home", "event_ts": "1.1"},
    "home with a view": {"type": "app_home_opened", "user": "W111", "channel": "D111", "tab": "home", "view": VIEW},
    "messages tab": {"type": "app_home_opened", "user": "W111", "channel": "D111", "tab": "messages"},
    "message": {"type": "message", "user": "W111", "text": "Hello", "channel": "C111", "channel_type": "channel"},
    "bot message": {"type": "message", "subtype": "bot_message", "bot_id": "B111", "text": "x", "channel": "C111"},
    "message changed": {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C111",
        "message": MESSAGE,
        "previous_message": MESSAGE,
        "hidden": True,
    },
    "message deleted": {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C111",
        "previous_message": MESSAGE,
    },
    "file shared": {"type": "message", "subtype": "file_share", "user": "W111", "files": [{"id": "F111"}], "text": ""},
    "reaction": {
        "type": "reaction_added",
        "user": "W111",
        "reaction": "heart",
        "item": {"type": "message", "channel": "C111", "ts": "1.1"},
        "item_user": "W222",
    },
    "account changed": {"type": "user_change", "user": {"id": "W111", "team_id": "T111", "name": "x", "profile": {}}},
    "newcomer": {"type": "team_join", "user": {"id": "W111", "team_id": "T111", "profile": {}}},
    "member joined": {"type": "member_joined_channel", "user": "W111", "channel": "C111", "channel_type": "C"},
    "channel created": {"type": "channel_created", "channel": {"id": "C222", "name": "x", "creator": "W111"}},
    "link shared": {"type": "link_shared", "user": "W111", "channel": "C111", "links": [{"domain": "example.com"}]},
    "uninstalled": {"type": "app_uninstalled"},
    "tokens revoked": {"type": "tokens_revoked", "tokens": {"oauth": ["UXXX"], "bot": ["UXXX"]}},
    "assistant": {"type": "assistant_thread_started", "assistant_thread": {"user_id": "W111", "channel_id": "D111"}},
    "function": {
        "type": "function_executed",
        "function": {"callback_id": "x"},
        "inputs": {},
        "function_execution_id": "Fx",
    },
}
COMMAND: Json = {
    "token": "verification_token",
    "team_id": "T111",
    "team_domain": "test-domain",
    "channel_id": "C111",
    "channel_name": "random",
    "user_id": "W111",
    "user_name": "primary-owner",
    "command": "/hello-world",
    "text": "Hi",
    "enterprise_id": "E111",
    "enterprise_name": "Sandbox Org",
    "response_url": "https://hooks.slack.com/commands/T111/111/xxx",
    "trigger_id": "111.111.xxx",
}
COMMANDS: dict[str, Json] = {
    "command": COMMAND,
    "command of a whole organisation": COMMAND | {"is_enterprise_install": "true"},
    "command with nothing after it": {key: value for key, value in COMMAND.items() if key != "text"},
}
KINDS = {"interactive": INTERACTIVE, "events_api": EVENTS, "slash_commands": COMMANDS}


def event(inner: Json) -> Json:
    """Wrap an event as the Events API does."""
    authorization = {"enterprise_id": "E111", "team_id": "T111", "user_id": "W222", "is_bot": True}
    return {
        "token": "verification_token",
        "team_id": "T111",
        "enterprise_id": "E111",
        "api_app_id": "A111",
        "event": inner,
        "type": "event_callback",
        "event_id": "Ev111",
        "event_time": 1599616881,
        "authorizations": [authorization | {"is_enterprise_install": False}],
        "authed_users": ["W222"],
        "event_context": "1-message-T111-C111",
        "is_ext_shared_channel": False,
    }


def of_alice(payload: Any, desk: Desk) -> Any:
    """Say the same of somebody who works here."""
    ours = {"W111": desk.alice.id, "T111": desk.alice.user.team_id, "C111": "C0DESK", "D111": desk.alice.dm.id}
    match payload:
        case dict():
            return {key: of_alice(value, desk) for key, value in payload.items()}
        case list():
            return [of_alice(each, desk) for each in payload]
        case _:
            return ours.get(payload, payload) if isinstance(payload, str) else payload


async def delivered(desk: Desk, kind: str, payload: Json) -> Ack:
    """Deliver it with a response_url of this Slack, so that no test ever posts to the real one."""
    near = json.loads(json.dumps(payload).replace("https://hooks.slack.com", desk.slack.url))
    ack = await desk.slack.delivery.send(kind, event(near) if kind == "events_api" else near)
    await desk.settled()
    return ack


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_is_answered_with_200_whoever_it_is_from(
    desk: Desk, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    answers: dict[str, tuple[int, str | None]] = {}
    for name, payload in KINDS[kind].items():
        ours = of_alice(payload, desk)
        both = {"a stranger": payload} | ({"alice": ours} if ours != payload else {})
        for whose, each in both.items():
            ack = await delivered(desk, kind, each)
            answers[f"{name} of {whose}"] = (ack.status, ack.error)

    assert {name: answer for name, answer in answers.items() if answer != (200, None)} == {}
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []
    assert not desk.alice.sees("Something went wrong")


async def test_command_of_a_colleague_gets_its_answer(desk: Desk) -> None:
    anna = await stories.stolen(desk)

    ack = await delivered(desk, "slash_commands", of_alice(COMMAND, desk) | {"command": "/player", "text": "anna42"})

    assert f"player {anna.id}" in str(ack.body)
    assert ack.body["response_type"] == "ephemeral"


async def test_command_of_a_stranger_is_refused_politely_and_on_the_record(desk: Desk) -> None:
    ack = await delivered(desk, "slash_commands", COMMAND | {"command": "/player", "text": "anna42"})

    assert "You are not on the staff of this desk" in str(ack.body)
    assert await stories.turned_away(desk, "desk.entered") == ["not_staff"]


async def test_menu_asking_for_players_gets_options(desk: Desk) -> None:
    await stories.stolen(desk)
    asking = INTERACTIVE["menu asking"] | {"action_id": "ask:player", "value": "ann"}

    ours = await delivered(desk, "interactive", of_alice(asking, desk))
    theirs = await delivered(desk, "interactive", asking)

    assert "anna42" in str(ours.body["options"])
    assert theirs.body == {"options": []}


async def test_form_of_no_version_says_so_and_closes_nothing(desk: Desk) -> None:
    ack = await delivered(desk, "interactive", of_alice(INTERACTIVE["form"], desk))

    assert ack.body["response_action"] in {"errors", "update"}
    assert "another version" in str(ack.body)
