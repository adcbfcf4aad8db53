"""What lets the desk outgrow one machine: where each table lives, and what its keys and guards may ask for that."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core import ledger, players
from core.database import checks
from core.database.connections import Database
from core.database.tables import metadata, placement
from core.database.tables.placement import ON_COORDINATOR, Place, by_key, by_player
from core.database.upgrade import migrate
from core.money import Money, Wallet
from tests.support.books import NOW, work_on
from tests.support.migrating import older
from tests.support.office import World

TRIGGERS = """
SELECT tgrelid::regclass::text AS of_table, tgname AS named, tgnewtable IS NOT NULL OR tgoldtable IS NOT NULL AS whole
FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0
"""
NESTED = """
SELECT inhrelid::regclass::text FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE pg_class.relkind = 'p'
"""


ON_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)


def faults(of: MetaData) -> Iterator[str]:
    """Say what of these tables cannot be spread over machines."""
    for table in of.sorted_tables:
        home = placement.of(table)
        if home.column is not None and home.column not in table.c:
            yield f"{table.name} has no {home.column}"
        for columns in _unique(table):
            if home.column is not None and home.column not in columns:
                yield f"{table.name}: {', '.join(columns)} cannot be unique without {home.column}"
        for constraint in table.foreign_key_constraints:
            yield from _across(table, constraint)


def _unique(table: Table) -> Iterator[Sequence[str]]:
    yield [column.name for column in table.primary_key]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield [column.name for column in index.columns]


def _across(table: Table, constraint: ForeignKeyConstraint) -> Iterator[str]:
    here, there = placement.of(table), placement.of(constraint.referred_table)
    pairs = [(each.parent.name, each.column.name) for each in constraint.elements]
    if here.place is Place.COORDINATOR and there.place is Place.COORDINATOR:
        return
    if (here.place, there.place) != (Place.PLAYER, Place.PLAYER) or (here.column, there.column) not in pairs:
        yield f"{table.name} refers to {constraint.referred_table.name}, which may lie on another machine"


def test_every_table_can_be_spread_over_machines() -> None:
    found = list(faults(metadata))

    assert found == []


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (Index("uq_name", "name", unique=True), "things: name cannot be unique without player_id"),
        (UniqueConstraint("name"), "things: name cannot be unique without player_id"),
        (ForeignKeyConstraint(["name"], ["people.name"]), "things refers to people, which may lie on another machine"),
        (ForeignKeyConstraint(["other"], ["players.id"]), "things refers to players, which may lie on another machine"),
        (ForeignKeyConstraint(["term"], ["terms.term"]), "things refers to terms, which may lie on another machine"),
    ],
)
def test_what_cannot_be_spread_is_named(added: Index | UniqueConstraint | ForeignKeyConstraint, said: str) -> None:
    here = MetaData()
    Table("players", here, Column("id", BigInteger, primary_key=True), info=by_player("id"))
    Table("people", here, Column("name", Text, primary_key=True), info=ON_COORDINATOR)
    Table("terms", here, Column("term", Text, primary_key=True), info=by_key("term"))
    owner = Column("player_id", BigInteger, ForeignKey("players.id"), primary_key=True)
    columns = (Column("name", Text), Column("other", BigInteger), Column("term", Text))
    Table("things", here, owner, *columns, added, info=by_player())

    assert list(faults(here)) == [said]


def test_a_table_that_does_not_say_where_it_lives_is_named() -> None:
    here = MetaData()
    Table("things", here, Column("id", BigInteger, primary_key=True))

    with pytest.raises(LookupError, match="things says nowhere where it lives"):
        list(faults(here))


@ON_POSTGRESQL
async def test_no_guard_of_a_spread_table_looks_at_a_whole_statement(office: World) -> None:
    async with office.read() as db:
        found = [*await db.execute(text(TRIGGERS))]

    spread = {table.name for table in metadata.sorted_tables if placement.of(table).column}
    assert [row.named for row in found if row.whole and row.of_table in spread] == []
    assert {row.of_table for row in found} & spread  # the question finds guards at all


@ON_POSTGRESQL
async def test_no_partition_has_partitions(office: World) -> None:
    async with office.read() as db:
        assert [*await db.scalars(text(NESTED))] == []


PLAYER = """
INSERT INTO players (id, brand, licence, external_id, username, currency, lifecycle, registered_at, created_at)
VALUES (7, 'lucky', 'MGA', 'C-7', 'anna', 'EUR', 'active', '{at}', '{at}')
"""
WALLET = "INSERT INTO wallets VALUES (7, 'cash', 'EUR', 500, '{at}')"
DEPOSIT = (
    "INSERT INTO ledger_transactions (player_id, id, at, kind, key) VALUES (7, '{id}', '{at}', 'deposit', 'first')"
)
ENTRY = "INSERT INTO ledger_entries VALUES (7, '{id}', {line}, '{account}', 'deposit', {amount}, 'EUR', {after})"
KEY = "INSERT INTO ledger_keys (key, player_id, transaction_id) VALUES ('first', 7, '{id}')"
TERM = "INSERT INTO player_lookups (term, kind, player_id) VALUES ('anna', 'username', 7)"
DEPOSITED = ledger.Transaction(
    player_id=7,
    kind=ledger.EntryKind.DEPOSIT,
    key="first",
    entries=ledger.transfer(
        Money(500, "EUR"), source=ledger.of_house("payments"), target=ledger.of_player(Wallet.CASH)
    ),
)


def rows(url: str) -> Iterator[str]:
    sqlite = url.startswith("sqlite")
    at = "2025-01-01 00:00:00.000000" if sqlite else "2025-01-01 00:00:00+00"
    key = UUID(int=7).hex if sqlite else str(UUID(int=7))
    yield PLAYER.format(at=at)
    yield WALLET.format(at=at)
    yield DEPOSIT.format(id=key, at=at)
    yield ENTRY.format(id=key, line=1, account="wallet:cash", amount=500, after=500)
    yield ENTRY.format(id=key, line=2, account="house:payments", amount=-500, after="NULL")
    yield KEY.format(id=key)
    yield TERM


def registered(external_id: str) -> players.NewPlayer:
    who = {"brand": "lucky", "licence": "MGA", "external_id": external_id, "username": external_id, "currency": "EUR"}
    return players.NewPlayer(**who, registered_at=NOW)


@pytest.mark.every_wiring
async def test_an_older_desk_keeps_its_players_its_money_and_its_guards(empty_database_url: str) -> None:
    await older(empty_database_url, "0048", rows(empty_database_url))
    await migrate(empty_database_url)
    database = Database.open(empty_database_url)

    async with database.write() as db:
        again = await ledger.post(work_on(db), DEPOSITED)
        told = await players.register(work_on(db), [registered("C-7"), registered("C-8")])
        found = (await ledger.verify(db), await checks.missing_guards(db))

    assert again.id == UUID(int=7)
    assert (told.ids["lucky", "C-7"], told.added) == (7, 1)
    assert found == ([], [])
    await database.close()
