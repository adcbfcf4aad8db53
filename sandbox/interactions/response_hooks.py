"""The endpoint of response URLs."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.delivery.acks import OK
from sandbox.errors import SlackError
from sandbox.interactions import replies
from sandbox.state import State

BAD_REQUEST = 400
NOT_FOUND = 404
DEAD = frozenset({"invalid_url", "expired_url", "used_url"})


def handler(state: State) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make the handler of POST /response/NAME."""

    async def handle(request: web.Request) -> web.Response:
        try:
            body: Any = await request.json()
        except ValueError:
            body = None
        answer = _answer(state, request.match_info["name"], body)
        state.record.add("response_url", body)
        entry = {"direction": "from_app", "what": "response_url", "status": answer.status, "took_ms": 0.0}
        state.traffic.add(at=state.clock.now(), request=body, response=answer.text, **entry)
        state.changes.ring()
        return answer

    return handle


def _answer(state: State, name: str, body: Any) -> web.Response:
    if not isinstance(body, dict):
        return web.json_response(SlackError("invalid_payload").body(), status=BAD_REQUEST)
    try:
        replies.respond(state, state.response_urls.use(name), body)
    except SlackError as refusal:
        status = NOT_FOUND if refusal.error in DEAD else OK
        return web.json_response(refusal.body(), status=status)
    return web.Response(text="ok")
