"""Samples of core/security."""

from datetime import timedelta
from typing import Any

from core.security import AlertClosing, AlertState, CallerAnswers, Shelf
from core.security.rule_sweep import Swept
from tests.support.alerting import raised
from tests.support.office import World
from tests.support.samples import sample

NOTE = "He was on a plane."


@sample("security.alert_queries.list_alerts")
async def list_alerts(office: World) -> dict[str, Any]:
    return {"shelf": Shelf.OPEN}


@sample("security.alert_queries.list_alerts_of_player", of_player=True)
async def list_alerts_of_player(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna")}


@sample("security.alert_queries.view_alert", of_player=True)
@sample("security.alert_queries.prepare_form", of_player=True)
@sample("security.tried_accounts.accounts_tried", of_player=True)
@sample("security.alert_lifecycle.take", of_player=True)
@sample("security.snoozes.wake", of_player=True)
async def alert(office: World) -> dict[str, Any]:
    return {"alert_id": await raised(office)}


@sample("security.alert_lifecycle.hand_on", of_player=True)
async def hand_on(office: World) -> dict[str, Any]:
    sam = await office.staff("sam")
    return {"alert_id": await raised(office), "to": sam.staff_id}


@sample("security.alert_lifecycle.close", of_player=True)
async def close(office: World) -> dict[str, Any]:
    return {"alert_id": await raised(office), "closing": AlertClosing(AlertState.BENIGN, NOTE)}


@sample("security.alert_lifecycle.reopen", of_player=True)
async def reopen(office: World) -> dict[str, Any]:
    return {"alert_id": await raised(office), "why": NOTE}


@sample("security.snoozes.snooze", of_player=True)
async def snooze(office: World) -> dict[str, Any]:
    return {"alert_id": await raised(office), "lasts": timedelta(days=1), "why": NOTE}


@sample("security.player_check.check", of_player=True)
async def check(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna")}


@sample("security.rule_sweep.settle")
async def settle(office: World) -> dict[str, Any]:
    return {"swept": Swept(after=0, upto=0, whole=True)}


@sample("security.rule_sweep.look")
@sample("security.player_check.prepare_check")
@sample("security.alert_lifecycle.remind")
@sample("security.staff_monitoring.watch")
async def nothing(office: World) -> dict[str, Any]:
    return {}


@sample("security.alert_card_content.posting")
async def posting(office: World) -> dict[str, Any]:
    return {"alert_id": await raised(office)}


@sample("security.alert_card_content.notice")
async def notice(office: World) -> dict[str, Any]:
    return {"alert_id": await raised(office), "staff_id": (await office.staff("sam")).staff_id}


@sample("security.caller_check.consider", of_player=True)
async def considered_caller(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna")}


@sample("security.caller_check.check", of_player=True)
async def checked_caller(office: World) -> dict[str, Any]:
    return {"caller": CallerAnswers(await office.player("anna"), (), ticket="T-1")}
