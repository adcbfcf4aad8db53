"""Intake of events: how many batches a process holds at once, and when a sender has to wait instead."""

import asyncio
import math
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from bot.process import transactions
from bot.process.intake_limits import IntakeLimits
from bot.process.metrics import Meters
from bot.process.pace import Pace
from core import activity, event_intake
from core.activity import Ingested
from core.database import partitions
from core.errors import Refused
from core.event_intake import EventMessage
from core.moment import Moment
from core.people import Actor

AT_WORK = 2
"""Batches that are stored at a time: more would only wait for each other."""
LONGEST_WAIT_SECONDS = 60
"""What a sender is told at most; intake is looked at anew after that."""
LAG_READ_SECONDS = 1.0
"""How long the lag of the sums counts as known."""
BEHIND_SECONDS = 10
"""What a sender is told to wait while the sums catch up."""


class Busy(Refused):
    """Intake cannot hold more now; the sender sends the message again after ``retry_seconds``."""

    code = "status_429"
    status = 429

    def __init__(self, message: str, *, retry_seconds: int) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class TooLong(Refused):
    """A body is longer than a message may be."""

    code = "status_413"


@dataclass(slots=True, eq=False)
class _Reading:
    """A body that is being received."""

    limit: asyncio.Timeout
    size: int = 0


@dataclass(slots=True)
class Intake:
    """The intake of one process: what it holds, the partitions made so far, and the pace of its transactions."""

    limits: IntakeLimits
    meters: Meters
    clock: Callable[[], Moment] = Moment.real
    partition_maker: partitions.PartitionMaker = field(default_factory=lambda: partitions.PartitionMaker("events"))
    turnstile: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_WORK))
    pace: Pace = field(default_factory=Pace)
    held: Counter[str] = field(default_factory=Counter)
    """Verified messages that wait or are being stored, by client."""
    held_bytes: Counter[str] = field(default_factory=Counter)
    _bodies: OrderedDict[_Reading, None] = field(default_factory=OrderedDict)
    """Bodies that are not verified yet, oldest first."""
    _seconds: float = 0.5
    """How long a batch took lately."""
    _lag: tuple[float, int] = (-math.inf, 0)
    """When the lag was read, on the monotonic clock, and what it was."""

    async def read(self, pieces: AsyncIterable[bytes], *, most: int) -> bytes:
        """Receive a body; at most half of the memory holds bodies that are not verified yet.

        Where they would take more, the oldest of them is given up, so that those who send slowly keep nobody out.
        Raises :class:`Busy` in the one that is given up, and :class:`TooLong` beyond ``most`` bytes.
        """
        body, reading = bytearray(), _Reading(asyncio.timeout(None))
        self._bodies[reading] = None
        try:
            async with reading.limit:
                async for piece in pieces:
                    body += piece
                    reading.size = len(body)
                    self._make_room()
                    if len(body) > most:
                        raise TooLong(f"a message is at most {most:,} bytes long; send fewer events at a time")
        except TimeoutError:
            if not reading.limit.expired():
                raise
            raise self._busy("too many messages are being received", "receiving") from None
        finally:
            self._bodies.pop(reading, None)
        return bytes(body)

    @asynccontextmanager
    async def admitted(self, client: str, size: int) -> AsyncIterator[None]:
        """Hold a verified message until it is stored, and wait for its turn.

        Raises :class:`Busy` where the process, or the client alone, holds as much as it may.
        """
        self._refuse_more(client, size)
        self._count(client, 1, size)
        try:
            async with self.turnstile:
                began = time.perf_counter()
                yield
                self._seconds += (time.perf_counter() - began - self._seconds) / 4
        finally:
            self._count(client, -1, -size)

    async def refuse_while_behind(self, services: transactions.Edge, actor: Actor) -> None:
        """Let the sender wait while the sums by day are too far behind: what reads them reads the rest one by one.

        Raises :class:`Busy`.
        """
        read_at, lag = self._lag
        if time.monotonic() - read_at >= LAG_READ_SECONDS:
            lag = await transactions.see(services, actor, event_intake.lag)
            self._lag = time.monotonic(), lag
        if lag > self.limits.lag:
            raise self._busy("events are added up more slowly than they come in", "lag", seconds=BEHIND_SECONDS)

    def forget_lag(self) -> None:
        """Read the lag anew for the next message."""
        self._lag = -math.inf, 0

    async def take(self, services: transactions.Edge, actor: Actor, message: EventMessage) -> Ingested | None:
        """Take a message in, a long one by parts; it counts as received with the last of them.

        None where it came before. What a part took in before one failed came before when the message is sent again.
        """
        await self._make_months(services, actor, message)
        earlier, admitted = Ingested(), message.events.admitted
        while len(admitted) > self.pace.events:
            size = self.pace.events
            part = replace(message, events=activity.Admission(admitted[:size]))
            with self.pace.timed(size):
                came = await transactions.do(services, actor, event_intake.receive_part, None, message=part)
            if came is None:
                break
            earlier.add(came)
            admitted = admitted[size:]
        rest = replace(message, events=replace(message.events, admitted=admitted))
        with self.pace.timed(len(admitted)):
            came = await transactions.do(services, actor, event_intake.receive, None, message=rest, earlier=earlier)
        for outcome, number in event_intake.counts(came or Ingested()).items():
            self.meters.intake.labels(outcome).inc(number)
        return came

    async def _make_months(self, services: transactions.Edge, actor: Actor, message: EventMessage) -> None:
        """Create the partitions that its events need, unless it is a message that will not be taken."""
        maker, days, now = self.partition_maker, message.events.days, self.clock().now
        if not maker.missing(days, now=now):
            return
        if not await transactions.see(services, actor, event_intake.came_before, message_id=message.message_id):
            await maker.make(services.database, days, now=now)

    def _make_room(self) -> None:
        """Give up the oldest bodies while they take more than their half."""
        over = sum(one.size for one in self._bodies) - self.limits.half
        while over > 0:
            oldest, _ = self._bodies.popitem(last=False)
            over -= oldest.size
            oldest.limit.reschedule(asyncio.get_running_loop().time())

    def _refuse_more(self, client: str, size: int) -> None:
        limits = self.limits
        if self.held.total() >= limits.batches or self.held_bytes.total() + size > limits.half:
            raise self._busy("as many messages wait here as may", "full")
        if self.held[client] >= limits.client_batches or self.held_bytes[client] + size > limits.client_bytes:
            raise self._busy("as many messages of this client wait here as may", "client")

    def _busy(self, why: str, reason: str, *, seconds: int = 0) -> Busy:
        self.meters.intake_held_back.labels(reason).inc()
        expected = math.ceil(self.held.total() * self._seconds / AT_WORK)
        retry = min(max(1, seconds, expected), LONGEST_WAIT_SECONDS)
        return Busy(f"{why}; nothing of this one was accepted, send it again", retry_seconds=retry)

    def _count(self, client: str, batches: int, size: int) -> None:
        self.held[client] += batches
        self.held_bytes[client] += size
        if not self.held[client]:
            del self.held[client], self.held_bytes[client]
        self.meters.intake_waiting.set(self.held.total())
        self.meters.intake_bytes.set(self.held_bytes.total())
