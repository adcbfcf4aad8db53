"""Alerts as tests raise and read them."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from core import security
from core.database.tables import records
from core.people import Actor
from core.security import Alert, AlertClosing, AlertState, NewAlert, Severity
from core.work import Work
from tests.support.office import World


def new(player_id: int | None = None, **more: Any) -> NewAlert:
    about = {"rule": "impossible_travel", "subject": f"player:{player_id}", "window": "w1", "severity": Severity.HIGH}
    return NewAlert(**{**about, "sentence": "3,460 km in 40 minutes.", "player_id": player_id, **more})


async def raised(office: World, **more: Any) -> UUID:
    if "player_id" not in more:
        more["player_id"] = await office.player(f"anna{uuid4().hex[:6]}")
    async with office.work() as work:
        return await security.raise_alert(work, new(**more))


async def now(office: World, alert_id: UUID) -> Alert:
    async with office.read() as db:
        return await security.get(db, alert_id)


async def recorded(office: World, action: str) -> list[dict[str, Any]]:
    return [json.loads(row.content) for row in await office.rows(records, records.c.action == action)]


async def close(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    return await security.close(work, actor, alert_id, AlertClosing(AlertState.BENIGN, "He was on a plane."))


async def reopen(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    return await security.reopen(work, actor, alert_id, why="The plane was late.")


async def snooze(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    return await security.snooze(work, actor, alert_id, lasts=timedelta(days=1), why="He commutes by plane.")


async def hand_on(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    return await security.hand_on(work, actor, alert_id, to=actor.staff_id)
