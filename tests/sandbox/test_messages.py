"""Messages are posted, changed, found again, and ring for those they mention."""

import copy
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack
from tests.support.refusals import refusal, refused


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
    body = await refused(web.chat_update(channel="C0GENERAL", ts=posted["ts"], text="x" * 4_001))

    assert body["error"] == "msg_too_long"


async def test_ephemeral_message_is_its_readers_alone_and_cannot_be_changed(slack: Slack, web: AsyncWebClient) -> None:
    answer = await web.chat_postEphemeral(channel="C0GENERAL", user="U0ALICE", text="psst 🤫 <&amp;>")

    assert slack.person("alice").messages("general")[0].text == "psst 🤫 <&amp;>"
    assert slack.person("bob").messages("general") == []
    assert (await web.conversations_history(channel="C0GENERAL"))["messages"] == []
    update = web.chat_update(channel="C0GENERAL", ts=answer["message_ts"], text="x")
    assert await refusal(update) == "message_not_found"


async def test_direct_message_opens_by_user_id(slack: Slack, web: AsyncWebClient) -> None:
    opened = await web.conversations_open(users="U0BOB")
    posted = await web.chat_postMessage(channel="U0BOB", text="hello")

    assert posted["channel"] == opened["channel"]["id"]
    assert slack.person("bob").messages(dm=True)[0].text == "hello"


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


async def test_file_is_uploaded_and_shared(slack: Slack, web: AsyncWebClient) -> None:
    await web.files_upload_v2(channel="C0DESK", filename="report.csv", content="a,b\n1,2\n", initial_comment="Here")

    message = slack.person("bob").messages("desk")[0]
    assert (message.text, message.files[0]["name"]) == ("Here", "report.csv")
    assert slack.state.files[message.files[0]["id"]]["content"] == b"a,b\n1,2\n"


async def test_file_never_uploaded_cannot_be_shared(web: AsyncWebClient) -> None:
    promised = await web.files_getUploadURLExternal(filename="x.csv", length=3)

    complete = web.files_completeUploadExternal(files=[{"id": promised["file_id"]}], channel_id="C0DESK")

    assert await refusal(complete) == "file_not_found"


async def test_reactions_come_and_go_once(slack: Slack, web: AsyncWebClient) -> None:
    ts = (await web.chat_postMessage(channel="C0DESK", text="x"))["ts"]
    at = {"channel": "C0DESK", "timestamp": ts, "name": "eyes"}

    await web.reactions_add(**at)
    assert await refusal(web.reactions_add(**at)) == "already_reacted"
    assert slack.channel("desk").messages[0].reactions == {"eyes": ["U0PARROT"]}
    await web.reactions_remove(**at)

    assert await refusal(web.reactions_remove(**at)) == "no_reaction"


async def test_permalink_and_unfurl(slack: Slack, web: AsyncWebClient) -> None:
    said = await slack.person("alice").say("see https://parrot.example/1", in_="general")

    link = await web.chat_getPermalink(channel="C0GENERAL", message_ts=said.ts)
    await web.chat_unfurl(channel="C0GENERAL", ts=said.ts, unfurls={"https://parrot.example/1": {"text": "A parrot"}})
    other = web.chat_unfurl(channel="C0GENERAL", ts=said.ts, unfurls={"https://parrot.example/2": {"text": "x"}})

    assert link["permalink"].endswith(f"/archives/C0GENERAL/p{said.ts.replace('.', '')}")
    assert slack.person("bob").sees("A parrot", in_="general")
    assert await refusal(other) == "cannot_unfurl_url"


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
