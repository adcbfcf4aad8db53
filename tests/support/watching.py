"""Events as rules see them, and a platform that tells of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from core import activity
from core.activity import Event, Type, catalogue
from core.database.connections import Connection
from core.security import rules
from core.security.verdicts import Backing, Happening, RuleVerdict
from core.work import Work
from tests.support.office import World

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
MALTA, LAGOS = (35.9, 14.5), (6.5, 3.4)
EUR_900 = {"amount_minor": 90_000, "currency": "EUR"}
_numbers = count(1)


def happening(type_: str, at: datetime, *, backing: Backing = Backing.NONE, **body: Any) -> Happening:
    """One event of the catalogue."""
    read = catalogue.read(type_, 1, body)
    return Happening(id=UUID(int=next(_numbers)), at=at, type=type_, body=read, backing=backing)


def login(
    at: datetime = NOON, *, place: tuple[float, float] | None = None, success: bool = True, **body: Any
) -> Happening:
    where = {"latitude": place[0], "longitude": place[1]} if place else {}
    return happening(Type.LOGIN, at, success=success, **where, **body)


def failure(at: datetime) -> Happening:
    return login(at, success=False)


def withdrawal(at: datetime) -> Happening:
    return happening(Type.WITHDRAWAL_REQUESTED, at, withdrawal="w1", amount=EUR_900)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def _breaks(_events: Sequence[Happening], limits: Any) -> RuleVerdict:
    return limits.no_such_threshold


BROKEN = replace(rules.ALL[1], judge=_breaks, title="Broken one")
"""A rule that raises whatever it is asked."""


BROKEN_PARTS = {
    "limits": replace(rules.ALL[1], name="impossible_travel_2"),
    "back": replace(rules.ALL[1], back=lambda limits: limits.no_such_threshold),
    "remembers": replace(rules.ALL[1], remembers=lambda limits: limits.no_such_threshold),
    "words": replace(rules.ALL[1], words=lambda limits: limits.no_such_threshold),
    "judge": BROKEN,
    "verdict": replace(rules.ALL[1], judge=lambda _events, _limits: None),
}
"""Rules that break, by the part of them that does; the first is unknown to the office file."""


def watch_by(office: World, **watched: Any) -> None:
    """Let the office file say so of its rules."""
    plain = office.desk.office.model_dump(mode="json") | {"security": {"rules": watched}}
    office.desk = replace(office.desk, office=type(office.desk.office).model_validate(plain))


def looking(office: World, db: Connection) -> Work:
    """A look at the world, at its own time."""
    return Work(db=db, desk=office.desk, at=office.at)


class Teller:
    """Tells a world what happened to its players, at the world's own time."""

    player_id: int

    def __init__(self, office: World, username: str = "anna") -> None:
        self.office = office
        self.username = username

    def event(self, type_: str, *, ago: timedelta = timedelta(0), **body: Any) -> Event:
        more = {"request_id": body.pop("request_id")} if "request_id" in body else {}
        version, player = body.pop("version", 1), body.pop("player", f"x-{self.username}")
        return Event(
            source="games",
            event_id=f"e{next(_numbers)}",
            type=type_,
            at=self.office.now - ago,
            brand="royal",
            player=player,
            body=body,
            version=version,
            **more,
        )

    def login(self, *, ago: timedelta = timedelta(0), success: bool = True, **body: Any) -> Event:
        known = {"ip": "81.2.69.142", "country": "MT", "device": "phone-1"}
        return self.event(Type.LOGIN, ago=ago, success=success, **{**known, **body})

    def failures(self, number: int, *, ago: timedelta = timedelta(0), **body: Any) -> list[Event]:
        """So many failed logins, a second apart, the last so long ago."""
        spans = (ago + timedelta(seconds=number - 1 - place) for place in range(number))
        return [self.login(ago=span, success=False, **body) for span in spans]

    def withdrawal(self, *, ago: timedelta = timedelta(0)) -> Event:
        name = f"w{next(_numbers)}"
        return self.event(Type.WITHDRAWAL_REQUESTED, ago=ago, withdrawal=name, amount=EUR_900)

    def usual(self, number: int = 5) -> list[Event]:
        """Logins of the days before from where this player always comes."""
        return [self.login(ago=timedelta(days=day)) for day in range(number, 0, -1)]

    async def tell(self, *told: Event | Sequence[Event]) -> None:
        """Hand events in, in one transaction."""
        flat = [each for one in told for each in ([one] if isinstance(one, Event) else one)]
        async with self.office.work() as work:
            outcome = await activity.ingest(work, flat)
        assert outcome.refused == []
