"""Creating the simulated company: its players and their past, its staff, and what the staff did in the stories."""

from collections.abc import Mapping
from datetime import timedelta

from bot.demo.cast import hire_cast
from bot.demo.simulation import Company, Progress, SimulationResult, simulate
from bot.demo.stories import ALL, Stage
from bot.process.offline import Offline
from core import outbox
from core.staff import ChatAccount

SINCE = timedelta(days=90)
"""How long ago everybody was hired."""


async def found(
    here: Offline, cast: Mapping[str, ChatAccount], company: Company, progress: Progress = lambda _players: None
) -> SimulationResult:
    """Write all of it. ``cast`` are the accounts of the people who work there.

    Raises :class:`~bot.demo.simulation.AlreadyHere` if it already exists.
    """
    written = await simulate(here.database, here.desk, company, progress)
    hired = await hire_cast(here.database, here.desk, cast, since=company.now - SINCE)
    stage = Stage(here.database, here.desk, company.now, hired, written.cast, written.neighbours)
    for story in ALL:
        await story.acts(stage)
    async with here.database.write() as db:  # messages of the simulated past were never posted
        await outbox.queue_anew(db, now=company.now)
    return written
