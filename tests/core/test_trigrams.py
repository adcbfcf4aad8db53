"""Where PostgreSQL's extension is missing, the desk runs on and an operator is told what to do."""

import pytest
from sqlalchemy import text

from core.database import trigrams
from core.database.upgrade import migrate
from core.people import PITBOSS
from core.search import similar
from tests.support.office import World

pytestmark = pytest.mark.every_wiring


async def test_without_the_extension_one_wrong_letter_is_found_and_migrating_installs_it(office: World) -> None:
    player_id = await office.player("mark77", first_name="Mark", last_name="Calleja")
    _needed(office)
    async with office.db.write() as db:
        await db.execute(text("DROP EXTENSION pg_trgm CASCADE"))

    async with office.read() as db:
        near = await similar.nearest(db, "mark caleja", actor=PITBOSS, limit=3)
        there = await trigrams.available(db)

    assert [one.player_id for one in near] == [player_id]
    assert not there
    assert (await migrate(office.db.url)).trigrams


async def test_a_role_that_may_not_install_it_leaves_the_database_as_it_is(office: World) -> None:
    _needed(office)
    async with office.db.write() as db:
        for statement in ("DROP EXTENSION pg_trgm CASCADE", "CREATE ROLE stranger", "SET LOCAL ROLE stranger"):
            await db.execute(text(statement))

        installed = await trigrams.install(db)

        await db.execute(text("RESET ROLE"))
        await db.execute(text("DROP ROLE stranger"))
    assert not installed


def _needed(office: World) -> None:
    if office.db.url.startswith("sqlite"):
        pytest.skip("SQLite needs no extension")
