"""The table refuses what no player is, whoever writes to it; a migration leaves what is there readable."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError

from core.database import tables
from core.database.upgrade import migrate
from tests.support.office import World

INVALID = [
    ("username", ""),
    ("username", "x" * 65),
    ("username", "an\nna"),
    ("country", "Malta"),
    ("country", "mt"),
    ("born_on", date(1899, 12, 31)),
    ("verification_level", -1),
    ("verification_level", 10),
    ("verification_status", "ok"),
    ("lifecycle", "blocked"),
]


@pytest.mark.parametrize(("column", "value"), INVALID)
async def test_the_table_takes_no_player_who_cannot_be(office: World, column: str, value: Any) -> None:
    await office.player("anna")
    row = dict((await office.rows(tables.players))[0]._mapping)

    with pytest.raises(IntegrityError):
        async with office.work() as work:
            await work.db.execute(insert(tables.players), row | {"id": 99, "external_id": "x99", column: value})
    with pytest.raises(IntegrityError):
        async with office.work() as work:
            await work.db.execute(update(tables.players).values({column: value}))


async def test_what_was_there_before_is_folded_or_left_and_can_still_be_changed(
    office: World, database_url: str
) -> None:
    anna, bert = await office.player("anna"), await office.player("bert")
    triggers = ["players_valid_when_added", "players_valid_when_changed"]
    on = "" if "sqlite" in database_url else " ON players"
    async with office.db.write() as db:
        for trigger in triggers:
            await db.execute(text(f"DROP TRIGGER {trigger}{on}"))
        if on:
            await db.execute(text("DROP FUNCTION pitboss_refuse_invalid_player"))
        await db.execute(text("UPDATE players SET country = 'Malta', verification_level = 99 WHERE username = 'anna'"))
        await db.execute(text("UPDATE players SET country = 'Atlantis' WHERE username = 'bert'"))
        await db.execute(text("UPDATE alembic_version SET version_num = '0016'"))
    await office.db.close()

    await migrate(database_url)

    async with office.work() as work:
        await work.db.execute(update(tables.players).values(vip=True))
    rows = {row.id: row for row in await office.rows(tables.players)}
    assert (rows[anna].country, rows[anna].verification_level, rows[bert].country) == ("MT", 99, "Atlantis")
