"""Maintenance: once a day, and once at each start."""

import os
import platform
from dataclasses import replace
from datetime import timedelta

from bot.process import transactions
from bot.process.services import Services
from core import background, jobs, retention
from core.database import partitions, sqlite
from core.people import PITBOSS

JOB = "upkeep"
HOLDER = f"{platform.node()}:{os.getpid()}"
"""The name under which this process claims periods."""
LONGEST = timedelta(minutes=3)
"""How long one run may take, well within its lease; the next run does what is left."""


async def begin(services: Services) -> None:
    """Create the partitions of this and the coming months, and record an office file that has changed."""
    await _make_months(services)
    await transactions.do(services, PITBOSS, background.adopt_office_file, None)
    await follow_office_file(services)


async def follow_office_file(services: Services) -> None:
    """Go by the office file that is in use: the one this process loaded, or the one before while that one waits."""
    office = await transactions.see(services, PITBOSS, background.office_in_use, loaded=services.loaded)
    waits = office.fingerprint != services.loaded.fingerprint
    if waits or services.office_waits:
        services.desk = replace(services.desk, office=office)
    services.office_waits = waits


async def daily(services: Services) -> None:
    """Do the day's maintenance, once however many processes wake up for it."""
    now = services.clock().now
    today = services.office.day_bounds(services.office.day(now))[0]
    async with services.database.write() as db:
        claim = await jobs.claim(services.work(db), JOB, period_start=today, holder=HOLDER)
    if claim is None:
        return
    try:
        await _make_months(services)
        gone, whole = await _prune(services)
        async with services.database.write() as db:
            await sqlite.refresh_statistics(db)
    except Exception as error:
        async with services.database.write() as db:
            await jobs.failed(services.work(db), claim, error=type(error).__name__)
        raise

    await transactions.do(services, PITBOSS, background.finish_upkeep, None, claim=claim, gone=gone, whole=whole)


async def _make_months(services: Services) -> None:
    async with services.database.write() as db:
        await partitions.ensure(db, months=partitions.MONTHS_AHEAD, first=services.clock().now.date())


async def _prune(services: Services) -> tuple[dict[str, int], bool]:
    """Delete old rows in batches; return the number by table, and whether all were deleted."""
    gone: dict[str, int] = {}
    until = services.clock().now + LONGEST
    for table in retention.ALL:
        full = True
        while full:
            if services.clock().now >= until:
                return gone, False
            rows = await transactions.do(services, PITBOSS, background.prune, None, table=table)
            full = rows == retention.BATCH
            gone |= {table.table.name: gone.get(table.table.name, 0) + rows} if rows else {}
    return gone, True
