"""Simulated faults between the app and the Web API or a response_url."""

import asyncio

from aiohttp import web
from aiohttp.typedefs import Middleware

from sandbox.control.guard import Handler
from sandbox.state import State

SERVER_ERROR = 500
UNAVAILABLE = 503
TOO_MANY = 429
RETRY_AFTER_SECONDS = 1
"""Seconds that a refused call is told to wait."""


def over(state: State) -> Middleware:
    """Make the middleware that lets faults strike."""

    @web.middleware
    async def weather(request: web.Request, handler: Handler) -> web.StreamResponse:
        what = _what(request)
        if not what:
            return await handler(request)
        await asyncio.sleep(state.faults.delay_seconds)
        answer = _struck(state, request, what)
        if answer is not None:
            _note(state, what, answer)
            return answer
        done = await handler(request)
        if state.faults.strikes("lose_reply", what):
            _cut(request)
        return done

    return weather


def _what(request: web.Request) -> str:
    if request.path.startswith("/api/"):
        return request.path.removeprefix("/api/")
    return "response_url" if request.path.startswith("/response/") else ""


def _struck(state: State, request: web.Request, what: str) -> web.Response | None:
    """Return the answer of a call that is never carried out."""
    if state.faults.down:
        _cut(request)
        return web.Response(status=UNAVAILABLE, text="down")
    if state.faults.strikes("fail_429", what):
        body = {"ok": False, "error": "ratelimited"}
        return web.json_response(body, status=TOO_MANY, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    if state.faults.strikes("fail_500", what):
        return web.Response(status=SERVER_ERROR, text="Something went wrong")
    if state.faults.refuse and state.faults.only in (None, what):
        return web.json_response({"ok": False, "error": state.faults.refuse})
    return None


def _note(state: State, what: str, answer: web.Response) -> None:
    entry = {"direction": "from_app", "what": what, "status": answer.status, "took_ms": 0.0}
    state.traffic.add(at=state.clock.now(), request=None, response=answer.text, note="a fault", **entry)
    state.changes.ring()


def _cut(request: web.Request) -> None:
    """Carry out the call and lose the answer, as a network might."""
    if request.transport:
        request.transport.abort()
