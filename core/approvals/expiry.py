"""How requests end without a decision: their time is over, or what they put in force is gone."""

from collections.abc import Collection
from uuid import UUID

from core import phrases, player_blocks, requests
from core.approvals import lifecycle, locks
from core.approvals.lifecycle import Cause, Move
from core.people import PITBOSS
from core.requests import End, Request, State
from core.work import Work


async def expire(work: Work, request_id: UUID) -> Request | None:
    """Close a request whose time is over or whose effect is gone, or raise the alarm that nobody confirmed it.

    None where nothing is due, as somebody decided meanwhile. Each request has a transaction of its own, so that none
    waits for another.
    """
    request = await locks.hold_request(work, request_id)
    end = (await requests.ends(work.db, [request], now=work.now)).get(request.id)
    if request.state is State.IN_FORCE and end is not None:
        return await _end(work, request, end, cause=Cause.CLOCK)
    if request.due_at > work.now:
        return None
    if request.state is State.PENDING:
        record, reason = lifecycle.entry(request, PITBOSS, "request.expired"), "Nobody decided in time."
        change = Move(to=State.EXPIRED, cause=Cause.CLOCK, record=record, reason=reason)
        return await lifecycle.move(work, request, change)
    if request.state is State.IN_FORCE and (request.overdue_at is None or request.overdue_at < request.due_at):
        record, alarmed = lifecycle.entry(request, PITBOSS, "request.overdue"), {"overdue_at": work.now}
        change = Move(to=State.IN_FORCE, cause=Cause.CLOCK, record=record, values=alarmed)
        return await lifecycle.move(work, request, change)
    return None


async def follow_withdrawals(work: Work, player_ids: Collection[int]) -> None:
    """Let requests that hold withdrawals by name follow what became of them; the caller holds these players."""
    for player_id in await player_blocks.held_by_name(work.db, player_ids):
        await follow_blocks(work, player_id)


async def follow_blocks(work: Work, player_id: int, *, by: Request | None = None) -> None:
    """Let a player's other requests follow what ``by`` did to their blocks, or what became of what they hold.

    An unconfirmed one whose block is gone ends; one whose block stands again needs a second person again. The cards
    of decided ones are redrawn.
    """
    several = [each for each in await requests.in_force_of(work.db, player_id) if by is None or each.id != by.id]
    ends = await requests.ends(work.db, several, now=work.now)
    for request in several:
        end = ends.get(request.id)
        if request.state is State.IN_FORCE and end is not None:
            await _end(work, request, end, cause=Cause.ENGINE)
        elif request.state is State.ENDED and end is None:
            await _reopen(work, request)
        elif end is not None and end.at == work.now:
            await lifecycle.redraw(work, request)


async def _end(work: Work, request: Request, end: End, *, cause: Cause) -> Request:
    how = phrases.stored(end.how)
    record = lifecycle.entry(request, PITBOSS, "request.ended", how=how)
    change = Move(to=State.ENDED, cause=cause, record=record, reason=how, values={"closed_by": None})
    return await lifecycle.move(work, request, change)


async def _reopen(work: Work, request: Request) -> Request:
    record = lifecycle.entry(request, PITBOSS, "request.in_force_again")
    return await lifecycle.move(work, request, Move(to=State.IN_FORCE, cause=Cause.ENGINE, record=record))
