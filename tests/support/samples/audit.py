"""Samples of core/audit_trail."""

from typing import Any

from core.audit_trail import TrailKind, TrailSubject
from core.database import tables
from tests.support.office import World
from tests.support.samples import sample
from tests.support.samples.players import anna


@sample("audit_trail.trail")
async def trail(office: World) -> dict[str, Any]:
    return {"subject": TrailSubject(player_id=await anna(office))}


@sample("audit_trail.look_up")
async def look_up(office: World) -> dict[str, Any]:
    await anna(office)
    return {"kind": TrailKind.PLAYER, "named": "anna"}


@sample("audit_trail.open_record")
async def open_record(office: World) -> dict[str, Any]:
    await office.staff("bob")
    return {"record_id": (await office.rows(tables.records))[0].id}
