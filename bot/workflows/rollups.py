"""Updating the roll-ups with new events."""

from datetime import timedelta

from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from core import background
from core.activity import peer_quantiles
from core.people import PITBOSS

EVERY = timedelta(seconds=10)
"""New events are read in addition to the roll-ups, so this limits how many there are."""


async def fold(services: Services) -> None:
    """Add up new events in steps, so that others can write in between."""
    more = await transactions.see(services, PITBOSS, background.rollups_behind)
    while more:
        more = await transactions.do(services, PITBOSS, background.fold_rollups, None)


async def measure_peers(services: Services) -> None:
    """Measure once a day how players play beside others; nobody waits for it."""
    rows = await transactions.see(services, PITBOSS, peer_quantiles.look)
    if rows is not None:
        await transactions.do(services, PITBOSS, peer_quantiles.settle, None, rows)


JOBS = (Job(fold, EVERY), Job(measure_peers, timedelta(hours=1)))
