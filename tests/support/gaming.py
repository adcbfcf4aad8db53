"""A gaming platform that tells of what happened there."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import activity, ledger, office, players
from core.activity import Event, Type
from core.database.connections import Database
from core.keyring import Keyring
from core.moment import Moment
from core.money import Wallet
from core.work import Desk, Work

NOW = datetime(2026, 5, 3, 14, 0, tzinfo=UTC)


DESK = Desk(office=office.default(), keyring=Keyring(bytes(32)))


EUR = "EUR"


class Platform:
    """A gaming platform with one player, anna, telling of what happened."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.anna = 0

    @contextlib.asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.database.write() as db:
            yield Work(db=db, desk=DESK, at=Moment(now=NOW))

    async def register(self, name: str, *, brand: str = "lucky") -> int:
        player = players.NewPlayer(
            brand=brand, licence="MGA", external_id=name, username=name, currency=EUR, registered_at=NOW
        )
        async with self.work() as work:
            return (await players.register(work, [player])).ids[brand, name]

    async def tell(self, *told: Event) -> activity.Ingested:
        async with self.work() as work:
            return await activity.ingest(work, told)

    async def all(self, query: Any) -> list[Any]:
        async with self.database.read() as db:
            return list((await db.execute(query)).all())

    async def holds(self, wallet: Wallet) -> int:
        async with self.database.read() as db:
            assert await ledger.verify(db) == []
            return {row.wallet: row.money.amount_minor for row in await ledger.balances(db, self.anna)}.get(wallet, 0)


@pytest.fixture
async def platform(database_url: str) -> AsyncIterator[Platform]:
    database = Database.open(database_url)
    platform = Platform(database)
    platform.anna = await platform.register("anna")
    yield platform
    await database.close()


def hours(ago: float) -> datetime:
    """The moment so many hours ago."""
    return NOW - timedelta(hours=ago)


def event(event_id: str, type_: str, body: dict[str, Any] | None = None, **more: Any) -> Event:
    about: dict[str, Any] = {"source": "games", "brand": "lucky", "player": "anna", "at": NOW - timedelta(hours=2)}
    return Event(event_id=event_id, type=type_, body=body or {}, **{**about, **more})


def login(event_id: str, *, success: bool = True, **more: Any) -> Event:
    body = {"success": success, "ip": "81.2.69.142", "country": "MT", "device": "phone-1", **more.pop("body", {})}
    return event(event_id, Type.LOGIN, body, **more)


def money(minor: int) -> dict[str, Any]:
    return {"amount_minor": minor, "currency": EUR}
