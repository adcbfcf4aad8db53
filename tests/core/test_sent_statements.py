"""A statement that goes straight to the driver: its rows, errors and transaction are those of any other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, delete, event, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from core.database.connections import Database, DatabaseUnavailable
from core.database.statements import Statement, send_text
from core.database.tables import outbox, seen_deliveries

pytestmark = pytest.mark.every_wiring

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
ADD = Statement(insert(outbox))
ADD_KEY = Statement(insert(seen_deliveries))
FORGET = Statement(delete(seen_deliveries))
DUE = select(outbox).where(outbox.c.due_at <= bindparam("now"), outbox.c.topic.in_(("one", "other"))).order_by("id")
NAMED = select(outbox.c.id, outbox.c.body).where(outbox.c.id.in_(bindparam("ids", expanding=True))).order_by("id")


def message(number: int) -> dict[str, Any]:
    body = {"request_id": str(UUID(int=number)), "several": [1, None]}
    times = {"promised_at": NOW, "due_at": NOW + timedelta(seconds=number - 2)}
    return {"id": UUID(int=number), "topic": "one", "subject": f"request:{number}", "body": body, **times}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


async def added(database: Database, numbers: Sequence[int]) -> None:
    async with database.write() as db:
        await ADD.send_each(db, [message(number) for number in numbers])


async def twice(database: Database, key: str) -> None:
    async with database.write() as db:
        for _ in range(2):
            await ADD_KEY.send(db, {"key": key, "at": NOW})


async def keys(database: Database) -> int:
    async with database.read() as db:
        return int(await db.scalar(select(func.count()).select_from(seen_deliveries)) or 0)


async def test_rows_are_those_of_any_other_statement(database: Database) -> None:
    await added(database, [1, 2, 3])

    async with database.read() as db:
        usual = (await db.execute(DUE, {"now": NOW})).all()
        sent = (await Statement(DUE).send(db, {"now": NOW})).all()

    assert [dict(row._mapping) for row in sent] == [dict(row._mapping) for row in usual]
    assert [(row.id, row.body, row.due_at) for row in sent] == [
        (message(number)["id"], message(number)["body"], message(number)["due_at"]) for number in (1, 2)
    ]


async def test_lists_may_be_of_any_length(database: Database) -> None:
    await added(database, [1, 2, 3])
    named = Statement(NAMED)

    async with database.read() as db:
        for ids in ([1], [1, 3], [], [2], [3, 2, 1]):
            rows = await named.send(db, {"ids": [UUID(int=each) for each in ids]})
            assert [row.id.int for row in rows] == sorted(ids)


async def test_how_many_rows_changed_is_told(database: Database) -> None:
    async with database.write() as db:
        added = await ADD_KEY.send(db, {"key": "one", "at": NOW})

    assert added.rowcount == 1
    assert added.all() == []


async def test_refused_row_is_the_usual_error_and_shows_no_values(database: Database) -> None:
    with pytest.raises(IntegrityError) as refused:
        await twice(database, "private")

    assert "[SQL: INSERT INTO seen_deliveries" in str(refused.value)
    assert "hidden" in str(refused.value)
    assert await keys(database) == 0


async def test_what_a_savepoint_takes_back_is_gone(database: Database) -> None:
    async with database.write() as db:
        await ADD_KEY.send(db, {"key": "kept", "at": NOW})
        await send_text(db, "SAVEPOINT tried")
        await ADD_KEY.send(db, {"key": "taken back", "at": NOW})
        await send_text(db, "ROLLBACK TO SAVEPOINT tried")

    async with database.read() as db:
        assert list(await db.scalars(select(seen_deliveries.c.key))) == ["kept"]


async def test_statement_sent_first_is_part_of_the_transaction(database: Database) -> None:
    async with database.writer.connect() as db:
        await ADD_KEY.send(db, {"key": "k", "at": NOW})  # and never committed

    assert await keys(database) == 0


async def test_listeners_hear_it(database: Database) -> None:
    heard: list[tuple[str, bool]] = []

    def listen(*told: Any) -> None:
        heard.append((told[2].split()[0], told[5]))

    event.listen(database.writer.sync_engine, "before_cursor_execute", listen)
    event.listen(database.writer.sync_engine, "after_cursor_execute", listen)
    await added(database, [1, 2])

    assert [each for each in heard if each[0] == "INSERT"] == [("INSERT", True)] * 2


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
async def test_lost_server_is_told_to_people_and_left(database: Database) -> None:
    reading = Statement(select(func.pg_backend_pid().label("pid")))
    async with database.read() as db:
        before = (await reading.send(db, {})).one().pid
    async with database.write_unlogged() as db:
        await db.execute(text(f"SELECT pg_terminate_backend({before}, 60000)"))

    with pytest.raises(DatabaseUnavailable):
        async with database.read() as db:
            await reading.send(db, {})

    async with database.read() as db:
        assert (await reading.send(db, {})).one().pid != before


async def test_statement_that_is_cancelled_leaves_no_connection_half_used(database: Database) -> None:
    sent = asyncio.Event()

    async def add() -> None:
        async with database.write() as db:
            await ADD_KEY.send(db, {"key": "cancelled", "at": NOW})
            sent.set()
            while True:
                await FORGET.send(db, {})

    adding = asyncio.create_task(add())
    await sent.wait()
    adding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await adding

    assert await keys(database) == 0
    async with database.write() as db:
        await ADD_KEY.send(db, {"key": "after", "at": NOW})
    assert await keys(database) == 1
