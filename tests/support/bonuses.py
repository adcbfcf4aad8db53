"""Bonuses in the words of a test."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.actions.convert_bonus import ConvertBonus
from core.actions.grant_bonus import GrantBonus
from core.actions.void_bonus import VoidBonus
from core.database.tables import bonuses
from core.money import parse
from core.players import open_bonuses
from core.players.open_bonuses import OpenBonus
from tests.support.asking import NOTE
from tests.support.books import execute
from tests.support.office import World


def granting(player_id: int, amount: str = "20 EUR", **fields: Any) -> GrantBonus:
    plain = {"player_id": player_id, "amount": parse(amount), "turnover_times": 10, "days": 14, "note": NOTE}
    return GrantBonus(**plain | fields)


def converting(player_id: int, bonus_id: UUID, amount: str = "20 EUR", **fields: Any) -> ConvertBonus:
    plain = {"player_id": player_id, "bonus_id": bonus_id, "amount": parse(amount), "note": NOTE}
    return ConvertBonus(**plain | fields)


def voiding(player_id: int, bonus_id: UUID) -> VoidBonus:
    return VoidBonus(player_id=player_id, bonus_id=bonus_id, note=NOTE)


async def granted(office: World, player_id: int, amount: str = "20 EUR", **fields: Any) -> UUID:
    """Grant a bonus past the engine."""
    return UUID((await execute(office, granting(player_id, amount, **fields))).ids["bonus"])


async def opened(office: World, player_id: int) -> tuple[OpenBonus, ...]:
    async with office.read() as db:
        return await open_bonuses.of_player(db, player_id)


async def states(office: World, player_id: int) -> list[str]:
    query = select(bonuses.c.state).where(bonuses.c.player_id == player_id).order_by(bonuses.c.granted_at, bonuses.c.id)
    async with office.read() as db:
        return list(await db.scalars(query))
