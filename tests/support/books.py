"""A ledger with one player in it, the movements that tests make there, and actions carried out past the engine."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import insert

from core import ledger, office
from core.action import Action, Fact, Receipt, Run
from core.database.connections import Connection, Database
from core.database.tables import players
from core.keyring import Keyring
from core.ledger import Posted, Transaction
from core.moment import Moment
from core.money import Money, Wallet
from core.people import PITBOSS
from core.work import Desk, Work

if TYPE_CHECKING:  # the world builder fills wallets by the ledger, whose own tests need no world
    from tests.support.office import World

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
    return Transaction(player_id=ANNA, kind=ledger.EntryKind.DEPOSIT, key=key, entries=entries)


def move(minor: int, source: str, target: str, key: str = "request:adjustment") -> Transaction:
    entries = ledger.transfer(eur(minor), source=source, target=target)
    return Transaction(player_id=ANNA, kind=ledger.EntryKind.ADJUSTMENT, key=key, entries=entries)


async def preview(world: "World", action: Action) -> dict[str, Fact]:
    async with world.work() as work:
        return {fact.key: fact for fact in await action.preview(work=work)}


async def execute(world: "World", action: Action, **changes: Any) -> Receipt:
    """Carry an action out as the engine would, once enough people agreed."""
    async with world.work() as work:
        run = {"work": work, "request_id": uuid4(), "code": "K7QD", "requester": PITBOSS} | changes
        return await action.execute(run=Run(**run))


async def held(world: "World | Database", player_id: int = ANNA) -> dict[Wallet, Money]:
    """Give what a player's wallets hold, in a ledger that is sound."""
    async with world.read() as db:
        assert await ledger.verify(db) == []
        return {one.wallet: one.money for one in await ledger.balances(db, player_id)}


async def post(books: Database, transaction: Transaction) -> Posted:
    async with books.write() as db:
        return await ledger.post(work_on(db), transaction)


async def reverse(books: Database, posted: Posted, key: str = "request:back") -> Posted:
    async with books.write() as db:
        return await ledger.reverse(work_on(db), player_id=ANNA, transaction_id=posted.id, key=key)
