"""The endpoint of the Web API: authentication, scopes and rate limits, then the method."""

import json
import time
from typing import Any

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.state import State
from sandbox.web_api import METHODS, arguments
from sandbox.web_api.arguments import Args
from sandbox.web_api.rates import Rates
from sandbox.web_api.registry import Json, Method

TOO_MANY = 429


class Endpoint:
    """Serves /api/METHOD."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._rates = Rates(state.clock, state.workspace.rates)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call and note it in traffic and record."""
        state, name = self._state, request.match_info["method"]
        started = time.perf_counter()
        args = Args()
        try:
            args = await arguments.read(request)
            answer = web.json_response({"ok": True, **self._answer(name, args)}, headers=self._headers())
        except SlackError as refusal:
            answer = self._refused(refusal)
        state.record.add(name, args)
        self._note(name, args, answer, started)
        return answer

    def _answer(self, name: str, args: Args) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._authorize(method, args.text("token"))
        self._rates.take(method, args.text("channel"))
        return method.answer(self._state, args)

    def _authorize(self, method: Method, token: str) -> None:
        app, scopes = self._state.workspace.app, self._state.manifest.scopes
        if not token:
            raise SlackError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise SlackError("invalid_auth")
        if method.app_token != (token == app.app_token):
            raise SlackError("not_allowed_token_type")
        if method.scopes and not method.app_token and not scopes & set(method.scopes):
            raise SlackError("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(scopes)))

    def _headers(self) -> dict[str, str]:
        return {
            "X-OAuth-Scopes": ",".join(sorted(self._state.manifest.scopes)),
            "X-Slack-Req-Id": self._state.ids.secret(),
        }

    def _refused(self, refusal: SlackError) -> web.Response:
        headers = self._headers()
        if refusal.error != "ratelimited":
            return web.json_response(refusal.body(), headers=headers)
        headers["Retry-After"] = str(refusal.fields["retry_after"])
        return web.json_response({"ok": False, "error": "ratelimited"}, status=TOO_MANY, headers=headers)

    def _note(self, name: str, args: Args, answer: web.Response, started: float) -> None:
        took_ms = round((time.perf_counter() - started) * 1000, 1)
        request = {key: value for key, value in args.items() if key != "token"}
        entry = {"direction": "from_app", "what": name, "status": answer.status, "took_ms": took_ms}
        self._state.traffic.add(at=self._state.clock.now(), request=request, response=_readable(answer), **entry)
        self._state.changes.ring()


def _readable(answer: web.Response) -> Any:
    return json.loads(answer.text or "null") if answer.content_type == "application/json" else answer.text
