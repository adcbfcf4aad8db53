"""What Slack sends to the app with a button, and where the app may answer."""

import json
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack
from tests.support.app import App, card


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
