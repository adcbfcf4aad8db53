"""The HTTP door against whoever knocks: forged, stale, repeated, cut off, too large, not text at all."""

import gzip
import hashlib
import hmac
import io
import json
import logging
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.bot import ping
from tests.support.desk import Desk, Plan, booted

COMMAND = {
    "command": "/ping",
    "text": "hush",
    "user_id": "U0ALICE",
    "team_id": "T0LUCKY",
    "channel_id": "C0DESK",
    "trigger_id": "1.2.3",
    "response_url": "https://hooks.slack.com/commands/secret",
}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, "http", **ping.ALONE, commands=["/ping"])) as desk:
        yield desk


def signed(desk: Desk, body: bytes, *, at: float | None = None) -> dict[str, str]:
    timestamp = str(int(at if at is not None else time.time()))
    secret = desk.slack.signing_secret.encode()
    digest = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


async def knock(desk: Desk, body: bytes | io.BytesIO, headers: dict[str, str]) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{desk.bot.url}/slack/events", data=body, headers=headers) as response,
    ):
        return response.status, await response.text()


async def test_signed_request_is_answered_once_and_its_replay_is_not(desk: Desk) -> None:
    body = urlencode(COMMAND).encode()
    headers = signed(desk, body)

    first = await knock(desk, body, headers)
    replay = await knock(desk, body, headers)

    assert first[0] == 200
    assert "pong hush" in first[1]
    assert replay[0] == 401
    assert "pong" not in replay[1]


async def test_menu_that_asks_the_same_twice_within_a_second_is_answered_twice(desk: Desk) -> None:
    asked = {"type": "block_suggestion", "user": {"id": "U0ALICE", "team_id": "T0LUCKY"}, "team": {"id": "T0LUCKY"}}
    typed = {"action_id": "ping:word", "block_id": "word", "value": "po", "container": {"type": "view"}}
    body = urlencode({"payload": json.dumps(asked | typed)}).encode()
    headers = signed(desk, body)

    answers = [await knock(desk, body, headers) for _ in range(2)]

    assert [status for status, _ in answers] == [200, 200]
    assert answers[0][1] == answers[1][1]
    assert "options" in answers[0][1]


