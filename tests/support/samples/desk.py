"""Samples of what concerns the desk itself."""

from typing import Any

from tests.support.office import World
from tests.support.samples import sample


@sample("desk_status.status")
async def status(office: World) -> dict[str, Any]:
    return {}
