"""The two ways into core: queries and operations. Each leaves a record, refused or not."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from functools import partial
from typing import ParamSpec, Protocol, TypeVar

from core import audit, deliveries, operations
from core.database import checks, faults
from core.database.connections import (
    Connection,
    Database,
    DatabaseUnavailable,
    friendly_database_errors,
    savepoint,
)
from core.errors import Refused
from core.operations import Operation, Query, Recorded, Withheld
from core.people import Actor
from core.work import Work

RUN_AGAIN_MOST = 2
"""How often a transaction is run again that met another one: locks have one order, so a second meeting is rare."""
P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)


class Edge(Protocol):
    """What a transaction needs from the process: its database, a work, and its outbox workers."""

    @property
    def database(self) -> Database:
        """The database that is read and written."""

    def work(self, db: Connection) -> Work:
        """Begin a piece of work on a connection."""

    def wake_outbox(self) -> None:
        """Say that the outbox may hold something due."""


class Repeated(Refused):
    """The same event was delivered before and its change was made then."""

    code = "repeated"


class Broken(Exception):  # noqa: N818 - names the state of things; the cause is the error
    """A bug, recorded under a reference that the person is shown. The bug itself is the cause."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


async def see(services: Edge, actor: Actor, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a query outside any transaction, commit its record, then return the result.

    Raises what the query refuses, after recording that, and :class:`Broken` for a bug.
    """
    declared, attempt = query.declaration, query.attempt(actor, *args, **kwargs)
    try:
        if declared.recorded is Recorded.COUNTED:
            async with services.database.write_unlogged() as db:
                await query.count(services.work(db), actor)
        async with services.database.read() as db:
            with friendly_database_errors():
                if query.prepares(services.work(db), actor, *args, **kwargs):
                    await _prepare(services, actor, query, *args, **kwargs)
                found, entries, alarms = await _look(services, db, actor, query, *args, **kwargs)
            for entry in entries if declared.recorded is Recorded.EACH else ():
                await record(services, entry, on=db)
        await _raise(services, alarms)
    except DatabaseUnavailable:
        raise
    except Withheld as withheld:
        for entry in withheld.entries:
            await record(services, entry)
        raise withheld.refusal from None
    except Refused as refusal:
        await _record_refusal(services, attempt, refusal)
        raise
    except Exception as bug:
        raise await broken(services, attempt) from bug
    return found


async def _look(
    services: Edge, db: Connection, actor: Actor, query: Query[P, T], *args: P.args, **kwargs: P.kwargs
) -> tuple[T, list[audit.Entry], list[audit.Entry]]:
    """Look; with the replica where the query may, and once more without it where it fails."""
    work, replica = services.work(db), services.database.replica
    if replica is None or not query.declaration.may_be_old:
        return await query.look(work, actor, *args, **kwargs)
    replica.refresh(partial(beat, services))
    if replica.serves(actor.person):
        try:
            async with replica.read() as older:
                return await query.look(replace(work, older=older), actor, *args, **kwargs)
        except Exception as error:
            if isinstance(error, Refused) or not replica.failed(error):
                raise
    return await query.look(work, actor, *args, **kwargs)


async def beat(services: Edge) -> None:
    """Write a row to the primary, by whose arrival one sees how far behind a replica is."""
    async with services.database.append() as db:
        await checks.write(db, now=services.work(db).now)


async def _prepare(services: Edge, actor: Actor, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
    async with services.database.write() as db:
        await query.prepare(services.work(db), actor, *args, **kwargs)
    services.wake_outbox()


async def _raise(services: Edge, alarms: Sequence[audit.Entry]) -> None:
    for alarm in alarms:
        async with services.database.write() as db:
            await audit.alarm_of_colleague(services.work(db), alarm)
        services.wake_outbox()


async def _record_refusal(services: Edge, attempt: audit.Entry, refusal: Refused) -> None:
    if not refusal.alarms:
        await record(services, operations.refused(attempt, refusal))
        return
    async with services.database.write() as db:
        await operations.record_refusal(services.work(db), attempt, refusal)
    services.wake_outbox()


async def do(
    services: Edge,
    actor: Actor,
    operation: Operation[P, T],
    once: str | None,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Do all of it or nothing in one written transaction, with its record; once for the event ``once``.

    A refusal is recorded and raised; nothing else stays. After a bug nothing stays either, and the failure is
    recorded. Raises :class:`Repeated` where the event was carried out before.
    """
    attempt = operation.attempt(actor, *args, **kwargs)
    return await _committed(services, attempt, lambda work: operation(work, actor, *args, **kwargs), once=once)


async def record(services: Edge, entry: audit.Entry, *, on: Connection | None = None) -> None:
    """Write a record that stands for itself: in one statement where nothing in it is private.

    That one may go over the connection that was just read ``on``, where the database lets readers write.
    """
    writing: AbstractAsyncContextManager[Connection]
    if entry.private or entry.identity:
        writing = services.database.write()
    elif on is not None and services.database.commits(on):
        writing = nullcontext(on)
    else:
        writing = services.database.append()
    async with writing as db:
        await audit.record(services.work(db), entry)


async def broken(services: Edge, attempt: audit.Entry) -> Broken:
    """Record that the attempt failed on a bug, under a new reference."""
    error = Broken(reference())
    try:
        await record(services, replace(attempt, outcome=audit.Outcome.FAILED, code=error.reference))
    except Refused as refusal:
        log.warning("The failure %s could not be recorded: %s", error.reference, refusal.message)
    return error


def reference() -> str:
    """Create the short reference that links what a person saw to the log."""
    return f"E-{secrets.token_hex(3).upper()}"


async def _committed(
    services: Edge, attempt: audit.Entry, act: Callable[[Work], Awaitable[T]], *, once: str | None
) -> T:
    """Run ``act`` in one written transaction, as :func:`do` says; again where it met another one."""
    for _ in range(RUN_AGAIN_MOST):
        try:
            return await _run_once(services, attempt, act, once=once)
        except DatabaseUnavailable as error:
            if not faults.collided(error):
                raise
            log.info("%s met another transaction and is run again", attempt.action)
    return await _run_once(services, attempt, act, once=once)


async def _run_once(
    services: Edge, attempt: audit.Entry, act: Callable[[Work], Awaitable[T]], *, once: str | None
) -> T:
    refused: Refused | None = None
    try:
        async with services.database.write() as db:
            work = services.work(db)
            try:
                async with savepoint(db, "act"):
                    await _refuse_repeated(work, once)
                    done = await act(work)
            except Repeated:
                raise
            except Refused as refusal:
                refused = refusal
                await operations.record_refusal(work, attempt, refusal)
    except Refused:
        raise
    except Exception as bug:
        raise await broken(services, attempt) from bug
    services.wake_outbox()
    if refused:
        raise refused
    if (replica := services.database.replica) is not None:
        replica.wrote(attempt.actor.person)
    return done


async def _refuse_repeated(work: Work, once: str | None) -> None:
    if once is None:
        return
    if not await deliveries.first(work.db, once, now=work.now):
        raise Repeated("This was already done: you pressed twice, or Slack delivered it twice.")
