"""Joining events with players who were not known when the events came."""

from datetime import timedelta

from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from core import event_intake
from core.people import PITBOSS

EVERY = timedelta(seconds=5)
"""An agent who has just seen the player registered looks for what the player did."""
ROUNDS_MOST = 20
"""Rounds of one run; what is left has its turn in the next."""


async def join(services: Services) -> None:
    """Join in rounds, so that others can write in between."""
    more, rounds = await transactions.see(services, PITBOSS, event_intake.orphans_wait), 0
    while more and rounds < ROUNDS_MOST:
        more, rounds = await transactions.do(services, PITBOSS, event_intake.join_orphans, None), rounds + 1


JOBS = (Job(join, EVERY),)
