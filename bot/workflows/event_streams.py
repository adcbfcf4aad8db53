"""Events from a message stream: taken in like those over HTTP, and acknowledged only once they are committed."""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Protocol

from bot.process import logs
from bot.process.intake import Busy
from bot.process.services import Services
from bot.slack import failures
from core import activity
from core.activity import Admission
from core.activity.misunderstood import Misunderstood, QuarantineKind
from core.database.connections import DatabaseUnavailable
from core.event_intake import EventMessage
from core.people import Actor, Origin, SystemRight

PAUSE_SECONDS = 5.0
"""After a fault, before the stream is read again; what was not acknowledged comes again."""
LOOK_SECONDS = 1.0
"""Between two looks while the sums by day are too far behind."""
NO_EVENT = "the message is neither an event nor a list of them in JSON"

log = logging.getLogger(__name__)


class EventStream(Protocol):
    """A stream of messages, each an event or several. Once opened it is read by one task."""

    name: str
    """As the record and the quarantine name it."""

    async def open(self) -> None:
        """Connect, once more where it was connected before."""

    async def pull(self, *, most_bytes: int) -> list[bytes]:
        """Wait a short time for messages, and give what came, so many bytes at most."""

    async def acknowledge(self) -> None:
        """Say that what was pulled last is committed: it need not come again."""

    async def close(self) -> None:
        """End the connection; what was not acknowledged comes again."""


@asynccontextmanager
async def reading(services: Services, streams: Sequence[EventStream]) -> AsyncIterator[None]:
    """Read streams until the block ends."""
    async with AsyncExitStack() as stack:
        for stream in streams:
            task = asyncio.create_task(_read(services, stream), name=f"events of {stream.name}")
            stack.push_async_callback(_ended, task)
        yield


async def take(services: Services, name: str, payloads: Sequence[bytes]) -> None:
    """Take messages in, once each event however often they come; what cannot be understood goes to the quarantine."""
    given = [event for payload in payloads for event in _events(payload)]
    for start in range(0, len(given), activity.BATCH):
        part = given[start : start + activity.BATCH]
        digest = hashlib.sha256(b"\n".join(payloads) + b"%d" % start).hexdigest()
        events = _admitted(services, part)
        message = EventMessage(message_id=f"{name}:{digest}", digest=digest, events=events, origin=name)
        async with services.intake.turnstile:
            await services.intake.take(services, _connected(name, digest), message)


async def _read(services: Services, stream: EventStream) -> None:
    """Read a stream for good; a fault is logged, and it is opened anew after a pause."""
    logs.correlation.set(f"stream:{stream.name}")
    while True:
        try:
            await stream.open()
            while True:
                await _step(services, stream)
        except asyncio.CancelledError:
            raise
        except DatabaseUnavailable:
            log.warning("The database does not answer; events of %s are read again later", stream.name)
        except Exception as error:  # noqa: BLE001 - a stream that failed once has to be read again
            failures.explain(error, f"events of {stream.name}")
        finally:
            with suppress(Exception):
                await stream.close()
        await asyncio.sleep(PAUSE_SECONDS)


async def _step(services: Services, stream: EventStream) -> None:
    try:
        await services.intake.refuse_while_behind(services, _connected(stream.name, ""))
    except Busy:
        await asyncio.sleep(LOOK_SECONDS)
        return
    if payloads := await stream.pull(most_bytes=services.intake.limits.half):
        await take(services, stream.name, payloads)
        await stream.acknowledge()


def _events(payload: bytes) -> Iterator[Any]:
    """Give the events of a message; the message itself, as bytes, where it is none."""
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        yield payload
        return
    if isinstance(told, dict) and isinstance(told.get("events"), list):
        yield from told["events"]
    elif isinstance(told, dict):
        yield told
    elif isinstance(told, list):
        yield from told
    else:
        yield payload


def _admitted(services: Services, given: Sequence[Any]) -> Admission:
    admission = activity.admit([None if isinstance(one, bytes) else one for one in given], at=services.clock())
    for position, one in enumerate(given):
        if isinstance(one, bytes):
            admission.misunderstood[position] = Misunderstood(QuarantineKind.MALFORMED, NO_EVENT, one)
    return admission


def _connected(name: str, correlation: str) -> Actor:
    origin = Origin(surface="stream", correlation=correlation or None)
    return Actor(staff_id=None, person=name, name=name, origin=origin, system=frozenset({SystemRight.CONNECT}))


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
