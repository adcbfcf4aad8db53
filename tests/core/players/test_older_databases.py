"""Players of an older database are found by names as people write them, and stay as they are until told anew."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import select, update

from core.database.connections import Database
from core.database.tables import player_lookups, players
from core.database.upgrade import migrate
from core.people import PITBOSS
from core.search import One, lookup, similar
from tests.support.migrating import older
from tests.support.searching import TODAY

pytestmark = pytest.mark.every_wiring

BEFORE = "0014"
PLAYER = """
INSERT INTO players (id, brand, licence, external_id, username, first_name, last_name, born_on, country,
                     verification_level, currency, lifecycle, registered_at, created_at)
VALUES ({id}, 'lucky', 'MGA', 'x{id}', '{username}', {names}, {born}, '{country}',
        {level}, 'EUR', 'active', '{at}', '{at}')
"""
LOOKUP = "INSERT INTO player_lookups (term, kind, player_id) VALUES ('{term}', '{kind}', {id})"


def rows(url: str) -> Iterator[str]:
    at = "2025-01-01 00:00:00.000000" if url.startswith("sqlite") else "2025-01-01 00:00:00+00"
    yield PLAYER.format(
        id=1, username="łucja", names="'Łucja', 'O’Neil'", born="'1984-02-29'", country="Malta", level=99, at=at
    )
    yield PLAYER.format(id=2, username="bert", names="NULL, NULL", born="NULL", country="Atlantis", level=0, at=at)
    for term, kind in (("łucja o’neil", "name"), ("łucja", "username"), ("l@example.com", "email")):
        yield LOOKUP.format(term=term, kind=kind, id=1)


@pytest.fixture
async def database(empty_database_url: str) -> AsyncIterator[Database]:
    await older(empty_database_url, BEFORE, rows(empty_database_url))
    await migrate(empty_database_url)
    database = Database.open(empty_database_url)
    yield database
    await database.close()


async def test_players_of_an_older_database_are_found_by_what_was_folded_and_can_be_changed(database: Database) -> None:
    keys = [("lucja oneil", "name"), ("Łucja", "username"), ("lucja", "username"), ("l@example.com", "email")]
    async with database.write() as db:
        await db.execute(update(players).values(vip=True))

    async with database.read() as db:
        found = [await lookup.find(db, typed, actor=PITBOSS, today=TODAY) for typed, _ in keys]
        names = await db.scalars(select(player_lookups.c.term).where(player_lookups.c.kind == "name"))
        person = set(await db.scalars(select(player_lookups.c.term).where(player_lookups.c.kind == "person")))
        columns = (players.c.country, players.c.verification_level, players.c.vip)
        kept = [tuple(row) for row in await db.execute(select(*columns).order_by(players.c.id))]
    assert found == [One(1, by) for _, by in keys]
    assert set(names) == {"lucjaoneil", "oneillucja"}
    assert person == {"born 1984 2 29 l", "born 1984 2 29 o"}
    assert kept == [("MT", 99, True), ("Atlantis", 0, True)]


async def test_players_of_an_older_database_are_found_by_a_misspelled_name(database: Database) -> None:
    async with database.read() as db:
        near = await similar.nearest(db, "luzja onel", actor=PITBOSS, limit=3)

    assert [(one.player_id, one.how) for one in near] == [(1, "similar name: Luzja → Łucja, Onel → O’Neil")]