@pytest.mark.parametrize("kind", ["block_actions", "view_submission", "shortcut"])
async def test_what_may_change_something_is_never_taken_twice(desk: Desk, kind: str) -> None:
    told = {"type": kind, "user": {"id": "U0ALICE", "team_id": "T0LUCKY"}, "value": "block_suggestion"}
    body = urlencode({"payload": json.dumps(told)}).encode()
    headers = signed(desk, body)

    await knock(desk, body, headers)

    assert (await knock(desk, body, headers))[0] == 401


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"X-Slack-Signature": "v0=" + "0" * 64}, "forged"),
        ({"X-Slack-Signature": "v0="}, "cut off"),
        ({"X-Slack-Signature": ""}, "missing"),
        ({"X-Slack-Signature": "v1=" + "0" * 64}, "another version"),
        ({"X-Slack-Request-Timestamp": "now"}, "not a number"),
        ({"X-Slack-Request-Timestamp": ""}, "no time"),
        ({"X-Slack-Request-Timestamp": "9" * 400}, "a number too large"),
        ({"X-Slack-Request-Timestamp": "1e9"}, "not digits"),
        ({"X-Slack-Request-Timestamp": "\u0661\u0662\u0663"}, "digits of another script"),
        ({"X-Slack-Signature": "v0=\u00e9" + "0" * 63}, "not ASCII"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_unsigned_request_is_refused_and_nothing_of_it_is_logged(
    desk: Desk, changes: dict[str, str], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = urlencode(COMMAND).encode()

    status, _ = await knock(desk, body, signed(desk, body) | changes)

    assert status == 401, reason
    assert "hush" not in caplog.text
    assert "hooks.slack.com" not in caplog.text


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "nonsense"])
async def test_packed_request_is_not_unpacked_for_anybody(
    desk: Desk, encoding: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = urlencode(COMMAND).encode()

    packed = await knock(desk, gzip.compress(body), signed(desk, body) | {"Content-Encoding": encoding})

    assert packed[0] == 401
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_request_from_another_time_is_refused(desk: Desk, seconds: int) -> None:
    body = urlencode(COMMAND).encode()

    status, _ = await knock(desk, body, signed(desk, body, at=time.time() + seconds))

    assert status == 401


async def test_altered_body_is_refused(desk: Desk) -> None:
    body = urlencode(COMMAND).encode()

    status, _ = await knock(desk, body[:-1], signed(desk, body))

    assert status == 401


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe\x00", b"payload=%7Bnot-json", b"payload=%5B1%5D", b"payload=" + b"%5B" * 50_000, b""],
    ids=["not text", "not json", "not an object", "deeply nested", "empty"],
)
async def test_signed_nonsense_is_never_an_error_of_ours(desk: Desk, body: bytes) -> None:
    status, _ = await knock(desk, body, signed(desk, body))

    assert status in {200, 400}


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "dialog_submission", "callback_id": "x", "user": {"id": "U0ALICE"}, "team": {"id": "T0LUCKY"}},
        {"type": "interactive_message", "callback_id": "x", "user": {"id": "U0ALICE"}, "actions": [{"name": "x"}]},
        {"type": "view_submission", "user": {"id": "U0ALICE", "team_id": "T0LUCKY"}, "view": {}},
        {"type": "something_new"},
        {},
    ],
    ids=lambda each: each.get("type", "nothing"),
)
async def test_signed_request_of_a_strange_kind_gets_200(desk: Desk, payload: dict) -> None:
    body = urlencode({"payload": json.dumps(payload)}).encode()

    status, _ = await knock(desk, body, signed(desk, body))

    assert status == 200


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "user": {"id": "U0ALICE"}, "actions": []},
        {"type": "block_actions", "user": {"id": "U0ALICE"}, "actions": [None]},
        {"team": 5},
        {"user": "U0ALICE"},
        {"type": "event_callback", "event": None},
        [1],
    ],
    ids=str,
)
async def test_signed_request_of_an_odd_shape_gets_400(
    desk: Desk, payload: object, caplog: pytest.LogCaptureFixture
) -> None:
    body = urlencode({"payload": json.dumps(payload)}).encode()

    status, _ = await knock(desk, body, signed(desk, body))

    assert status == 400
    assert "Traceback" not in caplog.text


async def test_command_that_speaks_of_a_payload_is_answered(desk: Desk) -> None:
    body = urlencode({**COMMAND, "text": "payload"}).encode()

    status, text = await knock(desk, body, signed(desk, body))

    assert status == 200
    assert "pong payload" in text


async def test_url_verification_is_answered(desk: Desk) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c-1", "token": "t"}).encode()
    headers = signed(desk, body) | {"Content-Type": "application/json"}

    status, text = await knock(desk, body, headers)

    assert status == 200
    assert "c-1" in text


async def test_body_over_a_mebibyte_is_refused(desk: Desk) -> None:
    body = b"x" * (2**20 + 1)

    status, _ = await knock(desk, io.BytesIO(body), signed(desk, body))

    assert status == 413


async def test_door_listens_only_where_it_is_told(desk: Desk) -> None:
    assert desk.bot.url.startswith("http://127.0.0.1:")
    assert desk.services.settings.host == "127.0.0.1"


async def test_health_and_readiness_are_told(desk: Desk) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/healthz", "/readyz"):
            async with session.get(f"{desk.bot.url}{path}") as response:
                assert response.status == 200


async def test_nobody_gets_in_over_http_without_a_signing_secret(database_url: str) -> None:
    async with booted(Plan(database_url, "sockets", **ping.ALONE, commands=["/ping"])) as desk:
        body = urlencode(COMMAND).encode()

        status, _ = await knock(desk, body, signed(desk, body))

    assert status == 401


async def test_response_urls_of_anybody_else_are_not_posted_to(desk: Desk) -> None:
    for url in (
        "https://hooks.slack.com.evil.example/x",
        "http://hooks.slack.com/x",
        "https://evil.example/hooks.slack.com/",
        desk.slack.url.replace("://", "://evil@") + "/response/x",
        desk.slack.url + "@evil.example/response/x",
    ):
        assert not desk.services.may_post_to(url), url

    assert desk.services.may_post_to("https://hooks.slack.com/commands/T/1/x")
    assert desk.services.may_post_to(f"{desk.slack.url}/response/x")
