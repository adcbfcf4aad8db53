"""Roads through the same rows, one statement of each in turn: what can end in a ring of locks does."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.util import await_only

from core.database.connections import Database

LOOK_AGAIN_SECONDS = 0.01
"""Between two looks at whether the server keeps a road waiting; one that moves on is noticed at once."""
CHANGING = ("INSERT", "UPDATE", "DELETE")
Walk = Callable[[], Awaitable[object]]


@dataclass(eq=False)
class Walker:
    """One road on its way."""

    steps: int = 0
    """How many statements that lock something it has behind it."""
    session: int | None = None
    done: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)


WALKING: ContextVar[Walker | None] = ContextVar("WALKING", default=None)


async def walk(database: Database, *roads: Walk) -> list[object]:
    """Walk all of them at once, each in a transaction of its own, and give what each returned or raised.

    None is a statement further than the others, unless these have come to their end or wait for a lock.
    """
    walkers = [Walker() for _ in roads]

    def know_session(connection: Any, *_more: Any) -> None:
        if walker := WALKING.get():
            walker.session = connection.connection.driver_connection.get_server_pid()

    def keep_pace(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if (walker := WALKING.get()) and _locks(statement):
            await_only(_step(database, walker, walkers))

    engine = database.writer.sync_engine
    event.listen(engine, "before_cursor_execute", know_session)
    event.listen(engine, "after_cursor_execute", keep_pace)
    try:
        return await asyncio.gather(*map(_walked, roads, walkers), return_exceptions=True)
    finally:
        event.remove(engine, "before_cursor_execute", know_session)
        event.remove(engine, "after_cursor_execute", keep_pace)


def _locks(statement: str) -> bool:
    return (
        statement.startswith(CHANGING)
        or " FOR " in statement
        or "pg_advisory_xact_lock" in statement
        or "pitboss_hold" in statement
    )


async def _walked(road: Walk, walker: Walker) -> object:
    WALKING.set(walker)
    try:
        return await road()
    finally:
        walker.done = True
        walker.moved.set()


async def _step(database: Database, walker: Walker, walkers: list[Walker]) -> None:
    WALKING.set(None)  # what follows is the pace, not the road
    walker.steps += 1
    walker.moved.set()
    while behind := [each for each in walkers if not each.done and each.steps < walker.steps]:
        if not await _one_moves(behind) and await _all_wait(database, behind):
            break
    WALKING.set(walker)


async def _one_moves(walkers: list[Walker]) -> bool:
    """Wait a little for one of them to move on."""
    for each in walkers:
        each.moved.clear()
    waiting = [asyncio.ensure_future(each.moved.wait()) for each in walkers]
    done, rest = await asyncio.wait(waiting, timeout=LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for each in rest:
        each.cancel()
    return bool(done)


async def _all_wait(database: Database, walkers: list[Walker]) -> bool:
    """Tell whether the server keeps each of them waiting for a lock of another."""
    async with database.read() as db:
        for each in walkers:
            blocking = select(func.cardinality(func.pg_blocking_pids(each.session)))
            if each.session is None or not await db.scalar(blocking):
                return False
    return True
