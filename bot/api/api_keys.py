"""Keys of machines: which client a request is from, and whether it may ask this, and as often."""

from aiohttp import web

from bot.process.client_keys import TooOften
from bot.process.refusals import RefusalReason
from bot.process.services import Services
from core.client_keys import ClientScope, ValidKey
from core.database.connections import DatabaseUnavailable


async def client(services: Services, request: web.Request, scope: ClientScope) -> ValidKey | web.Response:
    """Find the client of the key in a request; the answer to give instead where it may not ask this now."""
    try:
        key = await services.client_keys.of_header(services, request.headers.get("Authorization", ""))
        if key is None or scope not in key.scopes:
            reason = RefusalReason.KEY if key is None else RefusalReason.CLIENT
            return services.refusals.told(request, reason, _refusal(401, "a valid key is required", _WITH_KEY))
        services.client_keys.spend(key)
    except TooOften as often:
        return _refusal(429, str(often), {"Retry-After": str(often.retry_seconds)})
    except DatabaseUnavailable:
        return _refusal(503, "the database does not answer", {"Retry-After": "1"})
    return key


_WITH_KEY = {"WWW-Authenticate": "Bearer"}


def _refusal(status: int, because: str, headers: dict[str, str]) -> web.Response:
    return web.json_response({"error": because}, status=status, headers=headers)
