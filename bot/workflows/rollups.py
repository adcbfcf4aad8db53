"""Keeping the rollups in step with the events that came in."""

from datetime import timedelta

from bot.process.services import Services
from bot.workflows.schedule import Job
from core import activity

EVERY = timedelta(seconds=10)
"""What came in since is read beside the rollups, so this decides how much that is."""


async def fold(services: Services) -> None:
    """Add up what is new, step by step, so that others come to write in between."""
    async with services.database.read() as db:
        more = await activity.behind(db, services.office)
    while more:
        async with services.database.write() as db:
            more = await activity.fold(services.work(db))


JOBS = (Job(fold, EVERY),)
