"""Samples of bringing files in."""

from typing import Any

from core.activity import Admission
from core.event_intake import EventMessage
from tests.support.office import World
from tests.support.samples import sample


@sample("imports.register")
async def register(office: World) -> dict[str, Any]:
    return {"new": []}


@sample("imports.id_lengths")
async def id_lengths(office: World) -> dict[str, Any]:
    return {"brands": ["royal"]}


@sample("imports.take_events")
async def take_events(office: World) -> dict[str, Any]:
    return {"events": Admission()}


@sample("imports.record")
async def record(office: World) -> dict[str, Any]:
    return {"what": "players", "counts": {"added": 1}}


@sample("event_intake.receive")
@sample("event_intake.receive_part")
async def receive(office: World) -> dict[str, Any]:
    return {"message": EventMessage(message_id="msg_1", digest="0" * 64)}


@sample("event_intake.lag")
@sample("event_intake.orphans_wait")
@sample("event_intake.join_orphans")
async def orphans(office: World) -> dict[str, Any]:
    return {}


@sample("event_intake.came_before")
async def came_before(office: World) -> dict[str, Any]:
    return {"message_id": "msg_1"}
