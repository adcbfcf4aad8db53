"""A gaming platform that tells events over HTTP, signed as Standard Webhooks says, honestly or not."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import aiohttp
from standardwebhooks import Webhook

from core.activity import Event
from tests.support.desk import Desk

SECRET = "whsec_cGl0Ym9zcy10ZXN0cy1zZWNyZXQtbnVtYmVyLW9uZSE="
OLDER = "whsec_cGl0Ym9zcy10ZXN0cy1zZWNyZXQtbnVtYmVyLXR3byE="
SETTINGS = {"PITBOSS_EVENTS_SECRET": f"{SECRET} {OLDER}"}
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Told:
    """What the door said."""

    status: int
    body: dict[str, Any]


def signed(body: bytes, *, secret: str = SECRET, name: str | None = None, at: float | None = None) -> dict[str, str]:
    """Give the headers of a message."""
    name, seconds = name or f"msg_{next(NUMBERS)}", int(time.time() if at is None else at)
    return {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(seconds),
        "webhook-signature": Webhook(secret).sign(name, datetime.fromtimestamp(seconds, UTC), body.decode()),
    }


def message(*events: Any) -> bytes:
    """Write a message with these events in it."""
    return json.dumps({"events": [_plain(event) for event in events]}).encode()


async def tell(desk: Desk, *events: Any, **how: Any) -> Told:
    """Tell events as an honest platform does."""
    body = message(*events)
    return await knock(desk, body, signed(body, **how))


async def knock(desk: Desk, body: Any, headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> Told:
    """Send anything to the door."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{desk.bot.url}/v1/events", data=body, headers=headers) as response,
    ):
        return Told(response.status, await response.json())


def login(event_id: str, *, at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """A login of anna's, an hour ago unless told otherwise."""
    when = at or datetime.now(UTC) - timedelta(hours=1)
    about = {"source": "games", "event_id": event_id, "type": "login", "at": when.isoformat()}
    who = {"brand": "lucky", "player": "anna", "body": {"success": True, "ip": "81.2.69.142", "country": "MT"}}
    return about | who | more


def _plain(event: Any) -> Any:
    return event.model_dump(mode="json") if isinstance(event, Event) else event
