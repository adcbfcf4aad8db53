"""Faults strike as switched on, and the record keeps what the app sent."""

import json
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack

HERE = Path(__file__).parent


async def post(web: AsyncWebClient, text: str = "x") -> None:
    await web.chat_postMessage(channel="C0GENERAL", text=text)


async def test_next_calls_are_refused_then_all_is_well(slack: Slack, web: AsyncWebClient) -> None:
    slack.faults.set(fail_429=2, only="chat.postMessage")

    for _ in range(2):
        await web.auth_test()
        with pytest.raises(SlackApiError, match="ratelimited") as refused:
            await post(web)
        assert refused.value.response.headers["Retry-After"] == "1"
    await post(web, "third")

    assert [each.text for each in slack.channel("general").messages] == ["third"]


async def test_server_error_does_nothing(slack: Slack, web: AsyncWebClient) -> None:
    slack.faults.set(fail_500=True)

    with pytest.raises(SlackApiError) as refused:
        await post(web)

    assert refused.value.response.status_code == 500
    assert slack.channel("general").messages == []


async def test_named_error_answers_the_calls_it_is_for(slack: Slack, web: AsyncWebClient) -> None:
    slack.faults.set(refuse="account_inactive", only="chat.postMessage")

    await web.auth_test()
    with pytest.raises(SlackApiError, match="account_inactive"):
        await post(web)

    assert slack.channel("general").messages == []


async def test_lost_reply_comes_after_the_work_is_done(slack: Slack, web: AsyncWebClient) -> None:
    slack.faults.set(lose_reply=1)

    with pytest.raises(aiohttp.ClientError):
        await post(web, "done")

    assert [each.text for each in slack.channel("general").messages] == ["done"]


async def test_slack_that_is_down_answers_nobody(slack: Slack, web: AsyncWebClient) -> None:
    slack.faults.set(down=True)

    with pytest.raises(aiohttp.ClientError):
        await post(web)
    assert (await slack.person("alice").command("/anything", in_="general")).error == "dispatch_failed"
    slack.faults.clear()
    await post(web, "back")

    assert [each.text for each in slack.channel("general").messages] == ["back"]


async def test_rate_strikes_a_share_of_calls_and_repeats_itself(slack: Slack, web: AsyncWebClient) -> None:
    slack.faults.set(rate=0.3)
    failed = 0
    for _ in range(100):
        try:
            await web.auth_test()
        except (SlackApiError, aiohttp.ClientError):
            failed += 1

    assert 15 < failed < 45


async def test_latency_holds_calls_back(slack: Slack, web: AsyncWebClient) -> None:
    slack.faults.set(latency_ms=50)

    await web.auth_test()

    entry = slack.traffic.of("auth.test")[0]
    assert entry.status == 200


async def test_unknown_switch_is_an_error(slack: Slack) -> None:
    with pytest.raises(AttributeError, match="no fault 'fail_418'"):
        slack.faults.set(fail_418=1)


async def test_record_keeps_calls_without_tokens(tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    async with Slack.running(HERE / "workspace.yml", manifest=HERE / "manifest.yml", record=file) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        await post(web, "héllo")
        assert slack.record.of("chat.postMessage")[0]["text"] == "héllo"

    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines == [{"method": "chat.postMessage", "args": {"channel": "C0GENERAL", "text": "héllo"}}]
    assert "xoxb" not in file.read_text(encoding="utf-8")
