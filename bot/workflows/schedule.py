"""Timers. APScheduler only starts jobs; the database says whether there is something to do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it ships no types

from bot.process import logs
from bot.process.services import Services
from bot.slack import failures
from bot.workflows import maintenance

Sweep = Callable[[Services], Awaitable[None]]

log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic job, run by any process; running it twice is harmless."""

    sweep: Sweep
    every: timedelta


async def wake_outbox(services: Services) -> None:
    """Wake the outbox workers, since a message that is to be tried again may be due."""
    services.wake_outbox()


OWN = (
    Job(wake_outbox, timedelta(seconds=1)),
    Job(maintenance.daily, timedelta(minutes=10)),
    Job(maintenance.follow_office_file, timedelta(seconds=30)),
)


def begin(services: Services, jobs: Iterable[Job]) -> AsyncIOScheduler:
    """Start the timers; stop them with ``shutdown``."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in (*OWN, *jobs):
        seconds = job.every.total_seconds()
        scheduler.add_job(_guarded(services, job.sweep), "interval", seconds=seconds, coalesce=True, max_instances=1)
    scheduler.start()
    return scheduler


def _guarded(services: Services, sweep: Sweep) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        logs.correlation.set(f"timer:{sweep.__name__}")
        try:
            await sweep(services)
        except asyncio.CancelledError:
            log.info("The timer %s was ended with the process", sweep.__name__)
        except Exception as error:  # noqa: BLE001 - a timer that failed once has to come again
            failures.explain(error, f"timer {sweep.__name__}")

    return run


def _tells_of_an_error(record: logging.LogRecord) -> bool:
    """Leave out jobs that were cancelled before they began, as they are at the end of the process."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


logging.getLogger("apscheduler.executors.default").addFilter(_tells_of_an_error)
