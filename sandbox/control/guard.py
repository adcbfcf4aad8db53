"""Lets in only pages this sandbox served: a name rebound to 127.0.0.1 or a foreign origin gets nothing."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what names another Host, or comes from another Origin, than this machine: tokens here are no secret."""
    origin = request.headers.get("Origin")
    if _name(f"//{request.host}") not in LOOPBACK or (origin and not _is_ours(origin, request.host)):
        return web.json_response({"ok": False, "error": "only pages of this sandbox may do this"}, status=403)
    posted = request.method == "POST" and request.path.startswith("/control/")
    if posted and request.content_type != "application/json":
        return web.json_response({"ok": False, "error": "send JSON"}, status=415)
    return await handler(request)


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _is_ours(origin: str, host: str) -> bool:
    return origin == f"http://{host}" and _name(origin) in LOOPBACK
