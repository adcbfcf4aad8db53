"""Over sockets each envelope goes to one connection, and each ticket opens one."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack
from sandbox.changes import WAIT_SECONDS
from tests.support.app import card


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
        envelope = await socket.receive_json(timeout=WAIT_SECONDS)
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
