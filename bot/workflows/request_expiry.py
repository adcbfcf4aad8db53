"""What the clock does to requests: nobody decided in time, or nobody confirmed."""

from datetime import timedelta

from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from core import background
from core.people import PITBOSS


async def expire(services: Services) -> None:
    """Close what expired and alarm about what is in force unconfirmed; a click is checked by itself, this tells."""
    await transactions.do(services, PITBOSS, background.expire_requests, None)


JOBS = (Job(expire, every=timedelta(seconds=30)),)
