"""Blocks placed, ended and undone in the words of a test."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot import kit
from core import player_blocks
from core.player_blocks import Block, Ended, Ending, Exclusion, NewBlock, Placed
from tests.support.office import World

DAY = timedelta(days=1)


async def place(office: World, player_id: int, reason: str = "takeover", **changes: Any) -> Placed:
    plain = {"player_id": player_id, "reason": reason, "asked_by": "operator", "placed_by": "Alice"}
    async with office.work() as work:
        return await player_blocks.place(work, NewBlock(**plain | changes))


async def end(office: World, player_id: int, *block_ids: UUID) -> Ended:
    async with office.work() as work:
        return await player_blocks.end(work, Ending(player_id=player_id, by="Sam", why="solved", block_ids=block_ids))


async def undo(office: World, player_id: int, request_id: UUID) -> Ended:
    async with office.work() as work:
        ending = Ending(player_id=player_id, by="Sam", why="not confirmed", request_id=request_id)
        return await player_blocks.undo(work, ending)


async def exclude(office: World, player_id: int, kind: str, until: datetime | None) -> Block:
    async with office.work() as work:
        wanted = Exclusion(player_id=player_id, kind=kind, until=until, placed_by="platform")
        return await player_blocks.exclude(work, wanted)


async def standing_now(office: World, player_id: int) -> str:
    async with office.read() as db:
        rows = await player_blocks.open_rows(db, player_id, now=office.now)
    return kit.standing(player_blocks.standing(rows, office.now))


async def states(office: World, player_id: int) -> dict[str, str]:
    """The withdrawals that wait by their amounts: waiting, or held."""
    async with office.read() as db:
        in_flight = await player_blocks.in_flight(db, player_id, now=office.now)
    return {str(each.amount): each.state for each in in_flight.withdrawals}
