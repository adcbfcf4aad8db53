"""Socket Mode: the same requests over a connection that we open; each is always answered.

Once Slack refuses our token, the connection is not opened again: that is told, and a restart with another token helps.
"""

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.process import transactions
from bot.process.services import Services
from bot.slack.api_errors import error_of
from bot.slack.dispatch import OK, respond
from core import background
from core.errors import Refused
from core.people import PITBOSS

PING_SECONDS = 5.0
"""If pings stay unanswered for four times as long, the connection is opened again."""

REFUSED_TOKENS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""Slack's words for a token that will not do, however often it is shown."""

log = logging.getLogger(__name__)


class TokenRefused(Refused):
    """Slack refuses the app-level token."""

    code = "slack_token_refused"


class SocketClient(SocketModeClient):
    """The SDK's client, which would show a refused token every few seconds for ever: this one stops."""

    refusal: str | None = None
    """Slack's word, once it has refused the token."""
    refused: Callable[[str], None] = staticmethod(lambda _word: None)
    """What is done then."""

    async def issue_new_wss_url(self) -> str:
        """Ask Slack where to connect."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            if (word := error_of(error)) in REFUSED_TOKENS:
                self.refusal, self.closed = word, True  # its loops end by that
                self.refused(word)
            raise


@asynccontextmanager
async def connected(services: Services, app: AsyncApp) -> AsyncIterator[None]:
    """Stay connected until the block ends. It closes first at shutdown, so that nothing new comes in."""
    token = services.settings.slack_app_token
    client = SocketClient(
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
        if client.refusal:
            raise TokenRefused(
                f"Slack refuses PITBOSS_SLACK_APP_TOKEN: {client.refusal}. Create another app-level token with "
                "connections:write at api.slack.com, Basic Information."
            )
        client.refused = lambda word: _stopped(services, word)
        yield
    finally:
        await client.disconnect()  # type: ignore[no-untyped-call]  # the SDK's
        await client.close()  # type: ignore[no-untyped-call]  # the SDK's


def _stopped(services: Services, word: str) -> None:
    """Tell that nobody's requests come any more."""
    log.error("Slack refuses PITBOSS_SLACK_APP_TOKEN: %s. It is not shown again; set another one and restart.", word)
    services.vitals.token_refused = word
    services.tasks.start(_alarm(services, word))


async def _alarm(services: Services, word: str) -> None:
    try:
        await transactions.do(services, PITBOSS, background.alarm_of_token, None, word=word)
    except Refused as refusal:
        log.warning("The alarm about the token could not be raised: %s", refusal.code)


async def _answer(client: AsyncBaseSocketModeClient, request: SocketModeRequest, app: AsyncApp) -> None:
    """Handle an envelope and answer it: without an answer Slack waits three seconds and shows an error."""
    response = await respond(app, request.payload)
    payload = json.loads(response.body) if response.body and response.status == OK else None
    try:
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload))
    except (ConnectionError, ClientError) as lost:
        log.warning("The connection closed before an answer left: %s", type(lost).__name__)  # it is asked again
