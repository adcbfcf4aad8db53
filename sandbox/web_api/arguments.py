"""A Web API call's arguments, from JSON, a form or the query."""

import json
from typing import Any

from aiohttp import web

from sandbox.errors import SlackError


class Args(dict[str, Any]):
    """Arguments by name; what a form carries as JSON text is read on demand."""

    def need(self, name: str) -> str:
        """Return a required text."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])
        return value

    def text(self, name: str) -> str:
        """Return a text, empty where absent."""
        value = self.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return a boolean, which forms write in several ways."""
        return self.text(name).lower() in {"true", "1"}

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments", messages=[f"[ERROR] must be an integer: {name}"]) from None

    def json(self, name: str, refusal: str = "invalid_arguments") -> Any:
        """Return a structure, None where absent; raise the refusal where it is not JSON."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(refusal, messages=[f"[ERROR] failed to parse JSON: {name}"]) from None

    def names(self, name: str) -> list[str]:
        """Return a list that may come as text with commas."""
        value = self.get(name) or []
        return value if isinstance(value, list) else [each.strip() for each in str(value).split(",") if each.strip()]


async def read(request: web.Request) -> Args:
    """Collect a request's arguments and its bearer token."""
    args = Args(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        try:
            body = await request.json()
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        args.update(body)
    elif request.can_read_body:
        args.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        args["token"] = token.strip()
    return args
