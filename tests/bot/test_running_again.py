"""A transaction that met another one is run again, at most twice; whatever else goes wrong is not."""

import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.process import transactions
from core import operations
from core.database import tables
from core.database.connections import DatabaseUnavailable
from core.operations import Recorded
from core.people import Actor
from core.work import Work
from tests.support.edge import Edge
from tests.support.office import World

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


class Deadlock(Exception):  # noqa: N818 - as PostgreSQL's driver says it
    """What PostgreSQL's driver raises."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("met another transaction")
        self.sqlstate = sqlstate


MET = {
    "deadlock": DBAPIError("UPDATE", None, Deadlock("40P01")),
    "serialization failure": DBAPIError("UPDATE", None, Deadlock("40001")),
    "busy": OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked")),
}


@operations.operation("ping.met", module="ping", needs=None, doing="ping", recorded=Recorded.CHANGES)
async def meet(work: Work, actor: Actor, *, raising: list[Exception]) -> str:
    if raising:
        raise raising.pop()
    return "done"


async def tried(office: World, raising: list[Exception]) -> Any:
    return await transactions.do(Edge(office), await office.staff("alice"), meet, None, raising=raising)


@ON_SQLITE
@pytest.mark.parametrize("met", MET)
async def test_what_met_another_transaction_is_run_again(office: World, met: str) -> None:
    assert await tried(office, [MET[met]] * 2) == "done"
    assert await office.rows(tables.records, tables.records.c.outcome == "failed") == []


@ON_SQLITE
async def test_after_the_third_time_the_person_is_asked_to_try_again(office: World) -> None:
    raising = [MET["deadlock"]] * 4

    with pytest.raises(DatabaseUnavailable, match="Try again"):
        await tried(office, raising)

    assert len(raising) == 1


@ON_SQLITE
@pytest.mark.parametrize("bug", [ZeroDivisionError(), DBAPIError("UPDATE", None, Deadlock("23505"))])
async def test_a_bug_is_not_run_again(office: World, bug: Exception) -> None:
    raising: list[Exception] = [bug] * 2

    with pytest.raises(transactions.Broken):
        await tried(office, raising)

    assert len(raising) == 1
