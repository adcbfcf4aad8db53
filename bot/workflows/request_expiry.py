"""Deadlines of requests: expiry and missing confirmation."""

from datetime import timedelta

from bot.process import transactions
from bot.process.services import Services
from bot.workflows.schedule import Job
from core import background
from core.people import PITBOSS


async def expire(services: Services) -> None:
    """Close expired requests and raise an alarm for unconfirmed ones; a late vote is refused anyway."""
    await transactions.do(services, PITBOSS, background.expire_requests, None)


JOBS = (Job(expire, every=timedelta(seconds=30)),)
