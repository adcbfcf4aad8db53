"""What the clock starts. APScheduler only wakes up; whether there is something to do stands in rows."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it ships no types

from bot import deliveries, failures
from bot.services import Services
from core import outbox, partitions, search

DELIVERIES_KEPT = timedelta(days=2)
"""How long a delivery is remembered: Slack repeats events for an hour, people come back to open forms next day."""
PROMISES_KEPT = timedelta(days=30)
"""How long a kept promise can still be looked up by the id in its message."""
MONTHS_AHEAD = 4

Sweep = Callable[[Services], Awaitable[None]]

logging.getLogger("apscheduler").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often, by whichever process wakes up; doing it twice is harmless."""

    sweep: Sweep
    every: timedelta


async def wake_delivery(services: Services) -> None:
    """Let the delivery look whether something postponed is due."""
    services.poke()


async def forget(services: Services) -> None:
    """Drop what nobody will ask for again: keys of deliveries, counts of tries, promises kept long ago."""
    now = services.clock().now
    async with services.database.write() as db:
        await deliveries.forget(db, before=now - DELIVERIES_KEPT)
        await search.forget_tries(db, before=now - DELIVERIES_KEPT)
        await outbox.forget(db, before=now - PROMISES_KEPT)


async def make_partitions(services: Services) -> None:
    """Make the coming months' partitions, where the database has such."""
    async with services.database.write() as db:
        await partitions.ensure(db, months=MONTHS_AHEAD, first=services.clock().now.date())


OWN = (
    Job(wake_delivery, timedelta(seconds=1)),
    Job(forget, timedelta(hours=1)),
    Job(make_partitions, timedelta(days=1)),
)


def begin(services: Services, jobs: Iterable[Job]) -> AsyncIOScheduler:
    """Start waking up; end it with ``shutdown``."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in (*OWN, *jobs):
        seconds = job.every.total_seconds()
        scheduler.add_job(_guarded(services, job.sweep), "interval", seconds=seconds, coalesce=True, max_instances=1)
    scheduler.start()
    return scheduler


def _guarded(services: Services, sweep: Sweep) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await sweep(services)
        except Exception as error:  # noqa: BLE001 - a timer that failed once has to come again
            failures.explain(error, f"timer {sweep.__name__}")

    return run
