"""The world a test happens in: one desk on one database, the cast that works there, players, and a clock that obeys."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from core import ledger, players, staff
from core import office as office_file
from core.database import tables
from core.database.connections import Connection, Database
from core.keyring import Keyring
from core.moment import Moment
from core.money import Money, Wallet
from core.office import Office
from core.people import PITBOSS, Actor
from core.work import Desk, Work

BEGINNING = datetime(2026, 5, 3, 14, 3, 22, tzinfo=UTC)
"""A Sunday afternoon in Malta."""
TEAM, OTHER_TEAM = "T0OFFICE", "T0OTHER"
CHANNELS = {
    "player-desk": "C0DESK",
    "approvals": "C0APPROVALS",
    "security": "C0SECURITY",
    "managers": "C0MANAGERS",
    "support": "C0SUPPORT",
}
CAST: dict[str, tuple[str, ...]] = {
    "alice": ("support",),
    "bob": ("finance",),
    "carol": ("finance",),
    "sam": ("security",),
    "fred": ("fraud",),
    "cora": ("compliance",),
    "maya": ("manager",),
    "ada": ("administrator",),
    "olga": ("auditor",),
    "mallory": (),
    "gus": (),
    "eve": (),
}
"""Everybody's roles; mallory has none, gus is a guest, eve works for another company."""


@cache
def _office() -> Office:
    return office_file.default().with_channels(CHANNELS)


class World:
    """One desk and its database. Whoever is named is there from then on."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.desk = Desk(office=_office(), keyring=Keyring(bytes(32)))
        self.now = BEGINNING
        self._numbers = count(1)
        self._dice = random.Random(7)  # noqa: S311 - a test repeats itself
        self._staff: dict[str, UUID] = {}

    @property
    def at(self) -> Moment:
        return Moment(now=self.now, ids=self._id, entropy=self._dice.randbytes)

    def later(self, **span: float) -> datetime:
        """Let time pass, as ``later(minutes=5)``."""
        self.now += timedelta(**span)
        return self.now

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """One transaction, committed at the end."""
        async with self.db.write() as db:
            yield Work(db=db, desk=self.desk, at=self.at)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        async with self.db.read() as db:
            yield db

    async def staff(self, name: str, *, roles: tuple[str, ...] | None = None, person: str | None = None) -> Actor:
        """Somebody of the cast, or somebody new with these roles, as they are now; ``person`` for a second account."""
        async with self.work() as work:
            if name not in self._staff:
                self._staff[name] = await self._hire(work, name, person or name)
                for role in CAST.get(name, ()) if roles is None else roles:
                    await staff.grant(work, staff.Grant(staff_id=self._staff[name], role=role, by=PITBOSS))
            member = await staff.by_id(work.db, self._staff[name], office=work.office, now=work.now)
            return member.actor

    async def player(self, username: str, *, cash: str = "", bonus: str = "", **told: Any) -> int:
        """A player who is there from then on; ``cash="120 EUR"`` is deposited."""
        plain = {"brand": "royal", "licence": "MGA", "external_id": f"x-{username}", "currency": "EUR"}
        person = {"first_name": username.capitalize(), "last_name": "Mueller", "born_on": date(1984, 2, 29)}
        reach = {"email": f"{username}@example.com", "country": "MT", "registered_at": self.now - timedelta(days=400)}
        new = players.NewPlayer(**plain | person | reach | {"username": username} | told)
        async with self.work() as work:
            player_id = (await players.register(work, [new])).ids[new.key]
            for wallet, amount in ((Wallet.CASH, cash), (Wallet.BONUS, bonus)):
                if amount:
                    await self._deposit(work, player_id, wallet, amount)
        return player_id

    async def withdrawal(self, player_id: int, amount: str, *, minutes_ago: int = 12) -> UUID:
        """A withdrawal that waits."""
        money, asked_at = _money(amount), self.now - timedelta(minutes=minutes_ago)
        row = {"player_id": player_id, "id": uuid4(), "amount_minor": money.amount_minor, "currency": money.currency}
        async with self.work() as work:
            await work.db.execute(
                insert(tables.withdrawals), row | {"asked_at": asked_at, "state": "waiting", "changed_at": asked_at}
            )
        return row["id"]

    async def bet(self, player_id: int, stake: str) -> None:
        """An open bet."""
        money = _money(stake)
        row = {"player_id": player_id, "id": uuid4(), "stake_minor": money.amount_minor, "currency": money.currency}
        async with self.work() as work:
            await work.db.execute(insert(tables.bets), row | {"placed_at": self.now})

    async def session(self, player_id: int) -> UUID:
        """An open session."""
        async with self.work() as work:
            row = {"player_id": player_id, "id": uuid4(), "started_at": self.now}
            await work.db.execute(insert(tables.play_sessions), row)
        return row["id"]

    async def rows(self, table: Any, *conditions: Any) -> list[Any]:
        """Whatever stands in a table."""
        async with self.read() as db:
            return list(await db.execute(select(table).where(*conditions)))

    async def _hire(self, work: Work, name: str, person: str) -> UUID:
        team = OTHER_TEAM if name == "eve" else TEAM
        account = staff.ChatAccount(
            user_id=f"U0{name.upper()}", team_id=team, name=name.capitalize(), zone="Europe/Malta"
        )
        staff_id = await staff.hire(work, PITBOSS, account, person=person)
        barred = update(tables.staff).where(tables.staff.c.id == staff_id).values(barred=name in {"gus", "eve"})
        await work.db.execute(barred)
        return staff_id

    async def _deposit(self, work: Work, player_id: int, wallet: Wallet, amount: str) -> None:
        money = _money(amount)
        if not money.amount_minor:
            return
        entries = ledger.transfer(money, source=ledger.of_house("payments"), target=ledger.of_player(wallet))
        key = f"event:deposit {next(self._numbers)}"
        deposit = ledger.Transaction(player_id=player_id, kind=ledger.EntryKind.DEPOSIT, key=key, entries=entries)
        await ledger.post(work, deposit)

    def _id(self) -> UUID:
        """Ids in the order in which they were asked for, shaped as version 7 (RFC 9562)."""
        milliseconds = int(self.now.timestamp() * 1000)
        return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | next(self._numbers))


def _money(text: str) -> Money:
    """Read ``120 EUR``, zero included."""
    number, currency = text.split()
    return Money(round(float(number.replace(",", "")) * 100), currency)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[World]:
    """A desk of the test's own, on each kind of database."""
    database = Database.open(database_url)
    yield World(database)
    await database.close()
