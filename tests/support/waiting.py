"""How tests wait: for a fact, within one generous bound, and never for a length of time.

What Slack shows is waited for with `Person.wait_for` and `Desk.settled`; these two are for what nobody tells of.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy import text

from core.database.connections import Database
from sandbox.changes import WAIT_SECONDS

T = TypeVar("T")

POLL_SECONDS = 0.02
"""Between two looks at what tells nobody of its changes: a database, another process."""
TURNS = 100


async def until(look: Callable[[], Awaitable[T]]) -> T:
    """Look again and again until what is seen counts as true, and give it."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not (seen := await look()):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(POLL_SECONDS)
        return seen


async def until_held_up(db: Database, other: asyncio.Task[Any]) -> None:
    """Wait until another's transaction waits for one that is open, or is through without waiting."""

    async def met() -> bool:
        return other.done() or await _somebody_waits(db)

    await until(met)


async def _somebody_waits(db: Database) -> bool:
    if db.gate is not None:
        return bool(db.gate._waiters)
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with db.read() as connection:
        return bool(await connection.scalar(text(waiting)))


async def turns() -> None:
    """Let everything that is ready have its turn, so that what was going to begin has begun."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
