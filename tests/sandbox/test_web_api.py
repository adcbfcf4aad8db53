"""The Web API refuses what Slack refuses, by Slack's names."""

import copy
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack

HERE = Path(__file__).parent
Call = Callable[[AsyncWebClient], Awaitable[Any]]


async def refusal(call: Awaitable[Any]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        await call
    body: dict[str, Any] = refused.value.response.data
    return body


async def test_auth_test_says_who_the_bot_is(web: AsyncWebClient) -> None:
    answer = await web.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0PARROT", "B0PARROT", "T0OFFICE")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


async def test_wrong_token_is_no_token(slack: Slack) -> None:
    stranger = AsyncWebClient(token="xoxb-stranger", base_url=slack.api_url)

    assert (await refusal(stranger.auth_test()))["error"] == "invalid_auth"
    stranger.token = None
    assert (await refusal(stranger.auth_test()))["error"] == "not_authed"
    stranger.token = slack.app_token
    assert (await refusal(stranger.auth_test()))["error"] == "not_allowed_token_type"


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
        assert (await refusal(call(web)))["error"] == error


async def test_missing_scope_names_what_is_needed_and_provided(web: AsyncWebClient) -> None:
    body = await refusal(web.team_info())

    assert body["needed"] == "team:read"
    assert "chat:write" in body["provided"]


async def test_scope_of_each_kind_of_conversation_counts(slack: Slack) -> None:
    manifest = yaml.safe_load((HERE / "manifest.yml").read_text())
    manifest["oauth_config"]["scopes"]["bot"].remove("groups:read")
    async with Slack.running(HERE / "workspace.yml", manifest=manifest) as narrow:
        web = AsyncWebClient(token=narrow.bot_token, base_url=narrow.api_url)

        assert (await web.conversations_info(channel="C0GENERAL"))["ok"]
        body = await refusal(web.conversations_info(channel="C0DESK"))

    assert (body["error"], body["needed"]) == ("missing_scope", "groups:read")


async def test_only_own_messages_are_changed_or_deleted(slack: Slack, web: AsyncWebClient) -> None:
    said = await slack.person("alice").say("mine", in_="general")

    update, delete = (call(channel="C0GENERAL", ts=said.ts, **text) for call, text in _changes(web))

    assert (await refusal(update))["error"] == "cant_update_message"
    assert (await refusal(delete))["error"] == "cant_delete_message"
    assert said.text == "mine"


def _changes(web: AsyncWebClient) -> list[tuple[Callable[..., Awaitable[Any]], dict[str, str]]]:
    return [(web.chat_update, {"text": "yours"}), (web.chat_delete, {})]


async def test_update_keeps_blocks_that_are_not_given(slack: Slack, web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="C0GENERAL", text="one", blocks=[{"type": "divider"}])

    await web.chat_update(channel="C0GENERAL", ts=posted["ts"], text="two")
    kept = copy.deepcopy(slack.channel("general").messages[0])
    await web.chat_update(channel="C0GENERAL", ts=posted["ts"], text="three", blocks=[])

    assert (kept.text, kept.blocks[0]["type"], kept.edited) == ("two", "divider", True)
    assert slack.channel("general").messages[0].blocks == []


async def test_update_carries_less_text_than_a_post(web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="C0GENERAL", text="x" * 40_000)

    assert (await web.chat_update(channel="C0GENERAL", ts=posted["ts"], text="x" * 4_000))["ok"]
    body = await refusal(web.chat_update(channel="C0GENERAL", ts=posted["ts"], text="x" * 4_001))

    assert body["error"] == "msg_too_long"


async def test_ephemeral_message_is_its_readers_alone_and_cannot_be_changed(slack: Slack, web: AsyncWebClient) -> None:
    answer = await web.chat_postEphemeral(channel="C0GENERAL", user="U0ALICE", text="psst 🤫 <&amp;>")

    assert slack.person("alice").messages("general")[0].text == "psst 🤫 <&amp;>"
    assert slack.person("bob").messages("general") == []
    assert (await web.conversations_history(channel="C0GENERAL"))["messages"] == []
    update = web.chat_update(channel="C0GENERAL", ts=answer["message_ts"], text="x")
    assert (await refusal(update))["error"] == "message_not_found"


async def test_direct_message_opens_by_user_id(slack: Slack, web: AsyncWebClient) -> None:
    opened = await web.conversations_open(users="U0BOB")
    posted = await web.chat_postMessage(channel="U0BOB", text="hello")

    assert posted["channel"] == opened["channel"]["id"]
    assert slack.person("bob").messages(dm=True)[0].text == "hello"


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


async def test_history_and_replies(slack: Slack, web: AsyncWebClient) -> None:
    first = await web.chat_postMessage(channel="C0GENERAL", text="first")
    await web.chat_postMessage(channel="C0GENERAL", text="second")
    await web.chat_postMessage(channel="C0GENERAL", text="reply", thread_ts=first["ts"])

    history = (await web.conversations_history(channel="C0GENERAL"))["messages"]
    replies = (await web.conversations_replies(channel="C0GENERAL", ts=first["ts"]))["messages"]

    assert [each["text"] for each in history] == ["second", "first"]
    assert history[1]["reply_count"] == 1
    assert [each["text"] for each in replies] == ["first", "reply"]


async def test_metadata_stays_with_its_message(web: AsyncWebClient) -> None:
    metadata = {"event_type": "outbox", "event_payload": {"id": "17"}}

    await web.chat_postMessage(channel="C0GENERAL", text="x", metadata=metadata)

    assert (await web.conversations_history(channel="C0GENERAL"))["messages"][0]["metadata"] == metadata


async def test_forms_and_json_and_get_are_understood_alike(slack: Slack) -> None:
    url, headers = f"{slack.api_url}chat.postMessage", {"Authorization": f"Bearer {slack.bot_token}"}
    said = {"channel": "C0GENERAL", "text": "hi", "blocks": '[{"type": "divider"}]'}
    async with aiohttp.ClientSession(headers=headers) as session:
        for ask in (session.post(url, data=said), session.post(url, json=said), session.get(url, params=said)):
            async with ask as answer:
                assert (await answer.json())["message"]["blocks"][0]["type"] == "divider"
        async with session.post(url, data="{", headers={"Content-Type": "application/json"}) as answer:
            assert (await answer.json())["error"] == "invalid_json"


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

        body = await refusal(web.users_list())

        assert body["error"] == "ratelimited"


async def test_file_is_uploaded_and_shared(slack: Slack, web: AsyncWebClient) -> None:
    await web.files_upload_v2(channel="C0DESK", filename="report.csv", content="a,b\n1,2\n", initial_comment="Here")

    message = slack.person("bob").messages("desk")[0]
    assert (message.text, message.files[0]["name"]) == ("Here", "report.csv")
    assert slack.state.files[message.files[0]["id"]]["content"] == b"a,b\n1,2\n"


async def test_file_never_uploaded_cannot_be_shared(web: AsyncWebClient) -> None:
    promised = await web.files_getUploadURLExternal(filename="x.csv", length=3)

    complete = web.files_completeUploadExternal(files=[{"id": promised["file_id"]}], channel_id="C0DESK")

    assert (await refusal(complete))["error"] == "file_not_found"


async def test_reactions_come_and_go_once(slack: Slack, web: AsyncWebClient) -> None:
    ts = (await web.chat_postMessage(channel="C0DESK", text="x"))["ts"]
    at = {"channel": "C0DESK", "timestamp": ts, "name": "eyes"}

    await web.reactions_add(**at)
    assert (await refusal(web.reactions_add(**at)))["error"] == "already_reacted"
    assert slack.channel("desk").messages[0].reactions == {"eyes": ["U0PARROT"]}
    await web.reactions_remove(**at)

    assert (await refusal(web.reactions_remove(**at)))["error"] == "no_reaction"


async def test_permalink_and_unfurl(slack: Slack, web: AsyncWebClient) -> None:
    said = await slack.person("alice").say("see https://parrot.example/1", in_="general")

    link = await web.chat_getPermalink(channel="C0GENERAL", message_ts=said.ts)
    await web.chat_unfurl(channel="C0GENERAL", ts=said.ts, unfurls={"https://parrot.example/1": {"text": "A parrot"}})
    other = web.chat_unfurl(channel="C0GENERAL", ts=said.ts, unfurls={"https://parrot.example/2": {"text": "x"}})

    assert link["permalink"].endswith(f"/archives/C0GENERAL/p{said.ts.replace('.', '')}")
    assert slack.person("bob").sees("A parrot", in_="general")
    assert (await refusal(other))["error"] == "cannot_unfurl_url"


async def test_usergroups_and_conversations_of_a_user(web: AsyncWebClient) -> None:
    groups = (await web.usergroups_list(include_users=True))["usergroups"]
    rooms = (await web.users_conversations(user="U0BOB", types="public_channel,private_channel"))["channels"]

    assert [(each["handle"], each["users"]) for each in groups] == [("crew", ["U0ALICE", "U0BOB"])]
    assert [each["name"] for each in rooms] == ["general", "desk"]


MENTIONS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "escaped text": ([], {"text": "&lt;!channel&gt;"}),
    "text": (["!channel", "U0BOB"], {"text": "<!channel> and <@U0BOB|bob>"}),
    "group": (["S0CREW"], {"text": "<!subteam^S0CREW>"}),
    "mrkdwn": (["!here"], {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<!here|x>"}}]}),
    "verbatim": (
        ["!everyone"],
        {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<!everyone>", "verbatim": True}}]},
    ),
    "plain text": ([], {"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<!here>"}}]}),
    "rich text": (
        ["!channel", "U0BOB"],
        {
            "blocks": [
                {
                    "type": "rich_text",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "<!here>"},
                                {"type": "broadcast", "range": "channel"},
                                {"type": "user", "user_id": "U0BOB"},
                            ],
                        }
                    ],
                }
            ]
        },
    ),
    "names linked on request": (["!here"], {"text": "@here", "link_names": True}),
    "names left alone": ([], {"text": "@here"}),
}


@pytest.mark.parametrize("where", MENTIONS)
async def test_mentions_are_those_slack_would_ring_for(where: str, slack: Slack, web: AsyncWebClient) -> None:
    expected, message = MENTIONS[where]

    await web.chat_postMessage(channel="C0GENERAL", **{"text": "fallback", **message})

    assert slack.channel("general").messages[0].mentions == expected
