"""Samples of core/activity."""

from typing import Any

from core.activity import StatementWish
from tests.support.office import World
from tests.support.samples import sample
from tests.support.samples.players import anna


@sample("activity.player_activity.summary", of_player=True)
async def summary(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office), "period": "7d"}


@sample("activity.player_activity.look_up")
async def look_up(office: World) -> dict[str, Any]:
    await anna(office)
    return {"text": "anna", "period": "7d"}


@sample("activity.player_activity.logins", of_player=True)
async def logins(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("activity.player_activity.transactions", of_player=True)
async def transactions(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("activity.player_activity.blocks", of_player=True)
async def blocks(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("activity.player_activity.weeks", of_player=True)
async def weeks(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("activity.player_activity.play", of_player=True)
async def play(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office), "period": "7d"}


@sample("activity.player_activity.beside_peers", of_player=True)
async def beside_peers(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("activity.peer_quantiles.look")
async def measured(_office: World) -> dict[str, Any]:
    return {}


@sample("activity.peer_quantiles.settle")
async def settled(_office: World) -> dict[str, Any]:
    return {"rows": []}


@sample("activity.account_statements.view_statement", of_player=True)
async def view_statement(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office), "wish": StatementWish()}


@sample("activity.account_statements.find_statement")
async def find_statement(office: World) -> dict[str, Any]:
    await anna(office)
    return {"text": "anna", "wish": StatementWish()}


@sample("activity.account_statements.export_statement", of_player=True)
async def export_statement(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office), "wish": StatementWish()}
