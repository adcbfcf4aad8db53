"""Players' statuses read by machines: those asked for at one time are read in one statement."""

import asyncio
from dataclasses import dataclass, field

from bot.process import transactions
from bot.process.transactions import Edge
from core import platform
from core.people import Actor, Origin, SystemRight
from core.platform import PlatformName, PlayerStatus

TOGETHER_MOST = 64
Who = int | PlatformName
MACHINES = Actor(
    staff_id=None,
    person="machines",
    name="machines",
    origin=Origin(surface="api"),
    system=frozenset({SystemRight.CONNECT}),
)


@dataclass(slots=True)
class StatusReads:
    """Reads that wait while one is under way. Each is read after it was asked for, never with an older one."""

    _waiting: "dict[Who, asyncio.Future[PlayerStatus | None]]" = field(default_factory=dict)
    _reading: "asyncio.Task[None] | None" = None

    async def read(self, services: Edge, who: Who) -> PlayerStatus | None:
        """Read what a player may do now; None where there is no such player.

        Raises what the query does.
        """
        if (asked := self._waiting.get(who)) is None:
            asked = self._waiting[who] = asyncio.get_running_loop().create_future()
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_all(services))
        return await asyncio.shield(asked)

    async def _read_all(self, services: Edge) -> None:
        try:
            while self._waiting:
                several = [*self._waiting][:TOGETHER_MOST]
                await self._read_some(services, {who: self._waiting.pop(who) for who in several})
        finally:
            self._reading = None

    async def _read_some(self, services: Edge, asked: "dict[Who, asyncio.Future[PlayerStatus | None]]") -> None:
        try:
            found = await transactions.see(services, MACHINES, platform.statuses, tuple(asked))
        except Exception as error:  # noqa: BLE001 - everybody who asked is told
            for waiting in asked.values():
                waiting.set_exception(error)
                waiting.exception()  # also where nobody waits any more
        else:
            for who, waiting in asked.items():
                waiting.set_result(found.get(who))
