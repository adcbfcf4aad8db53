"""Samples of core/interactions."""

from datetime import date
from typing import Any
from uuid import UUID

from core.interactions import Evaluation, InteractionAct, InteractionOutcome, NewInteraction, Trigger
from core.people import Visibility
from tests.support import interacting
from tests.support.office import World
from tests.support.samples import sample


@sample("interactions.new_interactions.consider", of_player=True)
@sample("interactions.lists.of_player", of_player=True)
async def of_player(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna")}


@sample("interactions.new_interactions.record", of_player=True)
async def recorded(office: World) -> dict[str, Any]:
    return {
        "new": NewInteraction(
            player_id=await office.player("anna"),
            trigger=Trigger.CHASING_LOSSES,
            act=InteractionAct.CALL,
            what="She will set a limit.",
            due_on=date(2026, 5, 17),
            visibility=Visibility.STAFF,
        )
    }


@sample("interactions.lists.due")
async def due(_office: World) -> dict[str, Any]:
    return {}


@sample("interactions.evaluation.view", of_player=True)
async def viewed(office: World) -> dict[str, Any]:
    player_id = await office.player("anna")
    return {"player_id": player_id, "interaction_id": (await interacting.recorded(office, "alice", player_id)).id}


@sample("interactions.evaluation.evaluate", of_player=True)
async def evaluated(office: World) -> dict[str, Any]:
    outcome = InteractionOutcome.CHANGED
    player_id = await office.player("anna")
    return {
        "evaluation": Evaluation(
            player_id=player_id, interaction_id=UUID(int=1), outcome=outcome, finding="She stopped."
        )
    }
