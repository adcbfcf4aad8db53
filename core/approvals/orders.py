"""Where an action takes effect: here, and on the gaming platform by an order; where that decides, there first."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from core import platform
from core.action import Action, Kind, Receipt, Run
from core.approvals.errors import NoPlatform
from core.database.connections import Connection
from core.platform import Placing, Step, Wish
from core.requests import Request
from core.work import Work


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of a step."""

    receipt: Receipt
    here: bool
    """False where nothing has changed here yet: the platform decides, and it has only been asked."""


async def carried(action: Action, run: Run, *, request: Request, step: Step = Step.DONE) -> Carried:
    """Carry a step of a request out.

    Raises whatever the action refuses, and :class:`~core.approvals.NoPlatform` where the platform decides and none is
    connected.
    """
    do = action.end if step is Step.ENDED else action.execute
    if not action.on_platform or not _connected(run.work):
        return Carried(await do(run=run), here=True)
    if _deferred(run.work, action, step):
        return Carried(await _asked(action, run, request=request, step=step, do=do), here=False)
    receipt = await do(run=run)
    await _place(run, request, await action.order(run=run, step=step), step)
    return Carried(receipt, here=True)


async def _asked(
    action: Action, run: Run, *, request: Request, step: Step, do: Callable[..., Awaitable[Receipt]]
) -> Receipt:
    """Order what doing it here would change, having tried that it can be done and taken all of it back again."""
    async with _tried(run.work.db):
        await do(run=run)
        wish = await action.order(run=run, step=step)
    await _place(run, request, wish, step)
    return Receipt(lines=())


async def _place(run: Run, request: Request, wish: Wish, step: Step) -> None:
    persons = tuple(one.person for one in run.authorisers)
    await platform.place(run.work, request, Placing(wish=wish, step=step, authorisers=persons))


@asynccontextmanager
async def _tried(db: Connection) -> AsyncIterator[None]:
    savepoint = await db.begin_nested()
    try:
        yield
    finally:
        await savepoint.rollback()


def _deferred(work: Work, action: Action, step: Step) -> bool:
    """Tell whether it holds only once the platform says so; what protects stands here at once."""
    protects = action.kind is Kind.PROTECTIVE and step is Step.DONE
    return work.office.authority == "platform" and not protects


def _connected(work: Work) -> bool:
    if work.office.authority == "platform" and not work.desk.platform_connected:
        raise NoPlatform(
            "The office file leaves this to the gaming platform, and none is connected. Nothing was done. "
            "Whoever runs Pitboss has to set PITBOSS_PLATFORM_URL."
        )
    return work.desk.platform_connected
