"""Samples of core/links."""

from contextlib import suppress
from typing import Any

from core import links, players
from core.errors import Conflict
from core.links import NewDecision, Verdict
from core.people import PITBOSS
from core.players import Key
from tests.support.office import World
from tests.support.samples import sample


@sample("links.pages.of_player", of_player=True)
async def of_player(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna")}


@sample("links.pages.look_up")
async def look_up(office: World) -> dict[str, Any]:
    await office.player("anna")
    return {"text": "anna"}


@sample("links.settling.decide", of_player=True)
async def decided(office: World) -> dict[str, Any]:
    return {"new": await _decision(office)}


@sample("links.settling.end", of_player=True)
async def ended(office: World) -> dict[str, Any]:
    new = await _decision(office)
    async with office.work() as work:
        with suppress(Conflict):  # decided already, where it is made again
            await links.decide.function(work, PITBOSS, new)
    return {"player_id": new.player_id, "other_id": new.other_id, "why": "They are divorced since May."}


async def _decision(office: World) -> NewDecision:
    anna, ben = await office.player("anna"), await office.player("ben")
    async with office.work() as work:
        await players.remember(work, [Key(each, "device", "tablet-1") for each in (anna, ben)])
    return NewDecision(player_id=anna, other_id=ben, verdict=Verdict.HOUSEHOLD, evidence="Both showed passports.")
