"""A standby that answers what may be seconds old: used only while it is known to be near the primary."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.database import engines, faults

CHECK_SECONDS = 5.0
"""How old what is known of the replica may be before it is asked again, beside what goes on."""
ANSWER_SECONDS = 2.0
"""How long a check may take: what does not answer by then is not used."""
CAUGHT_UP_SECONDS = 1.0
"""How long a check waits for the replica to have what was just written."""
POOL_SIZE = 5
REPLAYED = text("""
SELECT pg_is_in_recovery() AS standby,
       extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) AS behind
""")
READ_ONLY = {"default_transaction_read_only": "on"} | engines.NO_JIT
FAILURES = (DBAPIError, OSError, TimeoutError)
"""What a replica that is gone, or takes a query back to catch up, raises."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReplicaState:
    """What the last check found."""

    as_of: float
    """When the check began, on the monotonic clock: all that was written before is there, where it is near."""
    behind: timedelta | None
    """How far behind it is; None where it did not answer."""
    problem: str = ""
    """Why it is not used; empty where it is."""


@dataclass(slots=True)
class Replica:
    """The standby of a database."""

    engine: AsyncEngine
    most_behind: timedelta
    """With more it is not used."""
    state: ReplicaState | None = None
    _wrote: dict[str, float] = field(default_factory=dict)
    """When each person last changed something here, on the monotonic clock."""
    _checking: "asyncio.Task[ReplicaState] | None" = None

    @classmethod
    def open(cls, url: str, *, most_behind: timedelta) -> "Replica":
        """Prepare to read from the standby at this address; nothing is asked of it yet."""
        engine = engines.make(
            url,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=ANSWER_SECONDS,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            server_settings=READ_ONLY,
        )
        return cls(engine, most_behind)

    def wrote(self, person: str) -> None:
        """Remember that a person has changed something: they must see it wherever they look next."""
        now = time.monotonic()
        self._wrote = {who: at for who, at in self._wrote.items() if now - at < self.most_behind.total_seconds() * 2}
        self._wrote[person] = now

    def serves(self, person: str) -> bool:
        """Tell whether it may answer this person, by what is known; what is not known any more is asked beside."""
        state = self.state
        if state is None or state.problem or time.monotonic() - state.as_of > self.most_behind.total_seconds():
            return False
        return self._wrote.get(person, float("-inf")) < state.as_of

    def refresh(self, beat: Callable[[], Awaitable[None]]) -> None:
        """Begin to check it, unless that was done just now; nobody waits for that. ``beat`` writes to the primary."""
        fresh = self.state is not None and time.monotonic() - self.state.as_of < CHECK_SECONDS
        if not fresh and (self._checking is None or self._checking.done()):
            self._checking = asyncio.create_task(self.check(beat))

    async def check(self, beat: Callable[[], Awaitable[None]]) -> ReplicaState:
        """Write to the primary, and see how far behind the replica is; never raises what a server does."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await beat()
                state = await self._caught_up(began)
        except FAILURES as error:
            state = ReplicaState(began, None, f"does not answer ({type(error).__name__})")
        except Exception:
            log.exception("The replica could not be checked")
            state = ReplicaState(began, None, "cannot be checked")
        self._tell(state)
        self.state = state
        return state

    def failed(self, error: BaseException) -> bool:
        """Tell whether an error is the replica's, which then is not used until the next check."""
        cause = error if isinstance(error, FAILURES) else error.__cause__
        if not isinstance(cause, FAILURES):
            return False
        state = ReplicaState(time.monotonic(), None, f"failed while it was read ({faults.sqlstate(cause) or 'gone'})")
        self._tell(state)
        self.state = state
        return True

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that reads what was committed seconds ago."""
        async with self.engine.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        if self._checking is not None:
            self._checking.cancel()
            await asyncio.gather(self._checking, return_exceptions=True)
        await self.engine.dispose()

    async def _caught_up(self, began: float) -> ReplicaState:
        """Ask until it has what was written when the check began, or has had its time for that."""
        async with self.read() as db:
            while True:
                row = (await db.execute(REPLAYED)).one()
                if not row.standby:
                    return ReplicaState(began, None, "is no standby: it can be written")
                behind = timedelta(seconds=max(float(row.behind or 0), 0.0))
                elapsed = time.monotonic() - began
                if behind.total_seconds() <= elapsed:
                    return ReplicaState(began, behind)
                if elapsed > CAUGHT_UP_SECONDS:
                    return ReplicaState(began, behind, self._too_far(behind))
                await asyncio.sleep(0.05)

    def _too_far(self, behind: timedelta) -> str:
        if behind <= self.most_behind:
            return ""
        return f"is {behind.total_seconds():,.0f} s behind, and may be {self.most_behind.total_seconds():,.0f} s"

    def _tell(self, state: ReplicaState) -> None:
        before = self.state.problem if self.state else ""
        if state.problem and not before:
            log.warning("The replica %s; everything is read from the primary.", state.problem)
        elif before and not state.problem:
            log.info("The replica is used again.")
