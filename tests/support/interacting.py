"""Safer-gambling interactions in the words of a test."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.process import transactions
from core import interactions
from core.interactions import Interaction, InteractionAct, NewInteraction, Trigger
from core.people import Visibility
from tests.support.edge import Edge
from tests.support.office import World

TODAY = date(2026, 5, 3)
CALL = NewInteraction(
    player_id=0,
    trigger=Trigger.CHASING_LOSSES,
    act=InteractionAct.CALL,
    what="She will set a limit.",
    due_on=TODAY + timedelta(days=14),
    visibility=Visibility.STAFF,
)


async def recorded(office: World, who: str, player_id: int, **told: Any) -> Interaction:
    """An interaction that is right in every respect but what the test changes."""
    new = replace(CALL, player_id=player_id, **told)
    one: Interaction = await transactions.do(Edge(office), await office.staff(who), interactions.record, None, new)
    return one
