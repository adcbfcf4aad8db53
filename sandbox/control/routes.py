"""The control API's addresses, and the page itself."""

from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.control import doing, seeing, stream
from sandbox.control.guard import Handler
from sandbox.delivery.sending import Delivery

PAGE = Path(__file__).parents[1] / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFE = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
SLACKS_OWN = ("/api/", "/socket/", "/response/", "/files/")


class Control:
    """Serves the page and what it asks for."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._state = delivery.state

    def add_to(self, app: web.Application) -> None:
        """Add the routes to an application."""
        router = app.router
        router.add_get("/control/workspace", self._workspace)
        router.add_get("/control/state", self._persona)
        router.add_get("/control/stream", self._bell)
        router.add_get("/control/traffic", self._traffic)
        router.add_get("/control/faults", self._show_faults)
        router.add_post("/control/faults", self._set_faults)
        for name, verb in doing.VERBS.items():
            router.add_post(f"/control/{name}", self._door(verb))
        router.add_get("/", _index)
        router.add_static("/", PAGE)
        app.on_response_prepare.append(_headers)

    async def _workspace(self, _: web.Request) -> web.Response:
        return web.json_response(seeing.workspace(self._state))

    async def _persona(self, request: web.Request) -> web.Response:
        try:
            who = self._state.workspace.person(request.query.get("as", ""))
        except KeyError as unknown:
            return web.json_response({"ok": False, "error": str(unknown.args[0])}, status=404)
        busy, reading = self._delivery.under_way > 0, request.query.get("reading", "")
        return web.json_response(seeing.persona(self._state, who, busy=busy, reading=reading))

    async def _bell(self, request: web.Request) -> web.StreamResponse:
        return await stream.handle(self._delivery, request)

    async def _traffic(self, request: web.Request) -> web.Response:
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 200))
        return web.json_response({"entries": self._state.traffic.after(after, limit)})

    async def _show_faults(self, _: web.Request) -> web.Response:
        return web.json_response(self._state.faults.show())

    async def _set_faults(self, request: web.Request) -> web.Response:
        try:
            self._state.faults.set(**await request.json())
        except (AttributeError, TypeError, ValueError) as wrong:
            return web.json_response({"ok": False, "error": str(wrong)}, status=400)
        return web.json_response({"ok": True, **self._state.faults.show()})

    def _door(self, verb: doing.Verb) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            try:
                body: Any = await request.json()
            except ValueError:
                body = None
            if not isinstance(body, dict):
                return web.json_response({"ok": False, "error": "send a JSON object"}, status=400)
            return web.json_response(await doing.do(self._delivery, verb, body))

        return handle


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _headers(request: web.Request, response: web.StreamResponse) -> None:
    if not request.path.startswith(SLACKS_OWN):
        response.headers.update(SAFE)
