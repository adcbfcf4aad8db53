"""The control interface: the people API as JSON, for the page and for remote tests, on this machine only."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack
from sandbox.changes import WAIT_SECONDS
from tests.sandbox import parrot


@pytest.fixture
async def page(slack: Slack) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(slack.url) as page:
        yield page


async def get(page: aiohttp.ClientSession, path: str) -> Any:
    async with page.get(f"/control/{path}") as answer:
        assert answer.status == 200
        return await answer.json()


async def do(page: aiohttp.ClientSession, verb: str, **body: Any) -> Any:
    async with page.post(f"/control/{verb}", json={"as": "U0ALICE", **body}) as answer:
        assert answer.status == 200
        return await answer.json()


async def test_workspace_lists_commands_people_and_channels(page: aiohttp.ClientSession) -> None:
    found = await get(page, "workspace")

    people = {each["key"]: each for each in found["people"]}
    assert [each["command"] for each in found["app"]["commands"]] == ["/echo", "/order", "/who", "/anything"]
    assert (people["alice"]["initials"], people["gus"]["guest"], people["eve"]["external"]) == ("AA", True, True)
    assert {each["name"] for each in found["channels"]} == {"general", "secret", "desk", "lobby", "partners"}


async def test_state_shows_what_one_person_may_see(slack: Slack, page: aiohttp.ClientSession) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    await web.chat_postEphemeral(channel="C0GENERAL", user="U0ALICE", text="psst")

    hers, his = await get(page, "state?as=U0ALICE"), await get(page, "state?as=gus")

    def told(state: Any) -> list[Any]:
        return [message for each in state["conversations"] for message in each["messages"]]

    assert [(each["text"], each["ephemeral"]) for each in told(hers)] == [("psst", True)]
    assert told(his) == []
    assert {each["name"] for each in his["conversations"] if each["kind"] != "dm"} == {"general"}


async def test_a_whole_order_by_json(slack: Slack, page: aiohttp.ClientSession) -> None:
    async with parrot.over_sockets(slack):
        assert await do(page, "command", channel="C0GENERAL", text="/order") == {"ok": True, "shown": None}
        view = (await get(page, "state?as=U0ALICE"))["views"][0]
        at = {"container": {"type": "view", "view_id": view["id"]}, "block_id": "dish", "action_id": "dish"}
        options = (await do(page, "suggest", **at, query="st"))["options"]
        values = {
            "dish": {"dish": {"type": "external_select", "selected_option": options[0]}},
            "note": {"note": {"type": "plain_text_input", "value": "poison"}},
        }
        refused = await do(page, "submit", view_id=view["id"], values=values)
        values["note"]["note"]["value"] = "mild"
        accepted = await do(page, "submit", view_id=view["id"], values=values)
        card = await slack.person("bob").wait_for("wants stew", in_="desk")
        place = {"type": "message", "channel": "C0DESK", "ts": card.ts}
        pressed = await do(page, "action", container=place, block_id="decide", action_id="approve", **{"as": "U0BOB"})
        await slack.person("bob").wait_for("approved by bob", in_="desk")

    assert refused["errors"] == {"note": "Not on the menu"}
    assert accepted == {"ok": True}
    assert pressed["ok"]


async def test_home_opens_by_json(slack: Slack, page: aiohttp.ClientSession) -> None:
    async with parrot.over_sockets(slack):
        await do(page, "home")
        await slack.settled()

    assert (await get(page, "state?as=U0ALICE"))["home"]["type"] == "home"


async def test_failed_command_is_shown_and_kept_as_a_notice(page: aiohttp.ClientSession) -> None:
    answer = await do(page, "command", channel="C0GENERAL", text="/anything")

    assert (answer["ok"], answer["shown"]) == (False, '/anything failed with the error "dispatch_failed"')
    assert (await get(page, "state?as=U0ALICE"))["notices"][0]["text"] == answer["shown"]


async def test_what_a_person_cannot_do_comes_back_as_an_error(page: aiohttp.ClientSession) -> None:
    assert "is not in #desk" in (await do(page, "message", channel="C0DESK", text="x", **{"as": "gus"}))["error"]
    assert (await do(page, "close", view_id="V0GONE"))["error"] == "not_found"
    assert "missing or unknown" in (await do(page, "message"))["error"]
    assert "no person" in (await do(page, "message", channel="C0GENERAL", text="x", **{"as": "nobody"}))["error"]


async def test_stream_rings_when_something_changes(slack: Slack, page: aiohttp.ClientSession) -> None:
    async with page.get("/control/stream?as=U0ALICE") as stream:
        assert stream.content_type == "text/event-stream"
        first = await asyncio.wait_for(stream.content.readuntil(b"event: changed\n"), WAIT_SECONDS)
        await slack.person("bob").say("news", in_="general")
        again = await asyncio.wait_for(stream.content.readuntil(b"event: changed\n"), WAIT_SECONDS)

    assert first
    assert again


async def test_traffic_comes_in_numbered_pages(slack: Slack, page: aiohttp.ClientSession) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    for _ in range(3):
        await web.auth_test()

    entries = (await get(page, "traffic?after=1&limit=1"))["entries"]

    assert [(each["n"], each["what"], each["direction"]) for each in entries] == [(2, "auth.test", "from_app")]
    assert entries[0]["response"]["ok"]


async def test_faults_are_switched_by_json(slack: Slack, page: aiohttp.ClientSession) -> None:
    async with page.post("/control/faults", json={"latency_ms": 5}) as answer:
        assert (await answer.json())["latency_ms"] == 5
    async with page.post("/control/faults", json={"fail_418": 5}) as answer:
        assert answer.status == 400

    assert slack.faults.latency_ms == 5
    assert (await get(page, "faults"))["latency_ms"] == 5


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
async def test_foreign_pages_get_nothing(headers: dict[str, str], page: aiohttp.ClientSession) -> None:
    async with page.get("/control/workspace", headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
@pytest.mark.parametrize("path", ["/api/chat.postMessage", "/api/apps.connections.open"])
async def test_foreign_pages_cannot_act_as_the_app(
    headers: dict[str, str], path: str, slack: Slack, page: aiohttp.ClientSession
) -> None:
    said = {"token": slack.bot_token, "channel": "C0GENERAL", "text": "Type your password here"}

    async with page.post(path, data=said, headers=headers) as answer:
        assert answer.status == 403

    assert slack.person("alice").messages("general") == []


async def test_form_posts_from_anywhere_get_nothing(page: aiohttp.ClientSession) -> None:
    async with page.post("/control/faults", data={"down": "1"}) as answer:
        assert answer.status == 415


async def test_page_is_served_with_a_policy_against_inline_script(page: aiohttp.ClientSession) -> None:
    async with page.get("/") as answer:
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
