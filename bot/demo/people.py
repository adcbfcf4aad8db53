"""Simulated players: the same seed always creates the same ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from unicodedata import normalize

from bot.demo.countries import COUNTRIES, ODD_NAMES, DemoCountry
from core.players import Instrument, NewPlayer

BRAND, LICENCE = "lucky7", "MGA"
ODD_EVERY = 97
"""One player in so many has a name that breaks careless software."""
KEEN = 0.7
WATCHED = 0.01
DAYS_OF_LIFE = 365
ADULT_DAYS, OLDEST_DAYS = 19 * DAYS_OF_LIFE, 82 * DAYS_OF_LIFE


@dataclass(frozen=True, slots=True)
class Person:
    """A player, and what their history is made from."""

    player: NewPlayer
    country: DemoCountry
    devices: tuple[str, ...]
    address: str
    """The IPv4 address they mostly come from."""
    keenness: float
    """The probability that they play on a day."""
    stake_minor: int
    """Their approximate stake per session."""


def chance(seed: object) -> Random:
    """Return a random generator for the seed."""
    return Random(str(seed))  # noqa: S311 - a simulated company has no secrets, and must be reproducible


def crowd(*, players: int, seed: int, now: datetime) -> Iterator[Person]:
    """Generate so many players."""
    taken: set[str] = set()
    for number in range(1, players + 1):
        yield _person(number, seed, taken, now)


def _person(number: int, seed: int, taken: set[str], now: datetime) -> Person:
    luck = chance(f"{seed} player {number}")
    country = luck.choices(COUNTRIES, weights=(5, 4, 2, 3, 3, 2, 1))[0]
    odd = number % ODD_EVERY == 0
    first, last = (
        ODD_NAMES[number // ODD_EVERY % len(ODD_NAMES)]
        if odd
        else (_one(luck, country.first), _one(luck, country.last))
    )
    username = _username(luck, first, taken)
    town, post_code = luck.choice(country.towns)
    keenness = min(0.95, luck.expovariate(4))
    player = NewPlayer(
        brand=BRAND,
        licence=LICENCE,
        external_id=f"L{seed}-{number:05}",
        username=username,
        currency=country.currency,
        registered_at=now - timedelta(days=luck.randint(1, 900), seconds=luck.randint(0, 86_399)),
        registered_from=luck.choice(("web", "web", "app", "shop")),
        email=f"{username}@{luck.choice(('example.com', 'example.net', 'mail.example.org'))}",
        phone=country.dialling + "".join(luck.choices("0123456789", k=country.digits)),
        first_name=first,
        last_name=last,
        born_on=_born(luck, now.date()),
        gender=luck.choice(("female", "male", None)),
        address=f"{luck.randint(1, 180)} {_one(luck, country.last)} Street",
        post_code=post_code,
        city=town,
        country=country.code,
        language=country.language,
        lifecycle=luck.choices(("active", "pending", "closed", "self_closed"), weights=(93, 3, 2, 2))[0],
        verification_level=luck.randint(0, 3),
        verification_status=luck.choices(
            ("verified", "pending", "none", "rejected", "expired"), weights=(75, 9, 9, 2, 5)
        )[0],
        vip=keenness > KEEN and luck.random() < KEEN,
        watched=luck.random() < WATCHED,
        instruments=(_card(luck),),
    )
    return Person(
        player=player,
        country=country,
        devices=tuple(
            f"{kind}-{luck.getrandbits(32):08x}"
            for kind in luck.sample(("phone", "laptop", "tablet"), k=luck.randint(1, 2))
        ),
        address=f"{country.network}.{luck.randint(0, 255)}.{luck.randint(0, 255)}.{luck.randint(1, 254)}",
        keenness=keenness,
        stake_minor=round(luck.lognormvariate(7.5, 1.0)),
    )


def _one(luck: Random, words: tuple[str, ...]) -> str:
    return luck.choice(words)


def _username(luck: Random, first: str, taken: set[str]) -> str:
    letters = normalize("NFKD", first.lower())
    stem = "".join(sign for sign in letters if sign.isascii() and sign.isalnum())[:12] or "player"
    name = f"{stem}{luck.randint(10, 99)}"
    while name in taken:
        name = f"{stem}{luck.randint(100, 999_999)}"
    taken.add(name)
    return name


def _born(luck: Random, today: date) -> date:
    return today - timedelta(days=round(luck.triangular(ADULT_DAYS, OLDEST_DAYS, 34 * DAYS_OF_LIFE)))


def _card(luck: Random) -> Instrument:
    last_four = f"{luck.randint(0, 9999):04}"
    return Instrument("card", f"card-{luck.getrandbits(48):012x}", last_four)
