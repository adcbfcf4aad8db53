"""The locks of a change of requests, taken in the one order: player, names, requests by id, tickets by number."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from core import actions, freezes, platform, players, requests, staff, tickets
from core.action import Action
from core.database import connections, tables
from core.people import Actor
from core.requests import Kind, Request, State
from core.work import Work

columns = tables.requests.c


async def hold_asking(work: Work, action: Action, *, actor: Actor) -> None:
    """Lock what asking for an action may change, in one order with every other road."""
    names = (f"asking {actor.person}", *_totals(work, action, actor.person))
    await _hold_player(work, action, names)
    if which := _concerned(action):
        held = await requests.hold(work.db, *which)
        await hold_tickets(work, held.values(), also=getattr(action, "ticket", None))


async def hold_request(work: Work, request_id: UUID, *, person: str | None = None, orders: bool = False) -> Request:
    """Lock a request with all that deciding about it may change, and read it as it is then.

    It is read unlocked first, to learn whom it is about. ``person`` is whose running total the decision adds to, if
    not the requester's; with ``orders`` what the platform was told of it is locked as well.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    found = await requests.get(work.db, request_id)
    if (action := _readable(found)) is None:
        await players.hold(work.db, [found.player_id] if found.player_id is not None else [])
        return await requests.hold_one(work.db, found)
    await _hold_player(work, action, _totals(work, action, person or found.requester_person, day=found.total_on))
    if concerned := _concerned(action):
        held = await requests.hold(work.db, columns.id == request_id, *concerned)
    else:
        held = {request_id: await requests.hold_one(work.db, found)}
    if orders:
        await platform.hold(work.db, [request_id])
    await hold_tickets(work, held.values())
    return held[request_id]


async def hold_answered(work: Work, several: Collection[Request]) -> dict[UUID, Request]:
    """Lock the requests that the gaming platform answers, and what their actions may change, and read them.

    Their players come first; the orders and the tickets are for the caller, in this order.
    """
    readable = list(filter(None, map(_readable, several)))
    touched = [player_id for action in readable for player_id in await action.touches(work=work)]
    about = {request.player_id for request in several if request.player_id is not None}
    await players.hold(work.db, about | set(touched))
    which = [condition for action in readable for condition in _concerned(action)]
    return await requests.hold(work.db, columns.id.in_([request.id for request in several]), *which)


async def hold_tickets(work: Work, several: Iterable[Request], *, also: str | None = None) -> None:
    """Lock the tickets that these requests were asked from."""
    if named := {request.ticket for request in several if request.ticket} | ({also} if also else set()):
        await tickets.hold_named(work.db, named)


def _readable(request: Request) -> Action | None:
    """Restore an action to learn what it concerns; None for content that was changed, which carries nothing out."""
    with suppress(actions.Altered):
        return actions.read(request)
    return None


async def _hold_player(work: Work, action: Action, names: Iterable[str]) -> None:
    """Lock the player first, then the names; a freeze is kept out meanwhile."""
    if (player_id := action.about()) is not None:
        await players.hold(work.db, {player_id, *await action.touches(work=work)})
    staffing = (staff.GRANTS,) if action.module == "staff" else ()
    await connections.lock(work.db, *names, *staffing, shared=(freezes.LOCK,))


def _totals(work: Work, action: Action, person: str, *, day: str | None = None) -> list[str]:
    """Name the locks that protect running totals: requester, player and day (rule 5)."""
    on = day or work.office.day(work.now).isoformat()
    names = [f"subject {action.name} {action.subject()}"]
    if action.in_totals:
        names.append(f"total of {person} on {on}")
        if action.about() is not None:
            names.append(f"total of player {action.about()} on {on}")
    return names


def _concerned(action: Action) -> list[ColumnElement[bool]]:
    """Select the other requests that an action takes back, ends or puts in force again."""
    about, which = columns.player_id == action.about(), []
    if action.replaces:
        waiting = (columns.action.in_(action.replaces), columns.state == State.PENDING)
        which.append(and_(about, *waiting))
    if action.changes_blocks:
        by_itself = and_(columns.state == State.ENDED, columns.closed_by.is_(None))
        follows = (columns.state == State.IN_FORCE) | by_itself
        which.append(and_(about, columns.kind == Kind.PROTECTIVE, follows))
    return which
