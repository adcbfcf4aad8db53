"""What Slack sends to the app with a command, and what it makes of the answer."""

import asyncio
import hashlib
import hmac
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox import Slack, SlackShows
from sandbox.delivery import signing
from tests.support.app import App
from tests.support.waiting import turns

SHARED = Path(os.environ.get("PITBOSS_SHARED", Path(__file__).parents[2] / "../shared"))


VECTOR = SHARED / "vectors/slack-signing/doc_example.json"


async def test_slash_command_carries_slacks_fields(slack: Slack, app: App) -> None:
    await slack.person("alice").command("/anything  one two ", in_="desk")

    sent = app.form
    assert sent.pop("response_url").startswith(slack.url + "/response/")
    assert sent.pop("trigger_id")
    assert sent == {
        "token": "sandbox-verification",
        "team_id": "T0OFFICE",
        "team_domain": "office",
        "channel_id": "C0DESK",
        "channel_name": "privategroup",
        "user_id": "U0ALICE",
        "user_name": "alice",
        "command": "/anything",
        "text": "one two",
        "api_app_id": "A0PARROT",
        "is_enterprise_install": "false",
    }


async def test_requests_are_signed(slack: Slack, app: App) -> None:
    await slack.person("alice").command("/anything", in_="general")

    headers, body = app.requests[-1]
    signed = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    expected = hmac.new(slack.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["x-slack-signature"] == f"v0={expected}"
    assert headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.skipif(not VECTOR.exists(), reason="Slack's worked example of a signature is not on this machine")
def test_signature_is_the_one_of_slacks_documentation() -> None:
    example = json.loads(VECTOR.read_text())

    made = signing.signature(example["signing_secret"], example["timestamp"], example["body"].encode())

    assert made == example["signature"]


async def test_people_and_channels_are_escaped_only_where_declared(slack: Slack, app: App) -> None:
    alice = slack.person("alice")

    await alice.command("/who @bob in #general & <co>", in_="general")
    escaped = app.form["text"]
    await alice.command("/anything @bob in #general & <co>", in_="general")

    assert escaped == "<@U0BOB|bob> in <#C0GENERAL|general> &amp; &lt;co&gt;"
    assert app.form["text"] == "@bob in #general & <co>"


async def test_undeclared_command_never_leaves_slack(slack: Slack, app: App) -> None:
    answer = await slack.person("alice").command("/unknown thing", in_="general")

    assert "/unknown is not a valid command" in answer.text
    assert app.requests == []


async def test_command_needs_a_channel_its_author_is_in(slack: Slack) -> None:
    with pytest.raises(SlackShows, match="Gus Guest is not in #desk"):
        await slack.person("gus").command("/anything", in_="desk")


async def test_silence_of_three_seconds_is_a_timeout(slack: Slack, app: App) -> None:
    app.silent = True
    alice = slack.person("alice")

    asking = asyncio.ensure_future(alice.command("/anything", in_="general"))
    await app.arrived.wait()
    slack.clock.advance(seconds=2.9)
    await turns()
    assert not asking.done()
    slack.clock.advance(seconds=0.1)
    answer = await asking

    assert answer.text == '/anything failed with the error "operation_timeout"'
    assert alice.notices == [answer.text]


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_any_other_status_is_a_failed_dispatch(status: int, slack: Slack, app: App) -> None:
    app.status = status

    answer = await slack.person("alice").command("/anything", in_="general")

    assert answer.text == '/anything failed with the error "dispatch_failed"'
    assert answer.status == status


async def test_nobody_listening_is_a_failed_dispatch(slack: Slack) -> None:
    answer = await slack.person("alice").command("/anything", in_="general")

    assert answer.error == "dispatch_failed"


async def test_answer_in_the_channel_is_seen_by_all(slack: Slack, app: App) -> None:
    app.answer = {"response_type": "in_channel", "text": "for all"}

    await slack.person("alice").command("/anything", in_="general")

    assert slack.person("bob").sees("for all", in_="general")


@pytest.mark.parametrize(
    "block", [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}, {"type": "section"}]
)
async def test_acknowledgement_carries_plain_and_valid_blocks_only(block: Any, slack: Slack, app: App) -> None:
    app.answer = {"text": "x", "blocks": [block]}
    alice = slack.person("alice")

    answer = await alice.command("/anything", in_="general")

    assert (answer.error, answer.message) == ("invalid_blocks", None)
    assert alice.messages("general") == []
    assert "invalid_blocks in the acknowledgement" in slack.traffic.notes[0]
