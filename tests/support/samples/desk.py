"""Samples of what concerns the desk itself."""

from typing import Any
from uuid import uuid4

from tests.support.office import World
from tests.support.samples import sample


@sample("desk_status.status")
async def status(office: World) -> dict[str, Any]:
    return {}


@sample("home.content")
async def home(office: World) -> dict[str, Any]:
    return {}


@sample("home.of_member")
async def home_of_member(office: World) -> dict[str, Any]:
    return {"staff_id": (await office.staff("bob")).staff_id}


@sample("home.redraw_for_request")
async def redraw_homes(office: World) -> dict[str, Any]:
    return {"request_id": uuid4()}
