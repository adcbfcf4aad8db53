"""Deadlines of requests: expiry and missing confirmation."""

import logging
from datetime import timedelta

from bot.process import transactions
from bot.process.services import Services
from bot.process.transactions import Broken
from bot.workflows.schedule import Job
from core import background
from core.database.connections import DatabaseUnavailable
from core.errors import Refused
from core.people import PITBOSS

log = logging.getLogger(__name__)


async def expire(services: Services) -> None:
    """Close expired requests and raise an alarm for unconfirmed ones; a late vote is refused anyway."""
    for request_id in await transactions.see(services, PITBOSS, background.requests_due):
        try:
            await transactions.do(services, PITBOSS, background.expire_request, None, request_id=request_id)
        except DatabaseUnavailable:
            raise
        except (Refused, Broken):  # one request must not decide over its neighbours; it is tried again
            log.exception("The request %s could not be closed", request_id)


JOBS = (Job(expire, every=timedelta(seconds=30)),)
