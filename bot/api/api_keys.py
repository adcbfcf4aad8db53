"""Keys of machines: which client of ``PITBOSS_API_KEYS`` a request is from."""

import hmac

from aiohttp import web

from bot.process.services import Services


def client(services: Services, request: web.Request) -> str | None:
    """Find the client of the key in a request, in constant time; None where the key is nobody's."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    given = key.encode("utf-8", "surrogateescape") if scheme.lower() == "bearer" else b""
    found = None
    for name, secret in services.settings.api_keys.items():
        if hmac.compare_digest(secret.get_secret_value().encode(), given):
            found = name
    return found
