"""A ledger with one player in it, and the movements that tests make there."""

from datetime import UTC, datetime

from sqlalchemy import insert

from core import ledger, office
from core.db import Connection, Database
from core.keyring import Keyring
from core.ledger import Transaction
from core.moment import Moment
from core.money import Money, Wallet
from core.tables import players
from core.work import Desk, Work

NOW = datetime(2026, 5, 3, 14, 3, 22, tzinfo=UTC)
ANNA = 42
CASH, BONUS, LOCKED = (ledger.of_player(wallet) for wallet in Wallet)
PAYMENTS = ledger.of_house("payments")
GOODWILL = ledger.of_house("goodwill")
DESK = Desk(office=office.default(), keyring=Keyring(bytes(32)))


async def open_books(url: str) -> Database:
    database = Database.open(url)
    anna = {"id": ANNA, "brand": "royal", "licence": "MGA", "external_id": "a", "username": "anna", "currency": "EUR"}
    async with database.write() as db:
        await db.execute(insert(players), anna | {"lifecycle": "active", "registered_at": NOW, "created_at": NOW})
    return database


def work_on(db: Connection) -> Work:
    return Work(db=db, desk=DESK, at=Moment(now=NOW))


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def deposit(minor: int, key: str = "event:deposit") -> Transaction:
    entries = ledger.transfer(eur(minor), source=PAYMENTS, target=CASH)
    return Transaction(player_id=ANNA, kind=ledger.Kind.DEPOSIT, key=key, entries=entries)


def move(minor: int, source: str, target: str, key: str = "request:adjustment") -> Transaction:
    entries = ledger.transfer(eur(minor), source=source, target=target)
    return Transaction(player_id=ANNA, kind=ledger.Kind.ADJUSTMENT, key=key, entries=entries)
