"""Keeping the rollups in step with the events that came in."""

from datetime import timedelta

from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from core import background
from core.people import PITBOSS

EVERY = timedelta(seconds=10)
"""What came in since is read beside the rollups, so this decides how much that is."""


async def fold(services: Services) -> None:
    """Add up what is new, step by step, so that others come to write in between."""
    more = await transactions.see(services, PITBOSS, background.rollups_behind)
    while more:
        more = await transactions.do(services, PITBOSS, background.fold_rollups, None)


JOBS = (Job(fold, EVERY),)
