"""The manifest and the code say the same, and what Slack's own schema would let pass is looked at by name."""

import re
from dataclasses import replace

import pytest
import yaml

from bot import features
from bot.slack import manifest

SLACK_NAME = re.compile(r"/[a-z0-9_-]{1,31}")
MANIFEST = yaml.safe_load(manifest.text())


def test_manifest_and_code_say_the_same() -> None:
    assert manifest.problems(features.entry_points()) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("command: /block\n", "command: /blok\n", "The code uses the command /block, which manifest.yml lacks."),
        ("command: /block\n", "command: /blok\n", "manifest.yml declares the command /blok, which nothing uses."),
        ("- chat:write ", "- chat:write.public ", "The code uses the scope chat:write, which manifest.yml lacks."),
        ("- app_mention ", "- team_join ", "manifest.yml declares the event team_join, which nothing uses."),
        (
            "id: player:shortcut",
            "id: plaver:shortcut",
            "manifest.yml declares the shortcut plaver:shortcut, which nothing uses.",
        ),
        (
            "Look a player up",
            "Look anybody up",
            "manifest.yml describes the command /player otherwise than the code: run `make generated`.",
        ),
    ],
)
def test_every_difference_is_told(monkeypatch: pytest.MonkeyPatch, before: str, after: str, told: str) -> None:
    changed = manifest.text().replace(before, after)
    monkeypatch.setattr(manifest, "text", lambda: changed)

    assert told in manifest.problems(features.entry_points())


def test_more_than_slack_takes_is_told() -> None:
    here = features.entry_points()
    more = {f"/more{number}": here.commands["/player"] for number in range(51)}
    shortcuts = {f"more{number}:shortcut": here.shortcuts["player:shortcut"] for number in range(6)}

    told = manifest.problems(replace(here, commands=more, shortcuts=shortcuts))

    assert {
        "The code has 51 commands; Slack takes 50 at most.",
        "The code has 6 shortcuts; Slack takes 5 at most.",
    } <= {*told}


def test_what_the_code_declares_is_written_into_it() -> None:
    here = features.entry_points()
    more = {"/watch": {"description": "Ask for “more”", "usage_hint": "player", "should_escape": False}}

    made = yaml.safe_load(manifest.made(replace(here, commands={**here.commands, **more})))

    assert made["features"]["slash_commands"] == [
        *MANIFEST["features"]["slash_commands"],
        {"command": "/watch"} | more["/watch"],
    ]
    assert {**made, "features": None} == {**MANIFEST, "features": None}


def test_a_method_whose_scope_nobody_stated_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(manifest.SCOPES, "users_info")  # type: ignore[arg-type]

    assert any("users_info" in problem for problem in manifest.problems(features.entry_points()))


def test_the_methods_we_use_are_found_in_the_source() -> None:
    assert manifest.used_methods() >= {"chat_postMessage", "chat_update", "views_open", "users_info"}


@pytest.mark.parametrize("command", MANIFEST["features"]["slash_commands"], ids=lambda one: one["command"])
def test_each_command_has_a_description_a_hint_and_says_whether_to_escape(command: dict[str, object]) -> None:
    assert SLACK_NAME.fullmatch(str(command["command"]))
    assert command["description"]
    assert command["usage_hint"]
    assert isinstance(command["should_escape"], bool)


def test_each_scope_and_event_has_its_reason_beside_it() -> None:
    listed = [*MANIFEST["oauth_config"]["scopes"]["bot"], *MANIFEST["settings"]["event_subscriptions"]["bot_events"]]

    for name in listed:
        assert re.search(rf"^ +- {re.escape(name)} +# \w+", manifest.text(), re.MULTILINE), name


def test_what_slack_limits_is_within_its_limits() -> None:
    about = MANIFEST["display_information"]

    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4_000
    assert len(MANIFEST["features"]["shortcuts"]) <= 10
    assert all(len(one["name"]) <= 24 for one in MANIFEST["features"]["shortcuts"])
