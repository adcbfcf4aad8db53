"""The Web API refuses what Slack refuses, by Slack's names."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack
from tests.support.refusals import refusal, refused

HERE = Path(__file__).parent


Call = Callable[[AsyncWebClient], Awaitable[Any]]


async def test_auth_test_says_who_the_bot_is(web: AsyncWebClient) -> None:
    answer = await web.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0PARROT", "B0PARROT", "T0OFFICE")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


async def test_wrong_token_is_no_token(slack: Slack) -> None:
    stranger = AsyncWebClient(token="xoxb-stranger", base_url=slack.api_url)

    assert await refusal(stranger.auth_test()) == "invalid_auth"
    stranger.token = None
    assert await refusal(stranger.auth_test()) == "not_authed"
    stranger.token = slack.app_token
    assert await refusal(stranger.auth_test()) == "not_allowed_token_type"


REFUSALS: dict[str, list[Call]] = {
    "channel_not_found": [
        lambda web: web.chat_postMessage(channel="C0NOWHERE", text="x"),
        lambda web: web.chat_postMessage(channel="C0SECRET", text="x"),
        lambda web: web.conversations_info(channel="C0SECRET"),
        lambda web: web.conversations_members(channel="C0SECRET"),
    ],
    "not_in_channel": [
        lambda web: web.chat_postMessage(channel="C0LOBBY", text="x"),
        lambda web: web.conversations_history(channel="C0LOBBY"),
    ],
    "no_text": [lambda web: web.api_call("chat.postMessage", json={"channel": "C0GENERAL"})],
    "msg_too_long": [lambda web: web.chat_postMessage(channel="C0GENERAL", text="x" * 40_001)],
    "invalid_blocks": [lambda web: web.chat_postMessage(channel="C0GENERAL", text="x", blocks=[{"type": "marquee"}])],
    "invalid_blocks_format": [lambda web: web.chat_postMessage(channel="C0GENERAL", text="x", blocks="{")],
    "thread_not_found": [lambda web: web.chat_postMessage(channel="C0GENERAL", text="x", thread_ts="1.0")],
    "user_disabled": [
        lambda web: web.chat_postMessage(channel="U0DORA", text="x"),
        lambda web: web.conversations_open(users="U0DORA"),
    ],
    "user_not_in_channel": [lambda web: web.chat_postEphemeral(channel="C0GENERAL", user="U0EVE", text="x")],
    "user_not_found": [lambda web: web.users_info(user="U0NOBODY")],
    "users_not_found": [lambda web: web.users_lookupByEmail(email="nobody@office.example")],
    "message_not_found": [
        lambda web: web.chat_update(channel="C0GENERAL", ts="1.0", text="x"),
        lambda web: web.chat_delete(channel="C0GENERAL", ts="1.0"),
    ],
    "missing_scope": [lambda web: web.team_info()],
    "unknown_method": [lambda web: web.api_call("players.find")],
    "invalid_cursor": [lambda web: web.conversations_members(channel="C0GENERAL", cursor="zzz")],
    "no_such_subteam": [lambda web: web.usergroups_users_list(usergroup="S0NONE")],
}


@pytest.mark.parametrize("error", REFUSALS)
async def test_refusal_by_name(error: str, web: AsyncWebClient) -> None:
    for call in REFUSALS[error]:
        assert await refusal(call(web)) == error


async def test_missing_scope_names_what_is_needed_and_provided(web: AsyncWebClient) -> None:
    body = await refused(web.team_info())

    assert body["needed"] == "team:read"
    assert "chat:write" in body["provided"]


async def test_scope_of_each_kind_of_conversation_counts(slack: Slack) -> None:
    manifest = yaml.safe_load((HERE / "manifest.yml").read_text())
    manifest["oauth_config"]["scopes"]["bot"].remove("groups:read")
    async with Slack.running(HERE / "workspace.yml", manifest=manifest) as narrow:
        web = AsyncWebClient(token=narrow.bot_token, base_url=narrow.api_url)

        assert (await web.conversations_info(channel="C0GENERAL"))["ok"]
        body = await refused(web.conversations_info(channel="C0DESK"))

    assert (body["error"], body["needed"]) == ("missing_scope", "groups:read")


async def test_only_own_messages_are_changed_or_deleted(slack: Slack, web: AsyncWebClient) -> None:
    said = await slack.person("alice").say("mine", in_="general")

    update, delete = (call(channel="C0GENERAL", ts=said.ts, **text) for call, text in _changes(web))

    assert await refusal(update) == "cant_update_message"
    assert await refusal(delete) == "cant_delete_message"
    assert said.text == "mine"


def _changes(web: AsyncWebClient) -> list[tuple[Callable[..., Awaitable[Any]], dict[str, str]]]:
    return [(web.chat_update, {"text": "yours"}), (web.chat_delete, {})]


async def test_posting_is_limited_to_one_a_second_in_each_channel() -> None:
    workspace = yaml.safe_load((HERE / "workspace.yml").read_text()) | {"rates": "tiers"}
    async with Slack.running(workspace, manifest=HERE / "manifest.yml") as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(4):
            await web.chat_postMessage(channel="C0GENERAL", text="x")

        with pytest.raises(SlackApiError, match="ratelimited") as refused:
            await web.chat_postMessage(channel="C0GENERAL", text="x")
        await web.chat_postMessage(channel="C0DESK", text="elsewhere")
        slack.clock.advance(seconds=1)
        await web.chat_postMessage(channel="C0GENERAL", text="later")

        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "1"


async def test_tiers_limit_calls_a_minute() -> None:
    workspace = yaml.safe_load((HERE / "workspace.yml").read_text()) | {"rates": "tiers"}
    async with Slack.running(workspace, manifest=HERE / "manifest.yml") as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(20):
            await web.users_list()

        body = await refused(web.users_list())

        assert body["error"] == "ratelimited"


async def test_forms_and_json_and_get_are_understood_alike(slack: Slack) -> None:
    url, headers = f"{slack.api_url}chat.postMessage", {"Authorization": f"Bearer {slack.bot_token}"}
    said = {"channel": "C0GENERAL", "text": "hi", "blocks": '[{"type": "divider"}]'}
    async with aiohttp.ClientSession(headers=headers) as session:
        for ask in (session.post(url, data=said), session.post(url, json=said), session.get(url, params=said)):
            async with ask as answer:
                assert (await answer.json())["message"]["blocks"][0]["type"] == "divider"
        async with session.post(url, data="{", headers={"Content-Type": "application/json"}) as answer:
            assert (await answer.json())["error"] == "invalid_json"


async def test_members_come_page_by_page(web: AsyncWebClient) -> None:
    found: list[str] = []
    async for page in await web.conversations_members(channel="C0GENERAL", limit=3):
        found += page["members"]

    assert found == ["U0ALICE", "U0BOB", "U0GUS", "U0PARROT"]


async def test_conversation_tells_who_may_read_it(web: AsyncWebClient) -> None:
    desk = (await web.conversations_info(channel="C0DESK", include_num_members=True))["channel"]
    partners = (await web.conversations_info(channel="C0PARTNERS"))["channel"]

    assert (desk["is_private"], desk["is_ext_shared"], desk["num_members"]) == (True, False, 3)
    assert (partners["is_private"], partners["is_ext_shared"]) == (False, True)
    assert "num_members" not in partners


async def test_user_tells_guest_stranger_and_gone(slack: Slack, web: AsyncWebClient) -> None:
    slack.add_person("wally", team="T0OTHER")

    async def about(user: str) -> dict[str, Any]:
        found: dict[str, Any] = (await web.users_info(user=user))["user"]
        return found

    alice, gus, eve, dora = [await about(user) for user in ("U0ALICE", "U0GUS", "U0EVE", "U0DORA")]
    assert (alice["tz"], alice["profile"]["email"]) == ("Europe/Malta", "alice@office.example")
    assert (gus["is_restricted"], gus["is_ultra_restricted"]) == (True, False)
    assert (eve["team_id"], eve["is_stranger"], "email" in eve["profile"]) == ("T0OTHER", False, False)
    assert (await about("U0WALLY"))["is_stranger"]
    assert dora["deleted"]


async def test_usergroups_and_conversations_of_a_user(web: AsyncWebClient) -> None:
    groups = (await web.usergroups_list(include_users=True))["usergroups"]
    rooms = (await web.users_conversations(user="U0BOB", types="public_channel,private_channel"))["channels"]

    assert [(each["handle"], each["users"]) for each in groups] == [("crew", ["U0ALICE", "U0BOB"])]
    assert [each["name"] for each in rooms] == ["general", "desk"]
