"""Bolt's answer to one request, whichever transport brought it."""

import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack import failures

OK = 200

log = logging.getLogger(__name__)


async def respond(app: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """Let the app answer. Always with 200: anything else counts as our failure, and silence over Socket Mode."""
    try:
        response = await app.async_dispatch(request)
    except Exception as error:  # noqa: BLE001 - trap 1: nothing may leave without an answer
        failures.explain(error, "a request")
        return BoltResponse(status=OK)
    if response.status != OK:
        log.warning("A request of type %.40r found no listener", request.body.get("type"))
        return BoltResponse(status=OK)
    return response
