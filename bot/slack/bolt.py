"""Bolt: one app with few listeners that lead into the dispatch, and its answer to each request of either transport."""

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.process.services import Services
from bot.slack import failures, incoming, payloads
from bot.slack.api_errors import FAULTS
from bot.slack.dispatch import Dispatch
from bot.slack.incoming import Incoming
from bot.slack.routes import Routes

OK = 200
MISSHAPEN = 400
ANY = re.compile("")
"""Matches every id: our own routes distinguish features by prefix, since Bolt tries listeners one by one."""

log = logging.getLogger(__name__)


def build(services: Services, features: Iterable[Routes]) -> AsyncApp:
    """Join all features into an app.

    Requests are verified before they come here, so Bolt's own verification, which logs bodies, is off.
    """
    logging.getLogger("slack_bolt.AsyncApp").addFilter(_concerns_us)
    app = AsyncApp(
        name="pitboss",  # else Bolt reads the source files of its callers to find one
        client=AsyncWebClient(
            base_url=services.settings.slack_api_url, session=services.http
        ),  # handlers use services'
        authorize=_authorize(services),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    routes = Routes.joined(features)
    services.entry_points = routes.entry_points
    dispatch = Dispatch(services, routes)
    app.command(ANY)(_listener(dispatch, incoming.command))
    app.action(ANY)(_listener(dispatch, incoming.button))
    app.view_submission(ANY)(_listener(dispatch, incoming.form))
    app.view_closed(ANY)(_listener(dispatch, incoming.closed))
    app.options(ANY)(_listener(dispatch, incoming.options))
    app.shortcut(ANY)(_listener(dispatch, incoming.shortcut))
    app.event(ANY)(_event(dispatch))
    return app


async def respond(app: AsyncApp, payload: Any) -> BoltResponse:
    """Let the app answer what Slack sent, over HTTP or Socket Mode.

    Always with 200, since anything else counts as our failure, but with 400 what is not shaped like Slack's payloads.
    """
    if (odd := payloads.misshapen(payload)) is not None:
        log.warning("A signed request is not shaped like Slack's: %s", odd)
        return BoltResponse(status=MISSHAPEN, body="not a Slack request")
    request = AsyncBoltRequest(mode="socket_mode", body=payload)  # as it was read: Bolt loses commands with "payload"
    try:
        response = await app.async_dispatch(request)
    except Exception as error:  # noqa: BLE001 - trap 1: nothing may leave without an answer
        failures.explain(error, "a request")
        return BoltResponse(status=OK)
    if response.status != OK:
        log.warning("No listener for a request of type %.40r", request.body.get("type"))
        return BoltResponse(status=OK)
    return response


def _listener(dispatch: Dispatch, read: Callable[[Any], Incoming]) -> Callable[..., Any]:
    async def listen(ack: Any, body: dict[str, Any]) -> None:
        answer = await dispatch.take(read(body))
        await (ack(answer) if answer else ack())

    return listen


def _event(dispatch: Dispatch) -> Callable[..., Any]:
    async def listen(body: dict[str, Any]) -> None:
        dispatch.tell(body.get("event") or {})
        await dispatch.take(incoming.event(body))

    return listen


def _concerns_us(record: logging.LogRecord) -> bool:
    """Leave out that a SLACK_BOT_TOKEN in the environment is not used: ours is called otherwise."""
    return record.getMessage() != warning_client_prioritized_and_token_skipped()


def _authorize(services: Services) -> Callable[..., Any]:
    """Ask Slack who the bot is once; while it does not answer, do without."""
    known: list[AuthorizeResult] = []

    async def authorize(enterprise_id: str | None = None, team_id: str | None = None) -> AuthorizeResult:
        if known:
            return known[0]
        token = services.settings.slack_bot_token.get_secret_value()
        try:
            answer = await services.slack.auth_test()
        except FAULTS:
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)
        known.append(AuthorizeResult.from_auth_test_response(auth_test_response=answer, bot_token=token))
        return known[0]

    return authorize
