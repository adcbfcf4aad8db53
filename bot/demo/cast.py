"""The players that the stories are about: always there, always the same, whatever the seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

from bot.demo.people import BRAND, LICENCE
from core.activity import Event, Type
from core.people import Visibility
from core.players import Instrument, NewPlayer

SOURCE = "stories"
STRANGE = {"ip": "185.220.101.44", "country": "RO", "latitude": 44.4, "longitude": 26.1, "device": "laptop-e0d1c2b3"}
SHARED = Instrument("card", "card-household-5b7f6a52", "7702")


@dataclass(frozen=True, slots=True)
class Part:
    """One player of the cast, with what colleagues wrote down and what stands in the way."""

    player: NewPlayer
    events: tuple[Event, ...]
    notes: tuple[tuple[str, str, Visibility], ...] = ()
    """Text, priority, and who may see it."""
    tags: tuple[tuple[str, Visibility], ...] = ()
    block: str | None = None
    """The reason of a block that stands."""


@dataclass(slots=True)
class _Story:
    """Events of one player, told in minutes before now."""

    username: str
    now: datetime
    events: list[Event] = field(default_factory=list)

    def then(self, minutes_ago: float, type_: Type, **body: Any) -> "_Story":
        at = self.now - timedelta(minutes=minutes_ago)
        event_id = f"{self.username}-{len(self.events) + 1}"
        about = {"source": SOURCE, "event_id": event_id, "brand": BRAND, "player": _external_id(self.username)}
        self.events.append(Event(type=type_, at=at, body=body, **about))
        return self

    def earning(self, *, deposits: int, minor: int, until_days_ago: int = 0, **place: Any) -> "_Story":
        """Tell of a quiet past: so many deposits, one a day, each after a login."""
        own = crc32(self.username.encode())
        home = {"ip": f"46.11.{own % 256}.{own % 251 + 1}", "country": "MT", "device": f"phone-{own:08x}"} | place
        for day in range(until_days_ago + deposits, until_days_ago, -1):
            minutes = day * 1440 + (day * 37 + own) % 600
            self.then(minutes, Type.LOGIN, success=True, **home)
            self.then(minutes - 4, Type.DEPOSIT, amount=eur(minor), method="card")
        return self

    def told(self) -> tuple[Event, ...]:
        return tuple(self.events)


def eur(minor: int) -> dict[str, Any]:
    """Write an amount as events do."""
    return {"amount_minor": minor, "currency": "EUR"}


def cast(now: datetime) -> Iterator[Part]:
    """Give everybody the stories need."""
    yield _anna(now)
    yield _bjorn(now)
    yield _muel(now)
    yield _petra(now)
    yield _tomas(now)
    yield from _household(now)
    yield _vera(now)
    yield _walt(now)
    yield _lars(now)
    yield _channel(now)


def _anna(now: datetime) -> Part:
    """Tell of a stolen account: a new device abroad, another e-mail, and EUR 900 on their way out."""
    story = _Story("anna42", now).earning(deposits=6, minor=20_000)
    story.then(160, Type.LOGIN, success=False, **STRANGE).then(159, Type.LOGIN, success=False, **STRANGE)
    story.then(158, Type.LOGIN, success=True, session="strange", **STRANGE)
    story.then(151, Type.EMAIL_CHANGED, ip=STRANGE["ip"], device=STRANGE["device"])
    for number, minor in enumerate((1_500, 1_000, 2_000), start=1):
        story.then(40 - number, Type.BET, bet=f"open-{number}", amount=eur(minor), game="football")
    story.then(12, Type.WITHDRAWAL_REQUESTED, withdrawal="away", amount=eur(90_000))
    note = "Wrote from her old address: she did not change her e-mail and is not abroad. Call back on the known number."
    born = date(1984, 3, 17)
    player = _player("anna42", now, "Anna", "Micallef", born_on=born, phone="+35699554417", country="MT", city="Sliema")
    return Part(player, story.told(), notes=((note, "high", Visibility.STAFF),))


def _bjorn(now: datetime) -> Part:
    story = _Story("bjorn84", now).earning(
        deposits=9, minor=5_000, ip="83.12.9.77", country="SE", device="laptop-77aa0110"
    )
    player = _player(
        "bjorn84", now, "Björn", "Lindqvist", born_on=date(1984, 11, 2), phone="+46701234784", country="SE", city="Umeå"
    )
    note = "Won the Sunday tournament T-4711; says the prize of EUR 750 never came."
    return Part(
        player, story.told(), notes=((note, "normal", Visibility.STAFF),), tags=(("tournaments", Visibility.STAFF),)
    )


def _muel(now: datetime) -> Part:
    story = _Story("muel71", now).earning(
        deposits=3, minor=2_500, ip="91.4.100.2", country="DE", device="tablet-00c0ffee"
    )
    player = _player(
        "muel71", now, "Jürgen", "Müller", born_on=date(1984, 7, 1), phone="+4915112344471", country="DE", city="Köln"
    )
    return Part(player, story.told())


def _petra(now: datetime) -> Part:
    story = _Story("petra77", now).earning(
        deposits=20, minor=30_000, until_days_ago=30, ip="91.7.3.9", country="DE", device="phone-9c9c9c9c"
    )
    until = now + timedelta(days=150)
    story.then(30 * 1440, Type.EXCLUSION_SET, kind="self_exclusion", until=until.isoformat())
    player = _player(
        "petra77", now, "Petra", "Vogt", born_on=date(1977, 1, 9), phone="+4915199887766", country="DE", city="Berlin"
    )
    return Part(player, story.told(), tags=(("self-excluded", Visibility.STAFF),))


def _tomas(now: datetime) -> Part:
    story = _Story("tomas65", now).earning(deposits=4, minor=4_000)
    story.then(600, Type.EXCLUSION_SET, kind="cool_off", until=(now + timedelta(days=6)).isoformat())
    return Part(
        _player("tomas65", now, "Tomas", "Grech", born_on=date(1965, 5, 30), country="MT", city="Mosta"), story.told()
    )


def _household(now: datetime) -> Iterator[Part]:
    """Tell of two people with one tablet and one card: linked, and innocent."""
    tablet: dict[str, Any] = {"device": "tablet-family01", "ip": "84.30.7.7", "country": "NO"}
    for username, first, born in (("hana31", "Hana", date(1991, 2, 2)), ("hugo33", "Hugo", date(1989, 8, 8))):
        story = _Story(username, now).earning(deposits=5, minor=3_000, **tablet)
        player = _player(
            username, now, first, "Håland", born_on=born, country="NO", city="Bergen", instruments=(SHARED,)
        )
        yield Part(player, story.told(), tags=(("household checked", Visibility.SECURITY),))


def _vera(now: datetime) -> Part:
    story = _Story("vera88", now).earning(
        deposits=28, minor=500_000, ip="81.9.9.9", country="GB", device="phone-deadbeef"
    )
    story.then(55, Type.LOGIN, success=True, session="now", ip="81.9.9.9", country="GB", device="phone-deadbeef")
    player = _player(
        "vera88", now, "Vera", "Fitzgerald", born_on=date(1970, 12, 24), country="GB", city="London", vip=True
    )
    return Part(player, story.told(), tags=(("vip", Visibility.STAFF),))


def _walt(now: datetime) -> Part:
    story = _Story("walt90", now).earning(deposits=11, minor=19_900)
    player = _player(
        "walt90", now, "Walt", "Vella", born_on=date(1990, 10, 10), country="MT", city="Sliema", watched=True
    )
    note = "Three deposits a day, each just under the line. Watched since Monday."
    return Part(
        player,
        story.told(),
        notes=((note, "high", Visibility.SECURITY),),
        tags=(("structuring?", Visibility.SECURITY),),
    )


def _lars(now: datetime) -> Part:
    """Tell of a block that only compliance may know of: a hint to others would tip off."""
    story = _Story("lars51", now).earning(
        deposits=14, minor=199_000, ip="83.77.1.4", country="SE", device="laptop-51515151"
    )
    player = _player("lars51", now, "Lars", "Ekström", born_on=date(1951, 4, 1), country="SE", city="Göteborg")
    note = "Report filed. Nobody outside compliance is to know."
    return Part(player, story.told(), notes=((note, "high", Visibility.COMPLIANCE),), block="money_laundering")


def _channel(now: datetime) -> Part:
    story = _Story("channel99", now).earning(deposits=2, minor=1_000)
    player = _player(
        "channel99", now, "<!channel>", "*Everybody* <https://example.com|win>", born_on=date(1999, 9, 9), country="MT"
    )
    return Part(
        player, story.told(), notes=(("Name as the player typed it. <!here> @everyone", "normal", Visibility.STAFF),)
    )


def _external_id(username: str) -> str:
    return f"C-{username}"


def _player(username: str, now: datetime, first: str, last: str, **about: Any) -> NewPlayer:
    facts: dict[str, Any] = {
        "brand": BRAND,
        "licence": LICENCE,
        "external_id": _external_id(username),
        "username": username,
        "currency": "EUR",
        "registered_at": now - timedelta(days=400),
        "registered_from": "web",
        "email": f"{username}@example.com",
        "first_name": first,
        "last_name": last,
        "address": "12 Windmill Street",
        "language": "en",
        "verification_level": 2,
        "verification_status": "verified",
        "instruments": (Instrument("card", f"card-{username}", f"{len(username)}{username[-2:]}7"),),
    }
    return NewPlayer(**(facts | about))
