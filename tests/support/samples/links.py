"""Samples of core/links."""

from typing import Any

from tests.support.office import World
from tests.support.samples import sample


@sample("links.pages.of_player", of_player=True)
async def of_player(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna")}


@sample("links.pages.look_up")
async def look_up(office: World) -> dict[str, Any]:
    await office.player("anna")
    return {"text": "anna"}
