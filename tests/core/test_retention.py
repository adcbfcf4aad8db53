"""What has passed is dropped, in batches, and nothing else is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Table, func, insert, select

from core import office, retention
from core.database import tables
from core.database.connections import Database
from core.retention import PrunedTable
from sandbox.changes import WAIT_SECONDS

pytestmark = pytest.mark.every_wiring

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
OFFICE = office.default()
STAFF = UUID(int=1)
SEEN = tables.seen_deliveries
CALLER = {"asked": ["born_on"], "needed": 1, "result": "matched"}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


def minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def row(table: Table, at: datetime, **changed: Any) -> dict[str, Any]:
    """A row of a table that passes, at an instant."""
    name = str(uuid4())
    rows: dict[str, dict[str, Any]] = {
        "address_logins": {"address": name, "at": at, "event_id": uuid4(), "player_id": 1, "success": False},
        "alert_snoozes": {"rule": "x", "subject": name, "until_at": at, "by_name": "Sam", "why": "known", "at": at},
        "bets": {
            "player_id": 1,
            "id": uuid4(),
            "stake_minor": 100,
            "currency": "EUR",
            "placed_at": at,
            "settled_at": at,
        },
        "caller_checks": {"player_id": 1, "id": uuid4(), "at": at, "person": name, "by_name": "Alice"} | CALLER,
        "chat_accounts": {
            "slack_user_id": name,
            "slack_team_id": "T0OFFICE",
            "name": "Nina New",
            "zone": "UTC",
            "barred": False,
            "checked_at": at,
        },
        "digests": {
            "id": uuid4(),
            "name": "security",
            "version": 1,
            "period_start": at,
            "period_end": at,
            "zone": "UTC",
            "filters": {},
            "channel": None,
            "asked_by": "sam",
            "generated_at": at,
            "content": {},
        },
        "job_runs": {"job": "upkeep", "period_start": at, "holder": "x", "leased_until": at, "claimed_at": at},
        "lookup_days": {"person": name, "day": at.date(), "lookups": 3},
        "outbox": {
            "id": uuid4(),
            "topic": "request",
            "subject": name,
            "body": {},
            "promised_at": at,
            "due_at": at,
            "done_at": at,
        },
        "platform_reads": {"client": name, "minute": minute(at), "count": 1},
        "play_sessions": {"player_id": 1, "id": uuid4(), "started_at": at, "ended_at": at},
        "purposes": {"person": name, "player_id": 1, "purpose": "phone", "at": at},
        "search_tries": {
            "id": uuid4(),
            "person": name,
            "at": at,
            "kind": "end",
            "value": "4471",
            "beside": [],
            "players": [],
            "counts": True,
        },
        "seen_deliveries": {"key": name, "at": at},
        "look_counts": {"person": name, "action": "player.suggested", "minute": minute(at), "count": 1},
    }
    return rows[table.name] | changed


async def peopled(database: Database) -> None:
    """What the rows point to."""
    player = {
        "id": 1,
        "brand": "lucky7",
        "licence": "MGA",
        "external_id": "C-1",
        "username": "anna",
        "currency": "EUR",
        "lifecycle": "active",
        "registered_at": NOW,
        "created_at": NOW,
    }
    sam = {"id": STAFF, "slack_user_id": "U0SAM", "slack_team_id": "T0", "person": "sam", "name": "Sam"}
    async with database.write() as db:
        await db.execute(insert(tables.players).values(player))
        await db.execute(insert(tables.staff).values(sam | {"state": "active", "created_at": NOW}))


async def put(database: Database, table: Table, *rows: dict[str, Any]) -> None:
    async with database.write() as db:
        for one in rows:
            await db.execute(insert(table).values(one))


async def pruned(database: Database, table: PrunedTable) -> int:
    async with database.write() as db:
        return await retention.prune(db, table, office=OFFICE, now=NOW)


async def left(database: Database, table: Table) -> int:
    async with database.read() as db:
        return int((await db.execute(select(func.count()).select_from(table))).scalar_one())


def table_of(table: Table) -> PrunedTable:
    return next(one for one in retention.ALL if one.table is table)


@pytest.mark.parametrize("one", retention.ALL, ids=lambda one: str(one.table.name))
async def test_old_rows_go_and_newer_ones_stay(database: Database, one: PrunedTable) -> None:
    await peopled(database)
    kept, margin = one.retention(OFFICE), timedelta(days=1)
    await put(database, one.table, row(one.table, NOW - kept - margin), row(one.table, NOW - kept + margin))

    gone = await pruned(database, one)

    assert (gone, await left(database, one.table)) == (1, 1)
    assert await pruned(database, one) == 0


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        (tables.bets, {"settled_at": None}),
        (tables.chat_accounts, {"slack_user_id": "U0SAM"}),
        (tables.play_sessions, {"ended_at": None}),
        (tables.digests, {"channel": "managers"}),
        (tables.outbox, {"done_at": None}),
        (tables.outbox, {"done_at": None, "failed_at": NOW - timedelta(days=2000)}),
    ],
)
async def test_what_is_not_over_stays_however_old(database: Database, table: Table, changed: dict[str, Any]) -> None:
    await peopled(database)
    await put(database, table, row(table, NOW - timedelta(days=2000), **changed))

    assert await pruned(database, table_of(table)) == 0


async def test_the_newest_run_of_each_job_stays_however_old(database: Database) -> None:
    old = NOW - timedelta(days=1000)
    await put(
        database,
        tables.job_runs,
        row(tables.job_runs, old),
        row(tables.job_runs, old + timedelta(days=1)),
        row(tables.job_runs, old, job="digest:security"),
    )

    await pruned(database, table_of(tables.job_runs))

    async with database.read() as db:
        found = await db.execute(select(tables.job_runs.c.job, tables.job_runs.c.period_start))
        assert {tuple(each) for each in found} == {("upkeep", old + timedelta(days=1)), ("digest:security", old)}


async def test_a_batch_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 10)
    old = [row(SEEN, NOW - timedelta(days=30)) for _ in range(25)]
    await put(database, SEEN, *old)

    rounds = [await pruned(database, table_of(SEEN)) for _ in range(3)]

    assert rounds == [10, 10, 5]


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
async def test_a_second_process_takes_other_rows_and_waits_for_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 20)
    await put(database, SEEN, *(row(SEEN, NOW - timedelta(days=30)) for _ in range(50)))

    async with database.write() as first:
        mine = await retention.prune(first, table_of(SEEN), office=OFFICE, now=NOW)
        async with asyncio.timeout(WAIT_SECONDS):
            others = [await pruned(database, table_of(SEEN)) for _ in range(2)]

    assert (mine, others, await left(database, SEEN)) == (20, [20, 10], 0)


async def test_the_office_says_how_long_private_digests_are_kept(database: Database) -> None:
    week = OFFICE.model_copy(update={"keep": OFFICE.keep.model_copy(update={"private_digests": timedelta(days=7)})})
    await put(database, tables.digests, row(tables.digests, NOW - timedelta(days=8)))

    async with database.write() as db:
        assert await retention.prune(db, table_of(tables.digests), office=week, now=NOW) == 1


def test_watching_the_desk_finds_the_days_it_compares() -> None:
    from core.security.staff_monitoring import LOOKS_BACK

    assert LOOKS_BACK < retention.LOOKUPS
