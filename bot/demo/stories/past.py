"""Building the past of a story's player: who they are, and what happened, in minutes before now."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from zlib import crc32

from bot.demo.people import BRAND, LICENCE
from core.activity import Event, Type
from core.players import Instrument, NewPlayer

SOURCE = "stories"
DAY = 1440
"""Minutes."""


def eur(minor: int) -> dict[str, Any]:
    """Write an amount as events do."""
    return {"amount_minor": minor, "currency": "EUR"}


@dataclass(slots=True)
class Past:
    """Events of one player."""

    username: str
    now: datetime
    events: list[Event] = field(default_factory=list)

    def then(self, minutes_ago: float, type_: Type, **body: Any) -> Self:
        """Add an event so many minutes ago."""
        at = self.now - timedelta(minutes=minutes_ago)
        event_id = f"{self.username}-{len(self.events) + 1}"
        about = {"source": SOURCE, "event_id": event_id, "brand": BRAND, "player": external_id(self.username)}
        self.events.append(Event(type=type_, at=at, body=body, **about))
        return self

    def earning(self, *, deposits: int, minor: int, until_days_ago: int = 0, **place: Any) -> Self:
        """Add quiet days: one deposit a day, each after a login at home."""
        own, home = self._own, self.home | place
        for day in range(until_days_ago + deposits, until_days_ago, -1):
            minutes = day * DAY + (day * 37 + own) % 600
            self.then(minutes, Type.LOGIN, success=True, **home)
            self.then(minutes - 4, Type.DEPOSIT, amount=eur(minor), method="card")
        return self

    @property
    def home(self) -> dict[str, Any]:
        """Return this player's usual device and address, as logins contain them."""
        return {
            "ip": f"46.11.{self._own % 256}.{self._own % 251 + 1}",
            "country": "MT",
            "device": f"phone-{self._own:08x}",
        }

    @property
    def _own(self) -> int:
        return crc32(self.username.encode())

    def told(self) -> tuple[Event, ...]:
        """Give all of it."""
        return tuple(self.events)


def external_id(username: str) -> str:
    """Name a story's player as the platform does."""
    return f"C-{username}"


def player(username: str, now: datetime, first: str, last: str, **about: Any) -> NewPlayer:
    """Make up a verified player; ``about`` says what is different."""
    facts: dict[str, Any] = {
        "brand": BRAND,
        "licence": LICENCE,
        "external_id": external_id(username),
        "username": username,
        "currency": "EUR",
        "registered_at": now - timedelta(days=400),
        "registered_from": "web",
        "email": f"{username}@example.com",
        "first_name": first,
        "last_name": last,
        "address": f"{1 + crc32(username.encode()) % 180} {last} Street",
        "country": "MT",
        "language": "en",
        "verification_level": 2,
        "verification_status": "verified",
        "instruments": (Instrument("card", f"card-{username}", f"{len(username)}{username[-2:]}7"),),
    }
    return NewPlayer(**(facts | about))
