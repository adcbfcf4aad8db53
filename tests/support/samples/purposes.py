"""Samples of core/players/purposes.py."""

from typing import Any

from core.players import Purpose
from tests.support.office import World
from tests.support.samples import sample


@sample("players.purposes.give", of_player=True)
async def give(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna"), "purpose": Purpose.PHONE}
