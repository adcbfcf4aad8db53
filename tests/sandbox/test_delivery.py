"""What Slack sends to the app, and what it makes of the answers."""

import asyncio
import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web as server
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack, SlackShows
from sandbox.changes import Changes
from sandbox.delivery import signing

SHARED = Path(os.environ.get("PITBOSS_SHARED", Path(__file__).parents[2] / "../shared"))
VECTOR = SHARED / "vectors/slack-signing/doc_example.json"


class App:
    """Keeps every request; answers as the test says."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answer: str | dict[str, Any] = ""
        self.status = 200
        self.silent = False
        self.arrived = asyncio.Event()
        self._news = Changes()

    async def receive(self, request: server.Request) -> server.Response:
        self.requests.append(({key.lower(): value for key, value in request.headers.items()}, await request.read()))
        self.arrived.set()
        self._news.ring()
        if self.silent:
            await asyncio.Event().wait()
        if isinstance(self.answer, dict):
            return server.json_response(self.answer, status=self.status)
        return server.Response(text=self.answer, status=self.status)

    async def receives(self, count: int) -> None:
        assert await self._news.until(lambda: len(self.requests) >= count, 0.4)

    @property
    def form(self) -> dict[str, str]:
        return {
            key: values[0] for key, values in parse_qs(self.requests[-1][1].decode(), keep_blank_values=True).items()
        }

    @property
    def payload(self) -> dict[str, Any]:
        sent: dict[str, Any] = json.loads(self.form["payload"])
        return sent


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[App]:
    app, site = App(), server.Application()
    site.router.add_post("/", app.receive)
    runner = server.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    yield app
    await runner.cleanup()


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
    await asyncio.sleep(0.02)
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


def card(**more: Any) -> dict[str, Any]:
    button = {"type": "button", "action_id": "go", "value": "17", "text": {"type": "plain_text", "text": "Go"}}
    return {"text": "card", "blocks": [{"type": "actions", "block_id": "row", "elements": [button]}], **more}


async def test_button_carries_message_container_and_value(slack: Slack, app: App, web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="C0DESK", **card())

    await slack.person("bob").press("Go", on=slack.channel("desk").messages[0])

    sent = app.payload
    container = {"type": "message", "message_ts": posted["ts"], "channel_id": "C0DESK", "is_ephemeral": False}
    assert sent["container"] == container
    assert sent["message"]["blocks"][0]["block_id"] == "row"
    assert sent["user"] == {"id": "U0BOB", "username": "bob", "name": "bob", "team_id": "T0OFFICE"}
    assert sent["actions"][0]["action_ts"]
    assert [(each["action_id"], each["block_id"], each["value"]) for each in sent["actions"]] == [("go", "row", "17")]
    assert sent["response_url"].startswith(slack.url)


async def test_private_message_is_not_repeated_to_the_app(slack: Slack, app: App, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel="C0DESK", user="U0BOB", **card())

    await slack.person("bob").press("Go")

    assert "message" not in app.payload
    assert app.payload["container"]["is_ephemeral"]


async def test_message_in_the_acknowledgement_of_a_button_is_ignored_and_reported(
    slack: Slack, app: App, web: AsyncWebClient
) -> None:
    await web.chat_postMessage(channel="C0DESK", **card())
    app.answer = {"text": "You will not see this", "replace_original": True}
    bob = slack.person("bob")

    await bob.press("Go")

    assert not bob.sees("You will not see this")
    assert slack.traffic.notes == ["block_actions: Slack ignores a body in this acknowledgement"]


async def test_external_person_brings_their_home_team(slack: Slack, app: App, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel="C0PARTNERS", **card())

    await slack.person("eve").press("Go")

    assert (app.payload["user"]["team_id"], app.payload["team"]["id"]) == ("T0OTHER", "T0OFFICE")


async def respond(slack: Slack, app: App, body: Any, times: int = 1) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session:
        for _ in range(times):
            async with session.post(app.form["response_url"], json=body) as answer:
                text = await answer.text()
        return answer.status, text if text == "ok" else json.loads(text)


async def test_response_url_works_five_times(slack: Slack, app: App) -> None:
    alice = slack.person("alice")
    await alice.command("/anything", in_="general")

    fifth = await respond(slack, app, {"text": "again"}, times=5)
    sixth = await respond(slack, app, {"text": "again"})

    assert fifth == (200, "ok")
    assert (sixth[0], sixth[1]["error"]) == (404, "used_url")
    assert len(alice.messages("general")) == 5


async def test_response_url_works_half_an_hour(slack: Slack, app: App) -> None:
    await slack.person("alice").command("/anything", in_="general")

    slack.clock.advance(minutes=30)
    slack.clock.advance(seconds=1)

    assert (await respond(slack, app, {"text": "late"}))[1]["error"] == "expired_url"


async def test_response_url_tells_what_is_wrong_with_blocks(slack: Slack, app: App) -> None:
    await slack.person("alice").command("/anything", in_="general")

    _, body = await respond(slack, app, {"blocks": [{"type": "alert"}]})

    assert body["error"] == "invalid_blocks"
    assert "/blocks/0/type" in body["response_metadata"]["messages"][0]


async def test_response_url_replaces_and_deletes_a_private_message(slack: Slack, app: App, web: AsyncWebClient) -> None:
    bob = slack.person("bob")
    await web.chat_postEphemeral(channel="C0DESK", user="U0BOB", **card())
    await bob.press("Go")
    async with aiohttp.ClientSession() as session:
        url = app.payload["response_url"]
        await session.post(url, json={"replace_original": True, "text": "done", "blocks": []})
        replaced = [each.shown for each in bob.messages("desk")]
        await session.post(url, json={"delete_original": True})

    assert replaced == ["done"]
    assert bob.messages("desk") == []


async def test_event_is_wrapped_and_tried_again(slack: Slack, app: App) -> None:
    app.status = 500

    await slack.person("alice").say("hello", in_="general")
    await slack.settled()
    for sent, seconds in enumerate((1, 60, 300), start=1):
        slack.clock.advance(seconds=seconds - 0.5)
        await asyncio.sleep(0.01)
        assert len(app.requests) == sent
        slack.clock.advance(seconds=0.5)
        await app.receives(sent + 1)
        await slack.settled()

    bodies = [json.loads(body) for _, body in app.requests]
    assert [headers.get("x-slack-retry-num") for headers, _ in app.requests] == [None, "1", "2", "3"]
    assert app.requests[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({body["event_id"] for body in bodies}) == 1
    assert bodies[0]["event"]["text"] == "hello"
    assert bodies[0]["authorizations"][0]["user_id"] == "U0PARROT"


async def test_retry_that_succeeds_is_the_last(slack: Slack, app: App) -> None:
    app.status = 500
    await slack.person("alice").say("hello", in_="general")
    await slack.settled()

    app.status = 200
    slack.clock.advance(seconds=1)
    await app.receives(2)
    await slack.settled()
    slack.clock.advance(minutes=10)
    await asyncio.sleep(0.01)

    assert len(app.requests) == 2


async def test_duplicate_delivery_repeats_the_same_event(slack: Slack, app: App) -> None:
    slack.faults.set(duplicate=1)

    await slack.person("alice").say("hello", in_="general")
    await slack.settled()

    first, second = (json.loads(body)["event_id"] for _, body in app.requests)
    assert first == second


async def test_event_that_is_not_subscribed_to_stays_home(slack: Slack, app: App) -> None:
    alice = slack.person("alice")

    await alice.say("private", in_="desk")  # message.groups is not in the manifest
    await alice.say("elsewhere", in_="lobby")  # the bot is not there
    await slack.settled()

    assert app.requests == []


async def test_events_of_people_and_channels(slack: Slack, app: App) -> None:
    alice = slack.person("alice")
    said = await alice.say("see https://parrot.example/1", in_="general")
    await alice.react("eyes", on=said)
    slack.change_person("bob", deleted=True)
    slack.share_channel("desk")
    slack.join("eve", "desk")
    await slack.settled()

    events = {body["event"]["type"]: body["event"] for body in (json.loads(body) for _, body in app.requests)}
    assert set(events) == {"message", "link_shared", "reaction_added", "user_change", "channel_shared"}
    assert events["link_shared"]["links"][0]["domain"] == "parrot.example"
    assert events["reaction_added"]["item"]["ts"] == said.ts
    assert events["user_change"]["user"]["deleted"]
    assert slack.channel("desk").shared


async def test_shortcuts_on_messages_and_everywhere(slack: Slack, app: App) -> None:
    alice = slack.person("alice")
    said = await alice.say("wise words", in_="desk")

    await alice.message_shortcut("quote", on=said)
    on_message = app.payload
    await alice.shortcut("order")

    assert (on_message["type"], on_message["message"]["text"]) == ("message_action", "wise words")
    assert on_message["channel"] == {"id": "C0DESK", "name": "privategroup"}
    assert (app.payload["type"], app.payload["callback_id"]) == ("shortcut", "order")
    assert "response_url" not in app.payload


async def connect(slack: Slack, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    web = AsyncWebClient(token=slack.app_token, base_url=slack.api_url)
    opened = await web.apps_connections_open(app_token=slack.app_token)
    return await session.ws_connect(opened["url"])


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_socket_says_hello_and_carries_envelopes(slack: Slack, session: aiohttp.ClientSession) -> None:
    socket = await connect(slack, session)
    hello = await socket.receive_json()

    asking = asyncio.ensure_future(slack.person("alice").command("/anything", in_="general"))
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "over the wire"}})
    answer = await asking

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"] == {"app_id": "A0PARROT"}
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["command"] == "/anything"
    assert answer.text == "over the wire"


async def test_events_and_buttons_accept_no_payload(
    slack: Slack, session: aiohttp.ClientSession, web: AsyncWebClient
) -> None:
    socket = await connect(slack, session)
    await socket.receive_json()
    await web.chat_postMessage(channel="C0DESK", **card())
    pressing = asyncio.ensure_future(slack.person("bob").press("Go"))
    button = await socket.receive_json()
    await socket.send_json({"envelope_id": button["envelope_id"]})
    await pressing
    await slack.person("bob").say("hi", in_="general")
    event = await socket.receive_json()
    await socket.send_json({"envelope_id": event["envelope_id"]})
    await slack.settled()

    assert (button["type"], button["accepts_response_payload"]) == ("interactive", False)
    assert (event["type"], event["accepts_response_payload"], event["retry_attempt"]) == ("events_api", False, 0)


async def test_each_envelope_goes_to_one_of_several_connections(slack: Slack, session: aiohttp.ClientSession) -> None:
    first, second = await connect(slack, session), await connect(slack, session)
    await first.receive_json()
    await second.receive_json()

    for socket in (first, second):
        asking = asyncio.ensure_future(slack.person("alice").command("/anything", in_="general"))
        envelope = await socket.receive_json(timeout=1)
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await asking).ok


async def test_eleventh_connection_is_sent_away(slack: Slack, session: aiohttp.ClientSession) -> None:
    sockets = [await connect(slack, session) for _ in range(11)]

    assert (await sockets[9].receive_json())["type"] == "hello"
    assert await sockets[10].receive_json() == {"type": "disconnect", "reason": "too_many_websockets"}


async def test_ticket_opens_one_connection(slack: Slack, session: aiohttp.ClientSession) -> None:
    web = AsyncWebClient(base_url=slack.api_url)
    url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
    await session.ws_connect(url)

    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)


async def test_slack_asks_to_connect_again(slack: Slack, session: aiohttp.ClientSession) -> None:
    socket = await connect(slack, session)
    await socket.receive_json()

    await slack.delivery.sockets.disconnect("warning")
    warned = await socket.receive_json()
    await slack.delivery.sockets.disconnect("refresh_requested")
    asked = await socket.receive_json()

    assert (warned["type"], warned["reason"]) == ("disconnect", "warning")
    assert asked["reason"] == "refresh_requested"
    assert slack.delivery.sockets.staying == []
