"""The connection that we open: what happens when it closes before an answer has left."""

import logging

import pytest
from aiohttp import ClientConnectionResetError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack import socket_mode
from tests.support.desk import Desk


class Closing:
    """The SDK's client, its connection already on the way down."""

    async def send_socket_mode_response(self, response: SocketModeResponse) -> None:
        raise ClientConnectionResetError(f"Cannot write {response.envelope_id} to closing transport")


async def test_an_answer_that_finds_the_connection_closed_is_told_and_no_error(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    payload = {"type": "event_callback", "event": {"type": "nothing_we_know"}}

    with caplog.at_level(logging.WARNING, logger="bot.slack.socket_mode"):
        await socket_mode._answer(Closing(), SocketModeRequest("events_api", "E1", payload), desk.bot.app)  # type: ignore[arg-type]

    assert "closed before an answer left" in caplog.text
