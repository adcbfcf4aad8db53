"""The table refuses what no player is, whoever writes to it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Executable, insert, update
from sqlalchemy.exc import IntegrityError

from core.database import tables
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

INVALID: list[tuple[str, Any]] = [
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


async def test_the_table_takes_no_player_who_cannot_be(office: World) -> None:
    await office.player("anna")
    row = dict((await office.rows(tables.players))[0]._mapping)

    for column, value in INVALID:
        told = {column: value}
        assert await refuses(office, insert(tables.players).values(row | {"id": 99, "external_id": "x99"} | told)), told
        assert await refuses(office, update(tables.players).values(told)), told


async def refuses(office: World, statement: Executable) -> bool:
    try:
        async with office.work() as work:
            await work.db.execute(statement)
    except IntegrityError:
        return True
    return False
