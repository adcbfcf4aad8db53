"""The day's upkeep: once a day however many processes, taken up again where it was left, and told in the record."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from bot.process import transactions
from bot.workflows import maintenance
from core import office as offices
from core import retention
from core.database.tables import job_runs, metadata, seen_deliveries
from tests.support.desk import ROOT, Desk, Plan, slack_of, started
from tests.support.wirings import ON_BOTH_DATABASES, ON_POSTGRES, ON_SQLITE

GUIDE = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


async def remember(desk: Desk, *, days_ago: int) -> None:
    """A delivery that came so long ago."""
    async with desk.work() as work:
        row = {"key": f"days-{days_ago}", "at": work.now - timedelta(days=days_ago)}
        await work.db.execute(insert(seen_deliveries).values(row))


async def remembered(desk: Desk) -> set[str]:
    async with desk.look() as work:
        return {
            key for key in (await work.db.execute(select(seen_deliveries.c.key))).scalars() if key.startswith("days-")
        }


async def pruned(desk: Desk) -> list[Any]:
    return [record["facts"] for record in await desk.recorded("desk.pruned")]


async def test_what_has_passed_goes_once_a_day_and_the_record_says_how_much(desk: Desk) -> None:
    await remember(desk, days_ago=9)
    await maintenance.daily(desk.services)
    assert await remembered(desk) == set()
    assert await pruned(desk) == [{"seen_deliveries": 1}]

    await remember(desk, days_ago=8)
    await maintenance.daily(desk.services)
    assert await remembered(desk) == {"days-8"}

    desk.advance(days=1)
    await maintenance.daily(desk.services)
    assert await remembered(desk) == set()


async def test_a_day_without_anything_to_drop_leaves_no_record(desk: Desk) -> None:
    await maintenance.daily(desk.services)

    assert await pruned(desk) == []


async def test_of_many_that_wake_up_one_does_it(desk: Desk) -> None:
    await remember(desk, days_ago=9)

    await asyncio.gather(*(maintenance.daily(desk.services) for _ in range(8)))

    assert await pruned(desk) == [{"seen_deliveries": 1}]
    async with desk.look() as work:
        runs = select(func.count()).select_from(job_runs).where(job_runs.c.job == maintenance.JOB)
        assert await work.db.scalar(runs) == 1


async def test_what_is_too_much_for_one_go_is_taken_up_at_a_later_waking(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await remember(desk, days_ago=9)
    monkeypatch.setattr(maintenance, "LONGEST", timedelta(0))
    await maintenance.daily(desk.services)
    assert await remembered(desk) == {"days-9"}

    monkeypatch.undo()
    await maintenance.daily(desk.services)
    assert await remembered(desk) == {"days-9"}, "another one's lease"
    desk.advance(minutes=10)
    await maintenance.daily(desk.services)

    assert await remembered(desk) == set()


async def test_a_day_that_failed_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def break_down(*_: Any, **__: Any) -> int:
        raise RuntimeError

    await remember(desk, days_ago=9)
    monkeypatch.setattr(retention, "prune", break_down)
    with pytest.raises(transactions.Broken):
        await maintenance.daily(desk.services)

    monkeypatch.undo()
    desk.advance(minutes=2)
    await maintenance.daily(desk.services)

    assert await remembered(desk) == set()


@ON_POSTGRES
async def test_coming_months_have_their_place(desk: Desk) -> None:
    desk.advance(days=400)

    await maintenance.daily(desk.services)

    month = desk.services.clock().now.strftime("%Y_%m")
    async with desk.look() as work:
        for table in ("records", "events"):
            assert await work.db.scalar(text(f"SELECT to_regclass('{table}_{month}') IS NOT NULL"))


@ON_SQLITE
async def test_sqlite_knows_what_its_tables_are_like(desk: Desk) -> None:
    await maintenance.daily(desk.services)

    async with desk.look() as work:
        assert await work.db.scalar(text("SELECT count(*) FROM sqlite_stat1")) > 0


@ON_BOTH_DATABASES
async def test_a_restart_with_the_same_office_file_records_no_change(database_url: str, transport: str) -> None:
    plan = Plan(database_url, transport)
    async with slack_of(plan) as slack:
        async with started(slack, plan) as desk:
            fingerprint = desk.office.fingerprint
        async with started(slack, plan) as desk:
            changes = await desk.recorded("office.changed")

    assert [(each["facts"]["before"], each["facts"]["after"]) for each in changes] == [(None, fingerprint)]


@ON_BOTH_DATABASES
async def test_a_start_with_another_office_file_records_the_change(database_url: str, transport: str) -> None:
    settings = {"PITBOSS_PLATFORM_URL": "http://127.0.0.1:1", "PITBOSS_PLATFORM_SECRET": f"whsec_{'A' * 32}"}
    before, after = (Plan(database_url, transport, authority=who, settings=settings) for who in ("here", "platform"))
    async with slack_of(before) as slack:
        async with started(slack, before) as desk:
            first = desk.office.fingerprint
        async with started(slack, after) as desk:
            *_, change = await desk.recorded("office.changed")

    assert change["facts"] == {"before": first, "after": desk.office.fingerprint, "sections": ["authority"]}
    assert change["actor"]["person"] == "pitboss"


def _kept() -> dict[str, str]:
    """Read the guide's table of what is kept: how long, by table."""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in GUIDE.splitlines() if line.startswith("| `")]
    named = [(name, row[2]) for row in cells if len(row) == 3 for name in re.findall(r"`(\w+)`", row[0])]
    assert len(named) == len(dict(named))
    return dict(named)


def _words(kept: timedelta) -> str:
    if kept < timedelta(days=1):
        return f"{kept // timedelta(minutes=1)} minutes" if kept else "until it is over"
    return f"{kept.days} days"


def test_the_guide_says_of_every_table_how_long_it_is_kept() -> None:
    assert set(_kept()) == set(metadata.tables)


def test_what_the_guide_says_is_kept_for_a_while_is_what_is_pruned() -> None:
    pruned = {one.table.name: _words(one.retention(offices.default())) for one in retention.ALL}
    kept = _kept()

    assert {name for name, time in kept.items() if time != "for good"} == set(pruned)
    assert [name for name, time in pruned.items() if time not in kept[name]] == []
    assert f"batches of {retention.BATCH:,} rows" in GUIDE


def test_records_are_never_pruned() -> None:
    never = {"records", "events", "ledger_transactions", "ledger_entries", "requests", "votes", "tickets", "alerts"}

    assert not never & {one.table.name for one in retention.ALL}
