"""Those who were on the staff before person keys were kept has theirs for good, also where two keys look alike."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from core.database import tables
from core.database.connections import Database
from core.database.upgrade import migrate
from tests.support.migrating import older

pytestmark = pytest.mark.every_wiring

STAFF = """
INSERT INTO staff (id, slack_user_id, slack_team_id, person, name, state, created_at)
VALUES ('{id}', '{user}', 'T0OFFICE', '{person}', '{person}', '{state}', '{at}')
"""
ROWS = [("bob", "gone"), ("bob", "active"), ("B.ob", "active"), ("b0b", "active"), ("ada", "active")]


@pytest.fixture
def empty_url(database_kind: str, database_file: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    with ExitStack() as stack:
        lite = f"sqlite+aiosqlite:///{database_file}"
        yield lite if database_kind == "sqlite" else stack.enter_context(request.getfixturevalue("cluster").fresh())


def rows(dialect: str) -> Iterator[str]:
    at, dash = ("2026-05-03 14:00:00.000000", "") if dialect == "sqlite" else ("2026-05-03 14:00:00+00", "-")
    for number, (person, state) in enumerate(ROWS):
        identity = dash.join([f"{number:08}", "0000", "0000", "0000", "0" * 12])
        yield STAFF.format(id=identity, user=f"U0{number}", person=person, state=state, at=at)


async def test_every_person_key_is_kept(empty_url: str, database_kind: str) -> None:
    await older(empty_url, "0026", rows(database_kind))

    await migrate(empty_url)

    database = Database.open(empty_url)
    async with database.read() as db:
        kept = {row.key: row.folded for row in await db.execute(select(tables.persons))}
    await database.close()
    assert kept == {"ada": "ada", "B.ob": "b0b", "b0b": "b0b (b0b)", "bob": "b0b (bob)"}
