"""Socket Mode: the same requests over a connection that we open; each is always answered."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.process.services import Services
from bot.slack.bolt import OK, respond

PING_SECONDS = 5.0
"""If pings stay unanswered for four times as long, the connection is opened again."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def connected(services: Services, app: AsyncApp) -> AsyncIterator[None]:
    """Stay connected until the block ends. It closes first at shutdown, so that nothing new comes in."""
    token = services.settings.slack_app_token
    client = SocketModeClient(
        app_token=token.get_secret_value() if token else "",
        web_client=services.slack,
        ping_interval=PING_SECONDS,
    )

    async def take(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        services.tasks.start(_answer(client, request, app))

    client.socket_mode_request_listeners.append(take)
    services.vitals.socket = client.is_connected
    try:
        await client.connect()  # type: ignore[no-untyped-call]  # the SDK's
        yield
    finally:
        await client.disconnect()  # type: ignore[no-untyped-call]  # the SDK's
        await client.close()  # type: ignore[no-untyped-call]  # the SDK's


async def _answer(client: AsyncBaseSocketModeClient, request: SocketModeRequest, app: AsyncApp) -> None:
    """Handle an envelope and answer it: without an answer Slack waits three seconds and shows an error."""
    response = await respond(app, request.payload)
    payload = json.loads(response.body) if response.body and response.status == OK else None
    try:
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload))
    except (ConnectionError, ClientError) as lost:
        log.warning("The connection closed before an answer left: %s", type(lost).__name__)  # it is asked again
