"""Deadlines: requests that expire or that nobody confirmed, and bonuses whose time is over."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
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
        with _alone(f"The request {request_id} could not be closed"):
            await transactions.do(services, PITBOSS, background.expire_request, None, request_id=request_id)


async def lapse_bonuses(services: Services) -> None:
    """Let bonuses lapse whose time is over, player by player."""
    for player_id in await transactions.see(services, PITBOSS, background.bonuses_due):
        with _alone(f"The bonuses of player {player_id} could not lapse"):
            await transactions.do(services, PITBOSS, background.lapse_bonuses, None, player_id=player_id)


@contextmanager
def _alone(failed: str) -> Iterator[None]:
    """Log what goes wrong with one: it must not decide over its neighbours, and is tried again."""
    try:
        yield
    except DatabaseUnavailable:
        raise
    except (Refused, Broken):
        log.exception(failed)


JOBS = (Job(expire, every=timedelta(seconds=30)), Job(lapse_bonuses, every=timedelta(minutes=1)))
